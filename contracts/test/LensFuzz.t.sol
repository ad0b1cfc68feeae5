// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch, BatchFill, BatchOrder} from "../src/types/Batch.sol";
import {LensFixture} from "./fixtures/LensFixture.sol";

/// @notice The lens writes the settlement's rules down a second time: here they are held equal. Batches that are broken at
/// random, in up to four places, before and after signing, on a market that changed in between.
contract LensFuzzTest is LensFixture {
    function test_fuzz_judgesAsItSettles(uint256 seed, uint256 breaks) public {
        Batch memory batch = _batch();
        breaks = bound(breaks, 0, 4);
        for (uint256 i; i < breaks; ++i) {
            _change(batch, _draw(seed, i));
        }
        _signOrders(batch);
        if (_draw(seed, 100) % 2 == 0) _breakSigned(batch, _draw(seed, 101));
        if (_draw(seed, 102) % 2 == 0) _breakMarket(batch, _draw(seed, 103));
        uint256 awardKey = _draw(seed, 104) % 16 == 0 ? alice.key : auctioneer.key;
        _judgeAndSettle(batch, _signAward(batch, awardKey));
    }

    function _draw(uint256 seed, uint256 index) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, index)));
    }

    /// @dev A number that is next to what is allowed, far from it, or impossible.
    function _number(uint256 valid, uint256 seed) private pure returns (uint256) {
        uint256 kind = seed % 6;
        if (kind == 0) return 0;
        if (kind == 1) return valid > 0 ? valid - 1 : 1;
        if (kind == 2) return valid == type(uint256).max ? valid : valid + 1;
        if (kind == 3) return type(uint256).max;
        if (kind == 4) return uint256(keccak256(abi.encode(seed))) % 100_000;
        return valid;
    }

    function _change(Batch memory batch, uint256 seed) private pure {
        uint256 what = seed % 8;
        seed = uint256(keccak256(abi.encode(seed)));
        if (what < 4) _changeOrder(batch.orders[(seed >> 8) % 2], seed >> 16);
        else if (what < 6) _changeFill(batch.orders[(seed >> 8) % 2], seed >> 16);
        else if (what == 6) _changeProduct(batch, seed >> 16);
        else _changePurchase(batch, seed >> 16);
    }

    function _changeOrder(BatchOrder memory order, uint256 seed) private pure {
        uint256 what = seed % 14;
        uint256 next = seed >> 8;
        if (what == 0) order.maxPayment = _number(order.maxPayment / 2, next);
        else if (what == 1) order.validUntil = _number(order.validUntil, next);
        else if (what == 2) order.intent.work = _number(order.intent.work, next);
        else if (what == 3) order.intent.minWork = _number(order.intent.minWork, next);
        else if (what == 4) order.intent.hardware[next % 2].speed = _number(1e6, next >> 1);
        else if (what == 5) order.intent.hardware[next % 2].gpuClass = next % 4 < 2 ? H100 : H200;
        else if (what == 6) order.intent.regions = new bytes32[](next % 2);
        else if (what == 7) order.intent.minTier = next % 4;
        else if (what == 8) order.intent.startAfter = _number(FIRST_SLOT * SLOT_SECONDS, next);
        else if (what == 9) order.intent.finishBy = _number((FIRST_SLOT + 1) * SLOT_SECONDS, next);
        else if (what == 10) order.intent.minUnits = _number(7201, next);
        else if (what == 11) order.intent.maxPools = _number(2, next);
        else if (what == 12) order.intent.contiguous = true;
        else order.fills = new BatchFill[](0);
    }

    function _changeFill(BatchOrder memory order, uint256 seed) private pure {
        if (order.fills.length == 0) return;
        BatchFill memory fill = order.fills[(seed >> 8) % order.fills.length];
        uint256 what = seed % 3;
        if (what == 0) fill.units = _number(fill.units, seed >> 16);
        else if (what == 1) fill.hardware = (seed >> 16) % 3;
        else fill.purchase = (seed >> 16) % 4;
    }

    function _changeProduct(Batch memory batch, uint256 seed) private pure {
        uint256 index = (seed >> 8) % batch.products.length;
        uint256 what = seed % 7;
        uint256 next = seed >> 16;
        if (what == 0) batch.products[index].margin = _number(MARGIN, next);
        else if (what == 1) batch.products[index].maxPrice = _number(600e6, next);
        else if (what == 2) batch.products[index].solver = next % 3;
        else if (what == 3) batch.products[index].slot = uint64(_number(FIRST_SLOT, next));
        else if (what == 4) batch.products[index].tier = uint8(next % 4);
        else if (what == 5) batch.products[index].region = next % 2 == 0 ? EU : US;
        else (batch.products[0], batch.products[1]) = (batch.products[1], batch.products[0]);
    }

    function _changePurchase(Batch memory batch, uint256 seed) private pure {
        uint256 index = (seed >> 8) % batch.purchases.length;
        uint256 what = seed % 3;
        if (what == 0) batch.purchases[index].product = (seed >> 16) % 3;
        else if (what == 1) batch.purchases[index].poolId = bytes32(seed);
        else (batch.purchases[0], batch.purchases[index]) = (batch.purchases[index], batch.purchases[0]);
    }

    function _breakSigned(Batch memory batch, uint256 seed) private view {
        BatchOrder memory order = batch.orders[(seed >> 8) % 2];
        uint256 what = seed % 6;
        if (what == 0) order.signature = new bytes((seed >> 16) % 70);
        else if (what == 1 && order.signature.length > 0) order.signature[(seed >> 16) % 65] ^= 0x01;
        else if (what == 2) order.maxPayment ^= 1;
        else if (what == 3) order.owner = carol.addr;
        else if (what == 4) (batch.orders[0], batch.orders[1]) = (batch.orders[1], batch.orders[0]);
        else batch.orders[1] = batch.orders[0];
    }

    function _breakMarket(Batch memory batch, uint256 seed) private {
        address owner = batch.orders[(seed >> 8) % 2].owner;
        uint256 nonce = batch.orders[(seed >> 8) % 2].nonce;
        uint256 what = seed % 8;
        if (what == 0) {
            vm.warp(block.timestamp + (seed >> 16) % 5000);
        } else if (what == 1) {
            vm.roll(block.number + (seed >> 16) % 10);
        } else if (what == 2) {
            _call(
                owner,
                permit2,
                abi.encodeWithSignature("invalidateUnorderedNonces(uint256,uint256)", nonce >> 8, 1 << (nonce & 0xff))
            );
        } else if (what == 3) {
            _call(owner, address(usdc), abi.encodeCall(usdc.approve, (permit2, (seed >> 16) % 20e6)));
        } else if (what == 4) {
            _call(owner, address(usdc), abi.encodeCall(usdc.transfer, (solverX, 1_000_000e6 - (seed >> 16) % 20e6)));
        } else if (what == 5) {
            vm.etch(owner, hex"5f5ffd");
        } else if (what == 6) {
            _buy(FIRST_SLOT, (seed >> 16) % 56_000 + 1);
        } else {
            _buy(FIRST_SLOT + 1, (seed >> 16) % 56_000 + 1);
        }
    }

    function _buy(uint64 slot, uint256 units) private {
        bytes32 pool = slot == FIRST_SLOT ? poolB : poolC;
        _call(carol.addr, address(usdc), abi.encodeCall(usdc.approve, (address(pools), type(uint256).max)));
        vm.prank(carol.addr);
        pools.buy(pool, slot, units, type(uint256).max, block.timestamp, carol.addr, WORKLOAD);
    }

    function _call(address from, address to, bytes memory data) private {
        vm.prank(from);
        (bool success,) = to.call(data);
        assertTrue(success);
    }
}
