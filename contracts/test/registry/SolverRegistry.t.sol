// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCastLib} from "solady/utils/SafeCastLib.sol";
import {ReentrancyGuardTransient} from "solady/utils/ReentrancyGuardTransient.sol";
import {SolverRegistry} from "../../src/SolverRegistry.sol";
import {IPullPayments} from "../../src/interfaces/IPullPayments.sol";
import {ISolverRegistry} from "../../src/interfaces/ISolverRegistry.sol";
import {BetaReputation} from "../../src/registry/BetaReputation.sol";
import {RegistryTerms} from "../../src/registry/RegistryTerms.sol";
import {BlockingToken} from "../tokens/BlockingToken.sol";
import {FeeToken} from "../tokens/FeeToken.sol";
import {HookToken} from "../tokens/HookToken.sol";
import {BondFixture} from "./fixtures/BondFixture.sol";

contract SolverRegistryTest is BondFixture {
    address internal constant BURNED = 0x000000000000000000000000000000000000dEaD;

    function test_constructor_refuses() public {
        RegistryTerms memory terms = _terms();
        terms.unbondDelay = 0;
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.UnbondDelayInvalid.selector, 0));
        this.construct(terms);
        terms.unbondDelay = 365 days + 1;
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.UnbondDelayInvalid.selector, 365 days + 1));
        this.construct(terms);
        terms = _terms();
        terms.rewardPips = 500_001;
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.RewardTooHigh.selector, 500_001));
        this.construct(terms);
        terms = _terms();
        terms.halfLife = 0;
        vm.expectRevert(abi.encodeWithSelector(BetaReputation.HalfLifeInvalid.selector, 0));
        this.construct(terms);
    }

    /// @dev Outside the test: `vm.expectRevert` before `new` ends a test where it stands.
    function construct(RegistryTerms calldata terms) external {
        new SolverRegistry(terms);
    }

    function test_bond() public {
        vm.expectEmit(address(registry));
        emit ISolverRegistry.Bonded(ann, 500e6);
        _bond(ann, 500e6);
        _assertBond(ann, 500e6, 0, 0);
        assertEq(usdc.balanceOf(address(registry)), 500e6);
    }

    function test_bond_forAnother() public {
        vm.prank(ben);
        registry.bond(ann, 500e6);
        _assertBond(ann, 500e6, 0, 0);
        _assertBond(ben, 0, 0, 0);
        assertEq(usdc.balanceOf(ben), 1_000_000e6 - 500e6);
    }

    /// @dev A cast without a check would book the rest of a division by 2^128.
    function test_bond_above128Bits() public {
        usdc.mint(ann, 1 << 128);
        vm.prank(ann);
        vm.expectRevert(SafeCastLib.Overflow.selector);
        registry.bond(ann, (1 << 128) + 5);
    }

    function test_bond_sumAbove128Bits() public {
        usdc.mint(ann, type(uint128).max);
        _bond(ann, 1);
        vm.prank(ann);
        vm.expectRevert(stdErrorArithmetic());
        registry.bond(ann, type(uint128).max);
    }

    function test_bond_feeOnTransfer() public {
        FeeToken token = new FeeToken();
        _deploy(token);
        token.charge();
        vm.prank(ann);
        vm.expectPartialRevert(IPullPayments.TransferIncomplete.selector);
        registry.bond(ann, 500e6);
    }

    function test_unbond() public {
        _bond(ann, 500e6);
        vm.expectEmit(address(registry));
        emit ISolverRegistry.UnbondRequested(ann, 200e6, block.timestamp + DELAY);
        _requestUnbond(ann, 200e6);
        _assertBond(ann, 500e6, 0, 200e6);

        vm.warp(block.timestamp + DELAY - 1);
        vm.prank(ann);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.NotReady.selector, ann, block.timestamp + 1));
        registry.unbond();

        skip(1);
        vm.prank(ann);
        assertEq(registry.unbond(), 200e6);
        _assertBond(ann, 300e6, 0, 0);
        assertEq(usdc.balanceOf(ann), 1_000_000e6 - 300e6);
        vm.prank(ann);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.NothingToUnbond.selector, ann));
        registry.unbond();
    }

    /// @dev Else one could wait with a small request, and take everything out at once.
    function test_requestUnbond_startsTheClockAgain() public {
        _bond(ann, 500e6);
        _requestUnbond(ann, 1);
        skip(DELAY);
        _requestUnbond(ann, 100e6);
        vm.prank(ann);
        vm.expectPartialRevert(ISolverRegistry.NotReady.selector);
        registry.unbond();
    }

    function test_requestUnbond_onlyFree() public {
        _bond(ann, 500e6);
        _lock(ann, 300e6);
        _requestUnbond(ann, 100e6);
        vm.prank(ann);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.BondTooSmall.selector, ann, 100e6, 100e6 + 1));
        registry.requestUnbond(100e6 + 1);
        // Not even with a number that is small in 128 bits.
        vm.prank(ann);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.BondTooSmall.selector, ann, 100e6, 1 << 128));
        registry.requestUnbond(1 << 128);
    }

    function test_lock_onlyPoolsAndOnlyFree() public {
        _bond(ann, 500e6);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.NotPools.selector, address(this)));
        registry.lock(ann, 1);
        _requestUnbond(ann, 200e6);
        vm.prank(pools);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.BondTooSmall.selector, ann, 300e6, 300e6 + 1));
        registry.lock(ann, 300e6 + 1);
        _lock(ann, 300e6);
        _assertBond(ann, 500e6, 300e6, 200e6);
    }

    function test_unlock_onlyPoolsAndEscrow() public {
        _bond(ann, 500e6);
        _lock(ann, 300e6);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.NotEscrow.selector, address(this)));
        registry.unlock(ann, 1);
        _unlock(ann, 100e6);
        vm.prank(escrow);
        registry.unlock(ann, 100e6);
        _assertBond(ann, 500e6, 100e6, 0);
        vm.prank(escrow);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.LockedTooSmall.selector, ann, 100e6, 1 << 128));
        registry.unlock(ann, 1 << 128);
    }

    function test_forfeit() public {
        _bond(ann, 500e6);
        _lock(ann, 300e6);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.NotEscrow.selector, address(this)));
        registry.forfeit(ann, 1, 1);
        vm.startPrank(escrow);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.PenaltyAboveStake.selector, 101e6, 100e6));
        registry.forfeit(ann, 100e6, 101e6);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.LockedTooSmall.selector, ann, 300e6, 301e6));
        registry.forfeit(ann, 301e6, 1);
        registry.forfeit(ann, 100e6, 40e6);
        vm.stopPrank();
        _assertBond(ann, 460e6, 200e6, 0);
        assertEq(usdc.balanceOf(escrow), 40e6);
    }

    function test_slash_onlySlashers() public {
        _bond(ann, 500e6);
        assertTrue(registry.isSlasher(judge));
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.NotSlasher.selector, address(this)));
        registry.slash(ann, 1, reporter);
    }

    function test_slash_rewardsAndBurns() public {
        _bond(ann, 500e6);
        vm.expectEmit(address(registry));
        emit ISolverRegistry.Fined(ann, 100e6 + 1, judge);
        vm.expectEmit(address(registry));
        emit ISolverRegistry.Slashed(ann, 100e6 + 1, reporter);
        assertEq(_slash(ann, 100e6 + 1), 100e6 + 1);
        _assertBond(ann, 400e6 - 1, 0, 0);
        assertEq(usdc.balanceOf(reporter), 25e6);
        assertEq(usdc.balanceOf(BURNED), 75e6 + 1);
        assertEq(registry.debtOf(ann), 0);
    }

    function test_slash_takesFreeThenUnbonding() public {
        _bond(ann, 500e6);
        _lock(ann, 200e6);
        _requestUnbond(ann, 200e6);
        assertEq(_slash(ann, 60e6), 60e6);
        _assertBond(ann, 440e6, 200e6, 200e6);
        assertEq(_slash(ann, 100e6), 100e6);
        _assertBond(ann, 340e6, 200e6, 140e6);
        // What was taken is not paid out later.
        skip(DELAY);
        vm.prank(ann);
        assertEq(registry.unbond(), 140e6);
        _assertBond(ann, 200e6, 200e6, 0);
    }

    /// @dev What is locked belongs to buyers; the rest of the fine waits for it.
    function test_slash_neverTakesWhatIsLocked() public {
        _bond(ann, 2_000e6);
        _lock(ann, 2_000e6);
        assertEq(_slash(ann, 300e6), 0);
        _assertBond(ann, 2_000e6, 2_000e6, 0);
        assertEq(registry.debtOf(ann), 300e6);

        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.NothingToCollect.selector, ann));
        registry.collect(ann);

        _unlock(ann, 100e6);
        vm.prank(ben);
        assertEq(registry.collect(ann), 100e6);
        assertEq(usdc.balanceOf(ben), 1_000_000e6 + 25e6);
        _assertBond(ann, 1_900e6, 1_900e6, 0);

        _unlock(ann, 1_900e6);
        assertFalse(registry.isSolver(ann));
        vm.prank(ben);
        assertEq(registry.collect(ann), 200e6);
        _assertBond(ann, 1_700e6, 0, 0);
        assertEq(registry.debtOf(ann), 0);
        assertTrue(registry.isSolver(ann));
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.NothingToCollect.selector, ann));
        registry.collect(ann);
    }

    function test_slash_debtStopsLockingAndUnbonding() public {
        _bond(ann, 100e6);
        assertEq(_slash(ann, 300e6), 100e6);
        _bond(ann, 500e6);
        vm.prank(ann);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.InDebt.selector, ann, 200e6));
        registry.requestUnbond(1);
        vm.prank(pools);
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.InDebt.selector, ann, 200e6));
        registry.lock(ann, 1);
        registry.collect(ann);
        _lock(ann, 300e6);
        _assertBond(ann, 300e6, 300e6, 0);
    }

    function test_slash_above128Bits() public {
        vm.prank(judge);
        vm.expectRevert(SafeCastLib.Overflow.selector);
        registry.slash(ann, 1 << 128, reporter);
    }

    /// @dev A reporter that the token refuses keeps a claim: nobody escapes by being reported by such a one.
    function test_slash_payeeBlocked() public {
        BlockingToken token = new BlockingToken();
        _deploy(token);
        _bond(ann, 500e6);
        token.setBlocked(reporter, true, false);
        token.setBlocked(BURNED, true, true);
        assertEq(_slash(ann, 100e6), 100e6);
        assertEq(registry.creditOf(reporter), 25e6);
        assertEq(registry.creditOf(BURNED), 75e6);
        token.setBlocked(reporter, false, false);
        vm.startPrank(reporter);
        assertEq(registry.withdraw(), 25e6);
        vm.expectRevert(abi.encodeWithSelector(IPullPayments.NothingToWithdraw.selector, reporter));
        registry.withdraw();
        assertEq(usdc.balanceOf(reporter), 25e6);
    }

    function test_reentrancy() public {
        HookToken token = new HookToken();
        _deploy(token);
        _bond(ann, 500e6);
        _requestUnbond(ann, 100e6);
        skip(DELAY);
        token.setHook(address(registry), abi.encodeCall(registry.unbond, ()));
        vm.prank(ann);
        registry.unbond();
        _slash(ann, 100e6);
        _bond(ann, 1);
        assertEq(token.successes(), 0);
        assertEq(token.failures(), 4);
        bytes[5] memory doors = [
            abi.encodeCall(registry.unbond, ()),
            abi.encodeCall(registry.slash, (ann, 1, reporter)),
            abi.encodeCall(registry.collect, (ann)),
            abi.encodeCall(registry.withdraw, ()),
            abi.encodeCall(registry.bond, (ann, 0))
        ];
        for (uint256 i; i < doors.length; ++i) {
            token.setHook(address(registry), doors[i]);
            _bond(ann, 1);
            assertEq(token.result(), abi.encodeWithSelector(ReentrancyGuardTransient.Reentrancy.selector));
        }
        assertEq(token.successes(), 0);
        assertEq(token.failures(), 9);
    }

    function test_isSolver() public {
        _bond(ann, MIN_BOND - 1);
        assertFalse(registry.isSolver(ann));
        _bond(ann, 1);
        assertTrue(registry.isSolver(ann));
        _lock(ann, 1);
        assertFalse(registry.isSolver(ann));
        _bond(ann, 1);
        assertTrue(registry.isSolver(ann));
        _requestUnbond(ann, 1);
        assertFalse(registry.isSolver(ann));
    }

    function test_record() public {
        vm.expectRevert(abi.encodeWithSelector(ISolverRegistry.NotEscrow.selector, address(this)));
        registry.record(ann, 1, 0, 0);
        assertEq(registry.reputationOf(ann), 500_000);

        vm.startPrank(escrow);
        vm.expectEmit(address(registry));
        emit ISolverRegistry.LeaseRecorded(ann, 36_000, 0, 3600);
        registry.record(ann, 36_000, 0, 3600);
        uint256 good = registry.reputationOf(ann);
        assertGt(good, 650_000);
        registry.record(ann, 0, 7200, 0);
        assertLt(registry.reputationOf(ann), good);
        (uint256 completed, uint256 failed, uint256 disputed) = registry.unitsOf(ann);
        assertEq(completed, 36_000);
        assertEq(failed, 7200);
        assertEq(disputed, 3600);

        skip(4000 days);
        assertEq(registry.reputationOf(ann), 500_000);
        (completed,,) = registry.unitsOf(ann);
        assertEq(completed, 36_000);
    }

    /// @dev A dispute that the operator won does not count against it: else anyone could buy it a bad name.
    function testFuzz_record_disputesDoNotCount(uint64 completed, uint64 disputed) public {
        vm.startPrank(escrow);
        registry.record(ann, completed, 0, 0);
        registry.record(ben, completed, 0, disputed);
        assertEq(registry.reputationOf(ann), registry.reputationOf(ben));
    }

    function testFuzz_record_neverReverts(uint256[6] memory units, uint32 pause) public {
        vm.startPrank(escrow);
        registry.record(ann, units[0], units[1], units[2]);
        skip(pause);
        registry.record(ann, units[3], units[4], units[5]);
        (uint256 completed,,) = registry.unitsOf(ann);
        assertGe(completed, units[0] < type(uint80).max ? units[0] : type(uint80).max);
        assertLe(registry.reputationOf(ann), 1e6);
    }

    /// @dev Every base unit of a fine is with somebody, whatever the parts of the bond are.
    function testFuzz_slash(uint96 bonded, uint96 locked, uint96 unbonding, uint128 fine) public {
        locked = uint96(bound(locked, 0, bonded));
        unbonding = uint96(bound(unbonding, 0, bonded - locked));
        usdc.mint(ann, bonded);
        _bond(ann, bonded);
        _lock(ann, locked);
        _requestUnbond(ann, unbonding);
        uint256 taken = _slash(ann, fine);
        uint256 slashable = uint256(bonded) - locked;
        assertEq(taken, fine < slashable ? fine : slashable);
        assertEq(registry.debtOf(ann), fine - taken);
        (uint256 total, uint256 stillLocked, uint256 stillUnbonding,) = registry.bondOf(ann);
        assertEq(total, bonded - taken);
        assertEq(stillLocked, locked);
        uint256 free = slashable - unbonding;
        assertEq(stillUnbonding, taken > free ? unbonding - (taken - free) : unbonding);
        assertEq(usdc.balanceOf(reporter), taken * REWARD_PIPS / 1e6);
        assertEq(usdc.balanceOf(BURNED) + usdc.balanceOf(reporter), taken);
        assertEq(usdc.balanceOf(address(registry)), total);
    }

    function stdErrorArithmetic() private pure returns (bytes memory) {
        return abi.encodeWithSignature("Panic(uint256)", 0x11);
    }
}
