// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "solady/utils/ReentrancyGuardTransient.sol";
import {IComputePools} from "../src/interfaces/IComputePools.sol";
import {ILeaseEscrow} from "../src/interfaces/ILeaseEscrow.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Batch} from "../src/types/Batch.sol";
import {Delivery} from "../src/types/Delivery.sol";
import {Lease} from "../src/types/Lease.sol";
import {LeaseFixture} from "./fixtures/LeaseFixture.sol";
import {LeaseLog} from "./fixtures/LeaseLog.sol";
import {BlockingToken} from "./tokens/BlockingToken.sol";
import {FeeToken} from "./tokens/FeeToken.sol";
import {HookToken} from "./tokens/HookToken.sol";
import {TestUSDC} from "./tokens/TestUSDC.sol";

/// @notice Tokens that take a fee, call back, or refuse a payee.
contract HostileTokensTest is LeaseFixture {
    bytes internal reentrancy = abi.encodeWithSelector(ReentrancyGuardTransient.Reentrancy.selector);

    function test_feeOnTransfer_settle() public {
        _useFeeToken();
        Batch memory batch = _batchOf(alice.addr);
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        vm.expectPartialRevert(ISettlement.TransferIncomplete.selector);
        settlement.settle(batch, award);
    }

    function test_feeOnTransfer_buy() public {
        _useFeeToken();
        uint256 cost = pools.quote(poolA, FIRST_SLOT, 3600);
        vm.startPrank(alice.addr);
        usdc.approve(address(pools), type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(IComputePools.TransferIncomplete.selector, cost - 1, cost));
        pools.buy(poolA, FIRST_SLOT, 3600, cost, block.timestamp, alice.addr, WORKLOAD);
    }

    function test_reentrancy_settle() public {
        HookToken token = new HookToken();
        _useToken(token);
        Batch memory inner = _batchOf(bob.addr);
        inner.auctionHash = keccak256("inner");
        _signOrders(inner);
        token.setHook(address(settlement), abi.encodeCall(settlement.settle, (inner, _signAward(inner))));
        _settle(_batchOf(alice.addr));
        _assertRefused(token);
        assertFalse(settlement.settled(inner.auctionHash));
    }

    function test_reentrancy_buy() public {
        HookToken token = new HookToken();
        _useToken(token);
        vm.prank(alice.addr);
        token.approve(address(pools), type(uint256).max);
        bytes memory call = abi.encodeCall(
            pools.buy, (poolA, FIRST_SLOT, 3600, type(uint256).max, block.timestamp, alice.addr, WORKLOAD)
        );
        token.setHook(address(pools), call);
        vm.prank(alice.addr);
        pools.buy(poolA, FIRST_SLOT, 3600, type(uint256).max, block.timestamp, alice.addr, WORKLOAD);
        _assertRefused(token);
    }

    function test_reentrancy_withdraw() public {
        HookToken token = new HookToken();
        _useToken(token);
        _settle(_batchOf(alice.addr));
        token.setHook(address(escrow), abi.encodeCall(escrow.withdraw, ()));
        vm.prank(solverX);
        escrow.withdraw();
        _assertRefused(token);
    }

    /// @dev While the escrow pays, nothing in it can be done.
    function test_reentrancy_escrow() public {
        HookToken token = new HookToken();
        _useToken(token);
        _settle(_batchOf(alice.addr));
        (Lease[] memory leases, bytes32[][] memory proofs) = (new Lease[](0), new bytes32[][](0));
        bytes[5] memory doors = [
            abi.encodeCall(escrow.submit, (leases, proofs, new Delivery[](0))),
            abi.encodeCall(escrow.settle, (leases, proofs)),
            abi.encodeCall(escrow.release, (leases, proofs)),
            abi.encodeCall(escrow.fail, (leases, proofs)),
            abi.encodeCall(escrow.expire, (leases, proofs))
        ];
        uint256 before = vm.snapshotState();
        for (uint256 i; i < doors.length; ++i) {
            token.setHook(address(escrow), doors[i]);
            vm.prank(solverX);
            escrow.withdraw();
            _assertRefused(token);
            vm.revertToState(before);
        }
    }

    /// @dev Money that arrives from elsewhere in the middle of a settlement must not pass for the buyers' payments.
    function test_reentrancy_foreignMoneyDuringSettle() public {
        HookToken token = new HookToken();
        _useToken(token);
        token.mint(address(token), 1e6);
        token.setHook(address(token), abi.encodeCall(TestUSDC.mint, (address(escrow), 1)));
        Batch memory batch = _batchOf(alice.addr);
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        vm.expectPartialRevert(ISettlement.TransferIncomplete.selector);
        settlement.settle(batch, award);
    }

    function test_blockedOperator_reverting() public {
        _blockedOperator(false);
    }

    function test_blockedOperator_returningFalse() public {
        _blockedOperator(true);
    }

    function test_blockedRecipient() public {
        (BlockingToken token, Lease memory lease, bytes32[] memory proof) = _leaseInBlockingToken();
        token.setBlocked(lease.recipient, true, false);
        _failLease(lease, proof);
        assertGt(escrow.creditOf(lease.recipient), lease.cost);
        assertEq(escrow.owed(), token.balanceOf(address(escrow)));
    }

    function _blockedOperator(bool silent) private {
        (BlockingToken token, Lease memory lease, bytes32[] memory proof) = _leaseInBlockingToken();
        token.setBlocked(lease.operator, true, silent);
        _serve(lease, proof);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.Credited(lease.operator, lease.cost);
        _submit(lease, proof, "");
        vm.startPrank(lease.operator);
        assertEq(escrow.creditOf(lease.operator), lease.cost);
        assertEq(escrow.owed(), token.balanceOf(address(escrow)));

        vm.expectRevert();
        escrow.withdraw();
        assertEq(escrow.creditOf(lease.operator), lease.cost);
        token.setBlocked(lease.operator, false, false);
        escrow.withdraw();
        assertEq(token.balanceOf(lease.operator), lease.cost);
    }

    function _leaseInBlockingToken() private returns (BlockingToken token, Lease memory lease, bytes32[] memory proof) {
        token = new BlockingToken();
        _useToken(token);
        vm.recordLogs();
        _settle(_batchOf(alice.addr));
        Lease[] memory leases = LeaseLog.read(vm.getRecordedLogs());
        return (token, leases[0], LeaseLog.proof(leases, 0));
    }

    function _useToken(TestUSDC token) private {
        usdc = token;
        _deployMarket(address(token), auctioneer.addr);
        poolA = _openPool(operatorA, "h100-sxm-80gb", "eu-north", 1, 62_000);
        _fund(alice.addr);
        _fund(bob.addr);
    }

    function _useFeeToken() private {
        FeeToken token = new FeeToken();
        _useToken(token);
        token.charge();
    }

    function _batchOf(address owner) private view returns (Batch memory) {
        DraftFill[] memory fills = new DraftFill[](1);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, 3600);
        return _single(owner, 3600, fills);
    }

    function _assertRefused(HookToken token) private view {
        assertEq(token.successes(), 0);
        assertGt(token.failures(), 0);
        assertEq(token.result(), reentrancy);
        assertEq(escrow.owed(), token.balanceOf(address(escrow)));
    }
}
