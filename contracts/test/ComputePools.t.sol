// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILeaseEvents} from "../src/interfaces/ILeaseEvents.sol";
import {IComputePools} from "../src/interfaces/IComputePools.sol";
import {LadderMath} from "../src/libraries/LadderMath.sol";
import {LeaseTree} from "../src/libraries/LeaseTree.sol";
import {Lease} from "../src/types/Lease.sol";
import {Inventory, LadderRange, PoolTerms, PoolView, TakeRequest} from "../src/types/Pool.sol";
import {MarketFixture} from "./fixtures/MarketFixture.sol";

contract ComputePoolsTest is MarketFixture {
    function setUp() public override {
        super.setUp();
        vm.prank(alice.addr);
        usdc.approve(address(pools), type(uint256).max);
    }

    function test_createPool() public {
        LadderRange[] memory ladder = _ladder(60_000);
        PoolTerms memory terms =
            PoolTerms(operatorB, keccak256("l40s-48gb"), keccak256("ap-east"), 0, address(usdc), ladder);
        bytes32 expected = keccak256(abi.encode(terms));
        vm.expectEmit(address(pools));
        emit IComputePools.PoolCreated(expected, operatorB, "l40s-48gb", "ap-east", 0, address(usdc), ladder);
        vm.prank(operatorB);
        bytes32 poolId = pools.createPool("l40s-48gb", "ap-east", 0, address(usdc), ladder);

        assertEq(poolId, expected);
        assertEq(pools.poolCount(), 4);
        assertEq(pools.poolIdAt(3), expected);
        assertEq(abi.encode(pools.terms(poolId)), abi.encode(terms));
    }

    function test_createPool_exists() public {
        vm.expectRevert(abi.encodeWithSelector(IComputePools.PoolExists.selector, poolA));
        vm.prank(operatorA);
        pools.createPool("h100-sxm-80gb", "eu-north", 1, address(usdc), _ladder(62_000));
    }

    function test_createPool_slugEmpty() public {
        vm.expectRevert(IComputePools.SlugEmpty.selector);
        pools.createPool("", "eu-north", 1, address(usdc), _ladder(62_000));
        vm.expectRevert(IComputePools.SlugEmpty.selector);
        pools.createPool("h100-sxm-80gb", "", 1, address(usdc), _ladder(62_000));
    }

    function test_createPool_tierUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(IComputePools.TierUnknown.selector, 4));
        pools.createPool("h100-sxm-80gb", "eu-north", 4, address(usdc), _ladder(62_000));
    }

    function test_createPool_tokenMismatch() public {
        vm.expectRevert(abi.encodeWithSelector(IComputePools.TokenMismatch.selector, address(1), address(usdc)));
        pools.createPool("h100-sxm-80gb", "eu-north", 1, address(1), _ladder(62_000));
    }

    function test_createPool_ladderInvalid() public {
        LadderRange[] memory ladder = _ladder(62_000);
        ladder[1].tickLower -= 1;
        vm.expectPartialRevert(LadderMath.LadderRangeInvalid.selector);
        pools.createPool("h100-sxm-80gb", "eu-north", 1, address(usdc), ladder);
    }

    function test_offer() public {
        vm.expectEmit(address(pools));
        emit IComputePools.Offered(poolA, FIRST_SLOT + 2, 3, 32);
        vm.prank(operatorA);
        pools.offer(poolA, FIRST_SLOT + 2, 3, 32);
        assertEq(_inventory(poolA, FIRST_SLOT + 1).gpus, GPUS);
        assertEq(_inventory(poolA, FIRST_SLOT + 2).gpus, 32);
        assertEq(_inventory(poolA, FIRST_SLOT + 4).gpus, 32);
        assertEq(_inventory(poolA, FIRST_SLOT + 5).gpus, GPUS);
    }

    function test_offer_notOperator() public {
        vm.expectRevert(abi.encodeWithSelector(IComputePools.NotOperator.selector, operatorB, operatorA));
        vm.prank(operatorB);
        pools.offer(poolA, FIRST_SLOT, 1, 1);
    }

    function test_offer_slotCount() public {
        vm.startPrank(operatorA);
        vm.expectRevert(abi.encodeWithSelector(IComputePools.SlotCount.selector, 0));
        pools.offer(poolA, FIRST_SLOT, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(IComputePools.SlotCount.selector, 513));
        pools.offer(poolA, FIRST_SLOT, 513, 1);
    }

    function test_offer_gateClosed() public {
        uint256 closedAt = (FIRST_SLOT - 1) * SLOT_SECONDS;
        vm.expectRevert(abi.encodeWithSelector(IComputePools.GateClosed.selector, FIRST_SLOT - 1, closedAt));
        vm.prank(operatorA);
        pools.offer(poolA, FIRST_SLOT - 1, 2, 1);
    }

    function test_offer_belowSold() public {
        _buy(poolA, FIRST_SLOT, 4 * 3600 + 1);
        vm.startPrank(operatorA);
        vm.expectRevert(
            abi.encodeWithSelector(IComputePools.OfferBelowSold.selector, poolA, FIRST_SLOT, 4 * 3600, 4 * 3600 + 1)
        );
        pools.offer(poolA, FIRST_SLOT, 1, 4);
        pools.offer(poolA, FIRST_SLOT, 1, 5);
        assertEq(_inventory(poolA, FIRST_SLOT).sold, 4 * 3600 + 1);
    }

    function test_buy() public {
        uint256 quoted = pools.quote(poolA, FIRST_SLOT, 3600);
        bytes32 expectedBatch = LeaseTree.batchId(address(pools), bytes32(uint256(1)));
        uint256 before = usdc.balanceOf(alice.addr);

        vm.expectEmit(address(pools));
        emit ILeaseEvents.LeaseOpened(
            expectedBatch, 0, operatorA, bob.addr, poolA, FIRST_SLOT, 3600, quoted, quoted, WORKLOAD, bytes32(0)
        );
        vm.prank(alice.addr);
        (uint256 cost, bytes32 batchId) =
            pools.buy(poolA, FIRST_SLOT, 3600, quoted, block.timestamp, bob.addr, WORKLOAD);

        assertEq(cost, quoted);
        assertEq(batchId, expectedBatch);
        assertEq(before - usdc.balanceOf(alice.addr), cost);
        assertEq(usdc.balanceOf(address(escrow)), cost);
        assertEq(escrow.owed(), cost);
        Lease memory lease =
            Lease(batchId, 0, operatorA, bob.addr, poolA, FIRST_SLOT, 3600, cost, cost, WORKLOAD, bytes32(0));
        assertEq(escrow.leaseRoot(batchId), LeaseTree.leaf(lease));
        // About $2.20 an hour: 1.0001^62000 = 492 base units a second at the start of the ladder.
        assertApproxEqRel(cost, 493 * 3600, 0.02e18);
    }

    function test_buy_opensOneBookEach() public {
        bytes32 first = _buy(poolA, FIRST_SLOT, 3600);
        bytes32 second = _buy(poolA, FIRST_SLOT, 3600);
        assertTrue(first != second);
    }

    function test_buy_deadlinePassed() public {
        vm.expectRevert(abi.encodeWithSelector(IComputePools.DeadlinePassed.selector, block.timestamp - 1));
        pools.buy(poolA, FIRST_SLOT, 3600, type(uint256).max, block.timestamp - 1, alice.addr, WORKLOAD);
    }

    function test_buy_costAboveMaximum() public {
        uint256 quoted = pools.quote(poolA, FIRST_SLOT, 3600);
        vm.expectRevert(abi.encodeWithSelector(IComputePools.CostAboveMaximum.selector, quoted, quoted - 1));
        pools.buy(poolA, FIRST_SLOT, 3600, quoted - 1, block.timestamp, alice.addr, WORKLOAD);
    }

    function test_buy_gateClosed() public {
        uint256 startsAt = FIRST_SLOT * SLOT_SECONDS;
        vm.warp(startsAt - 1);
        _buy(poolA, FIRST_SLOT, 3600);
        vm.warp(startsAt);
        vm.expectRevert(abi.encodeWithSelector(IComputePools.GateClosed.selector, FIRST_SLOT, startsAt));
        _buy(poolA, FIRST_SLOT, 3600);
    }

    function test_buy_capacityExceeded() public {
        _buy(poolA, FIRST_SLOT, GPUS * SLOT_SECONDS);
        vm.expectRevert(
            abi.encodeWithSelector(LadderMath.CapacityExceeded.selector, GPUS * SLOT_SECONDS + 1, GPUS * SLOT_SECONDS)
        );
        _buy(poolA, FIRST_SLOT, 1);
    }

    /// @dev The curve ends before the GPUs do.
    function test_buy_beyondTheLadder() public {
        LadderRange[] memory ladder = new LadderRange[](1);
        ladder[0] = LadderRange(62_000, 64_000, 10_000);
        vm.startPrank(operatorA);
        bytes32 poolId = pools.createPool("h100-sxm-80gb", "us-east", 1, address(usdc), ladder);
        pools.offer(poolId, FIRST_SLOT, 1, 1);
        vm.stopPrank();
        uint256 held = 42;
        vm.expectRevert(abi.encodeWithSelector(LadderMath.CapacityExceeded.selector, held + 1, held));
        _buy(poolId, FIRST_SLOT, held + 1);
        _buy(poolId, FIRST_SLOT, held);
    }

    function test_buy_notOffered() public {
        vm.expectRevert(abi.encodeWithSelector(LadderMath.CapacityExceeded.selector, 1, 0));
        _buy(poolA, FIRST_SLOT + 24, 1);
    }

    function test_buy_unitsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IComputePools.UnitsZero.selector, poolA, FIRST_SLOT));
        _buy(poolA, FIRST_SLOT, 0);
    }

    function test_poolUnknown() public {
        bytes memory unknown = abi.encodeWithSelector(IComputePools.PoolUnknown.selector, bytes32(0));
        vm.expectRevert(unknown);
        _buy(bytes32(0), FIRST_SLOT, 1);
        vm.expectRevert(unknown);
        pools.quote(bytes32(0), FIRST_SLOT, 1);
        vm.expectRevert(unknown);
        pools.terms(bytes32(0));
    }

    function test_take_notSettlement() public {
        vm.expectRevert(abi.encodeWithSelector(IComputePools.NotSettlement.selector, address(this)));
        pools.take(new TakeRequest[](0));
    }

    function test_fuzz_buy_twoBuyersPayAtLeastWhatOneWould(uint256 a, uint256 b) public {
        a = bound(a, 1, GPUS * SLOT_SECONDS - 1);
        b = bound(b, 1, GPUS * SLOT_SECONDS - a);
        uint256 whole = pools.quote(poolA, FIRST_SLOT, a + b);
        _buy(poolA, FIRST_SLOT, a);
        _buy(poolA, FIRST_SLOT, b);
        assertGe(escrow.owed(), whole);
        assertLe(escrow.owed(), whole + 1);
        assertEq(_inventory(poolA, FIRST_SLOT).sold, a + b);
    }

    function test_lens_snapshot() public {
        _buy(poolB, FIRST_SLOT + 1, 5000);
        (uint256 total, PoolView[] memory page) = lens.snapshot(1, 5, FIRST_SLOT, 25);
        assertEq(total, 3);
        assertEq(page.length, 2);
        assertEq(page[0].id, poolB);
        assertEq(page[1].id, poolC);
        assertEq(abi.encode(page[0].terms), abi.encode(pools.terms(poolB)));
        assertEq(page[0].gpus.length, 25);
        assertEq(page[0].gpus[0], GPUS);
        assertEq(page[0].gpus[24], 0);
        assertEq(page[0].sold[0], 0);
        assertEq(page[0].sold[1], 5000);
        (, page) = lens.snapshot(3, 5, FIRST_SLOT, 1);
        assertEq(page.length, 0);
    }

    function _buy(bytes32 poolId, uint64 slot, uint256 units) private returns (bytes32 batchId) {
        vm.prank(alice.addr);
        (, batchId) = pools.buy(poolId, slot, units, type(uint256).max, block.timestamp, alice.addr, WORKLOAD);
    }

    function _inventory(bytes32 poolId, uint64 slot) private view returns (Inventory memory) {
        return pools.slotOf(poolId, slot);
    }
}
