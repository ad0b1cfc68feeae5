// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch, BatchOrder} from "../../src/types/Batch.sol";
import {Inventory} from "../../src/types/Pool.sol";
import {MarketBooks} from "./MarketBooks.sol";

/// @notice Offers, purchases, batches.
abstract contract TradeActions is MarketBooks {
    function offer(uint256 pool, uint64 slot, uint32 gpus) external {
        (bytes32 poolId, address operator) = _pool(pool);
        slot = _slot(slot);
        if (_closed(slot)) return;
        gpus = uint32(bound(gpus, 0, MOST_GPUS));
        if (_capacity(poolId, gpus) < pools.slotOf(poolId, slot).sold) return;
        vm.prank(operator);
        pools.offer(poolId, slot, 1, gpus);
        ++done["offer"];
    }

    function buy(uint256 pool, uint64 slot, uint256 units) external recorded {
        (bytes32 poolId,) = _pool(pool);
        slot = _slot(slot);
        units = _available(poolId, slot, units);
        if (units == 0) return;
        vm.startPrank(carol.addr);
        usdc.approve(address(pools), type(uint256).max);
        pools.buy(poolId, slot, units, type(uint256).max, block.timestamp, carol.addr, WORKLOAD);
        vm.stopPrank();
        ++done["buy"];
    }

    function settleOne(uint256 pool, uint64 slot, uint256 units, uint256 margin, uint256 buyer) external recorded {
        (bytes32 poolId,) = _pool(pool);
        slot = _slot(slot);
        units = _available(poolId, slot, units);
        if (units == 0) return;
        BatchOrder[] memory orders = new BatchOrder[](1);
        DraftFill[][] memory fills = new DraftFill[][](1);
        orders[0] = _anyOrder(buyers[buyer % buyers.length], units);
        fills[0] = _drafts(poolId, slot, units);
        _settleNext(_assemble(orders, fills), margin);
        ++done["settleOne"];
    }

    /// @dev Two buyers share a product of two pools: their prices average, their costs do not.
    function settleTwo(uint64 slot, uint256 units, uint256 share, uint256 margin, uint256 buyer) external recorded {
        slot = _slot(slot);
        units = _available(poolA, slot, units);
        share = _available(poolB, slot, share);
        if (units == 0 || share == 0) return;
        BatchOrder[] memory orders = new BatchOrder[](2);
        DraftFill[][] memory fills = new DraftFill[][](2);
        buyer %= buyers.length;
        orders[0] = _anyOrder(buyers[buyer], units);
        orders[1] = _anyOrder(buyers[(buyer + 1) % buyers.length], share);
        fills[0] = _drafts(poolA, slot, units);
        fills[1] = _drafts(poolB, slot, share);
        _settleNext(_assemble(orders, fills), margin);
        ++done["settleTwo"];
    }

    /// @dev An award that has settled is worth nothing, also to somebody else.
    function settleAgain(uint256 auction) external {
        if (auctions == 0) return;
        bytes32 hash = bytes32(bound(auction, 1, auctions));
        Batch memory batch;
        batch.auctionHash = hash;
        try settlement.settle(batch, "") {
            revert("an auction settled twice");
        } catch {}
    }

    function _settleNext(Batch memory batch, uint256 margin) private {
        batch.auctionHash = bytes32(++auctions);
        batch.products[0].margin = bound(margin, 0, 400e6);
        _settle(batch);
    }

    function _anyOrder(address owner, uint256 work) private view returns (BatchOrder memory order) {
        order = _order(owner, work);
        order.nonce = uint256(keccak256(abi.encode(owner, auctions)));
        order.maxPayment = 1_000_000e6;
        order.intent.minWork = 1;
        order.intent.finishBy = (FIRST_SLOT + SLOTS) * SLOT_SECONDS;
        order.intent.minUnits = 1;
        order.intent.minTier = 0;
    }

    function _drafts(bytes32 poolId, uint64 slot, uint256 units) private view returns (DraftFill[] memory drafts) {
        drafts = new DraftFill[](1);
        drafts[0] = DraftFill(poolId, slot, poolId == poolC ? 1 : 0, units);
    }

    function _available(bytes32 poolId, uint64 slot, uint256 wanted) private view returns (uint256) {
        if (_closed(slot)) return 0;
        Inventory memory inventory = pools.slotOf(poolId, slot);
        uint256 capacity = _capacity(poolId, inventory.gpus);
        return capacity == inventory.sold ? 0 : bound(wanted, 1, capacity - inventory.sold);
    }

    function _closed(uint64 slot) private view returns (bool) {
        return block.timestamp >= slot * SLOT_SECONDS;
    }

    /// @dev One of the next three: where trade and delivery meet.
    function _slot(uint64 slot) private view returns (uint64) {
        slot = uint64(block.timestamp / SLOT_SECONDS) + 1 + slot % 3;
        return slot < FIRST_SLOT + SLOTS ? slot : FIRST_SLOT;
    }
}
