// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IComputePools} from "../src/interfaces/IComputePools.sol";
import {ISolverRegistry} from "../src/interfaces/ISolverRegistry.sol";
import {LadderRange} from "../src/types/Pool.sol";
import {Lease} from "../src/types/Lease.sol";
import {LadderMathHarness} from "./harness/LadderMathHarness.sol";
import {LeaseFixture} from "./fixtures/LeaseFixture.sol";
import {LeaseLog} from "./fixtures/LeaseLog.sol";

/// @notice What stands behind an offer: every unit locks a part of its operator's bond until nobody can lose by it.
contract OperatorBondsTest is LeaseFixture {
    uint64 internal constant SLOT = FIRST_SLOT + 100;
    LadderMathHarness internal math = new LadderMathHarness();

    function test_bondPerUnit_isAShareOfTheHighestPrice() public view {
        // 20 % of 1.0001^66000 = 734.7 base units a unit.
        assertEq(pools.bondPerUnitOf(poolA), 147);
    }

    /// @dev No lease can cost more a unit than the ladder's end: the stake is at least that share of every lease's cost.
    function test_fuzz_stakeCoversAShareOfEveryCost(uint256 first, uint256 units) public view {
        uint256 capacity = _capacity(GPUS);
        first = bound(first, 0, capacity - 1);
        units = bound(units, 1, capacity - first);
        uint256 cost = math.cost(pools.terms(poolA).ladder, GPUS, SLOT_SECONDS, first, units);
        // A unit more: the last price of a purchase rounds up.
        assertGe((units + 1) * pools.bondPerUnitOf(poolA), cost * BOND_PIPS / 1e6);
    }

    function test_offer_locks() public {
        uint256 before = _locked();
        _offer(SLOT, 3, 8);
        assertEq(_locked() - before, 3 * _capacity(8) * pools.bondPerUnitOf(poolA));
        _offer(SLOT + 1, 3, 12);
        assertEq(_locked() - before, (_capacity(8) + 3 * _capacity(12)) * pools.bondPerUnitOf(poolA));
        _offer(SLOT, 4, 0);
        assertEq(_locked(), before);
    }

    function test_offer_bondTooSmall() public {
        (uint256 total, uint256 locked,,) = registry.bondOf(operatorA);
        vm.prank(operatorA);
        registry.requestUnbond(total - locked - 5);
        vm.expectRevert(
            abi.encodeWithSelector(
                ISolverRegistry.BondTooSmall.selector, operatorA, 5, _capacity(1) * pools.bondPerUnitOf(poolA)
            )
        );
        _offer(SLOT, 1, 1);
    }

    function test_createPool_bondTooLarge() public {
        LadderRange[] memory ladder = new LadderRange[](1);
        ladder[0] = LadderRange(0, 600_000, 1);
        vm.expectPartialRevert(IComputePools.BondTooLarge.selector);
        pools.createPool("h100-sxm-80gb", "eu-north", 1, address(usdc), ladder);
    }

    function test_freeBond() public {
        _offer(SLOT, 2, 8);
        uint256 locked = _locked();
        vm.warp((SLOT + 2) * SLOT_SECONDS + 7 days);
        vm.expectRevert(
            abi.encodeWithSelector(IComputePools.BondHeld.selector, poolA, SLOT + 1, (SLOT + 2) * SLOT_SECONDS + 7 days)
        );
        _free(SLOT, SLOT + 1);
        vm.warp(block.timestamp + 1);
        vm.expectEmit(address(pools));
        emit IComputePools.BondFreedFor(poolA, SLOT, _capacity(8) * pools.bondPerUnitOf(poolA));
        _free(SLOT, SLOT + 1);
        assertEq(locked - _locked(), 2 * _capacity(8) * pools.bondPerUnitOf(poolA));
        vm.expectRevert(abi.encodeWithSelector(IComputePools.BondFreed.selector, poolA, SLOT));
        _free(SLOT, SLOT + 1);
    }

    /// @dev What a failed lease lost is not freed once more.
    function test_freeBond_afterAFailure() public {
        _offer(SLOT, 1, 8);
        uint256 free = _locked() - _capacity(8) * pools.bondPerUnitOf(poolA);
        (Lease memory lease, bytes32[] memory proof) = _buy(SLOT, 3600);
        _failLease(lease, proof);
        assertEq(_locked() - free, (_capacity(8) - 3600) * pools.bondPerUnitOf(poolA));
        vm.warp((SLOT + 1) * SLOT_SECONDS + 7 days + 1);
        uint64[] memory slots = new uint64[](1);
        slots[0] = SLOT;
        vm.prank(operatorA);
        pools.freeBond(poolA, slots);
        assertEq(_locked(), free);
    }

    function test_freeBond_notOperator() public {
        vm.expectRevert(abi.encodeWithSelector(IComputePools.NotOperator.selector, address(this), operatorA));
        pools.freeBond(poolA, new uint64[](0));
    }

    function test_onlyEscrow() public {
        bytes memory reason = abi.encodeWithSelector(IComputePools.NotEscrow.selector, address(this));
        vm.expectRevert(reason);
        pools.giveBack(poolA, FIRST_SLOT, 1);
        vm.expectRevert(reason);
        pools.detachStake(poolA, FIRST_SLOT, 1);
    }

    /// @dev Units come back only while they can be sold again.
    function test_giveBack_afterGateClosure() public {
        vm.warp(FIRST_SLOT * SLOT_SECONDS);
        vm.expectRevert(
            abi.encodeWithSelector(IComputePools.GateClosed.selector, FIRST_SLOT, FIRST_SLOT * SLOT_SECONDS)
        );
        vm.prank(address(escrow));
        pools.giveBack(poolA, FIRST_SLOT, 0);
    }

    /// @dev Released units are for sale again, at the price the curve now has.
    function test_release_makesRoom() public {
        _offer(SLOT, 1, 1);
        uint256 capacity = _capacity(1);
        uint256 quoted = pools.quote(poolA, SLOT, capacity);
        (Lease memory lease, bytes32[] memory proof) = _buy(SLOT, capacity);
        vm.expectRevert();
        pools.quote(poolA, SLOT, 1);
        _release(alice.addr, lease, proof);
        assertEq(pools.quote(poolA, SLOT, capacity), quoted);
    }

    function _buy(uint64 slot, uint256 units) private returns (Lease memory lease, bytes32[] memory proof) {
        vm.recordLogs();
        vm.startPrank(alice.addr);
        usdc.approve(address(pools), type(uint256).max);
        pools.buy(poolA, slot, units, type(uint256).max, block.timestamp, alice.addr, WORKLOAD);
        vm.stopPrank();
        Lease[] memory leases = LeaseLog.read(vm.getRecordedLogs());
        return (leases[0], LeaseLog.proof(leases, 0));
    }

    function _offer(uint64 slot, uint32 count, uint32 gpus) private {
        vm.prank(operatorA);
        pools.offer(poolA, slot, count, gpus);
    }

    function _free(uint64 first, uint64 second) private {
        uint64[] memory slots = new uint64[](2);
        (slots[0], slots[1]) = (first, second);
        vm.prank(operatorA);
        pools.freeBond(poolA, slots);
    }

    function _capacity(uint256 gpus) private view returns (uint256) {
        return math.capacity(pools.terms(poolA).ladder, gpus, SLOT_SECONDS);
    }

    function _locked() private view returns (uint256 locked) {
        (, locked,,) = registry.bondOf(operatorA);
    }
}
