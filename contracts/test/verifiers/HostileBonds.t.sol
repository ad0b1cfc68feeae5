// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "solady/utils/ReentrancyGuardTransient.sol";
import {IBondVault} from "../../src/interfaces/IBondVault.sol";
import {Lease, LeaseStatus} from "../../src/types/Lease.sol";
import {VerifierFixture} from "../fixtures/VerifierFixture.sol";
import {BlockingToken} from "../tokens/BlockingToken.sol";
import {FeeToken} from "../tokens/FeeToken.sol";
import {HookToken} from "../tokens/HookToken.sol";
import {TestUSDC} from "../tokens/TestUSDC.sol";

/// @notice Tokens that take a fee, call back, or refuse a payee.
contract HostileBondsTest is VerifierFixture {
    bytes internal reentrancy = abi.encodeWithSelector(ReentrancyGuardTransient.Reentrancy.selector);

    Lease internal lease;
    bytes32[] internal proof;

    function test_feeOnTransfer() public {
        // No bond and no lease could be paid in such a token: it begins to take its fee only now.
        _submitOne();
        vm.etch(address(usdc), address(new FeeToken()).code);
        FeeToken(address(usdc)).charge();
        uint256 bond = _bondOf(lease);
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IBondVault.TransferIncomplete.selector, bond - 1, bond));
        optimistic.challenge(_claim(lease));
    }

    /// @dev Money that arrives from elsewhere meanwhile must not pass for the bond.
    function test_foreignMoneyDuringChallenge() public {
        HookToken token = new HookToken();
        _useToken(token);
        _submitOne();
        uint256 bond = _bondOf(lease);
        token.setHook(address(token), abi.encodeCall(TestUSDC.mint, (address(optimistic), 1)));
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IBondVault.TransferIncomplete.selector, bond + 1, bond));
        optimistic.challenge(_claim(lease));
    }

    function test_reentrancy_challenge() public {
        HookToken token = new HookToken();
        _useToken(token);
        _submitOne();
        token.setHook(address(optimistic), abi.encodeCall(optimistic.challenge, (_claim(lease))));
        _challenge();
        _assertRefused(token);
    }

    function test_reentrancy_close() public {
        HookToken token = new HookToken();
        _useToken(token);
        _submitOne();
        _challenge();
        skip(OPERATOR_SECONDS + 1);
        token.setHook(address(optimistic), abi.encodeCall(optimistic.close, (_leaseId(lease))));
        optimistic.close(_leaseId(lease));
        _assertRefused(token);
        assertEq(optimistic.owed(), 0);
    }

    function test_reentrancy_withdrawDuringClose() public {
        HookToken token = new HookToken();
        _useToken(token);
        _submitOne();
        _challenge();
        skip(OPERATOR_SECONDS + 1);
        token.setHook(address(optimistic), abi.encodeCall(optimistic.withdraw, ()));
        optimistic.close(_leaseId(lease));
        _assertRefused(token);
    }

    /// @dev The escrow can be settled while a bond moves, and the other way round: their money does not mix.
    function test_settleDuringClose() public {
        HookToken token = new HookToken();
        _useToken(token);
        _submitOne();
        _challenge();
        skip(OPERATOR_SECONDS + 1);
        (Lease[] memory leases, bytes32[][] memory proofs) = _one(lease, proof);
        token.setHook(address(escrow), abi.encodeCall(escrow.settle, (leases, proofs)));
        optimistic.close(_leaseId(lease));
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Failed));
        assertEq(token.balanceOf(address(escrow)), escrow.owed());
        assertEq(token.balanceOf(address(optimistic)), 0);
    }

    function test_blockedChallenger_reverting() public {
        _blockedChallenger(false);
    }

    function test_blockedChallenger_returningFalse() public {
        _blockedChallenger(true);
    }

    /// @dev The operator cannot be paid: what is burned is burned all the same.
    function test_blockedOperator() public {
        BlockingToken token = new BlockingToken();
        _useToken(token);
        _submitOne();
        _challenge();
        uint256 bond = _bondOf(lease);
        _rule(lease, true);
        token.setBlocked(operatorA, true, false);
        optimistic.close(_leaseId(lease));
        assertEq(optimistic.creditOf(operatorA), bond - bond / 4);
        assertEq(token.balanceOf(optimistic.BURNED()), bond / 4);
        assertEq(token.balanceOf(address(optimistic)), optimistic.owed());
        _settleLease(lease, proof);
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Settled));
    }

    /// @dev Not even a token that refuses the burn address blocks anybody.
    function test_blockedBurn() public {
        BlockingToken token = new BlockingToken();
        _useToken(token);
        _submitOne();
        _challenge();
        uint256 bond = _bondOf(lease);
        _rule(lease, true);
        token.setBlocked(optimistic.BURNED(), true, false);
        optimistic.close(_leaseId(lease));
        assertEq(token.balanceOf(operatorA), bond - bond / 4);
        assertEq(optimistic.creditOf(optimistic.BURNED()), bond / 4);
        assertEq(optimistic.owed(), bond / 4);
    }

    function _blockedChallenger(bool silent) private {
        BlockingToken token = new BlockingToken();
        _useToken(token);
        _submitOne();
        _challenge();
        uint256 bond = _bondOf(lease);
        skip(OPERATOR_SECONDS + 1);
        token.setBlocked(challenger, true, silent);
        uint256 before = token.balanceOf(challenger);
        vm.expectEmit(address(optimistic));
        emit IBondVault.Credited(challenger, bond);
        optimistic.close(_leaseId(lease));
        _settleLease(lease, proof);
        assertEq(optimistic.owed(), bond);
        assertEq(token.balanceOf(address(optimistic)), bond);

        vm.startPrank(challenger);
        vm.expectRevert();
        optimistic.withdraw();
        token.setBlocked(challenger, false, false);
        vm.expectEmit(address(optimistic));
        emit IBondVault.Withdrawn(challenger, bond);
        assertEq(optimistic.withdraw(), bond);
        assertEq(token.balanceOf(challenger) - before, bond);
        vm.expectRevert(abi.encodeWithSelector(IBondVault.NothingToWithdraw.selector, challenger));
        optimistic.withdraw();
        assertEq(optimistic.owed(), 0);
    }

    function _useToken(TestUSDC token) private {
        usdc = token;
        _deployVerifiedMarket(address(0x900e));
    }

    function _submitOne() private {
        (lease,) = _buy(poolA, 3600, WORKLOAD);
        _serve(lease, proof);
        _submit(lease, proof, "");
    }

    function _challenge() private {
        vm.prank(challenger);
        optimistic.challenge(_claim(lease));
    }

    function _bondOf(Lease memory lease_) private view returns (uint256) {
        return optimistic.bondOf(lease_.cost + lease_.units * pools.bondPerUnitOf(lease_.poolId));
    }

    function _assertRefused(HookToken token) private view {
        assertEq(token.successes(), 0);
        assertGt(token.failures(), 0);
        assertEq(token.result(), reentrancy);
        assertEq(token.balanceOf(address(optimistic)), optimistic.owed());
    }
}
