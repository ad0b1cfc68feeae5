// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IComputePools} from "../src/interfaces/IComputePools.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {LadderMath} from "../src/libraries/LadderMath.sol";
import {Batch, BatchFill, BatchOrder, BatchProduct} from "../src/types/Batch.sol";
import {ComputeIntent} from "../src/types/Intent.sol";
import {BatchFixture} from "./fixtures/BatchFixture.sol";

/// @notice One valid batch; each test breaks one rule of it and expects that rule's own error.
contract SettlementRulesTest is BatchFixture {
    /// @dev Alice: 4 GPUs of pool A for two slots, and 4 of pool B for the first: fills 0..2 in canonical order.
    function _valid() private view returns (Batch memory) {
        DraftFill[] memory fills = new DraftFill[](3);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, 4 * 3600);
        fills[1] = DraftFill(poolA, FIRST_SLOT + 1, 0, 4 * 3600);
        fills[2] = DraftFill(poolB, FIRST_SLOT, 0, 4 * 3600);
        Batch memory batch = _single(alice.addr, 12 * 3600, fills);
        batch.orders[0].intent.contiguous = true;
        return batch;
    }

    function test_valid() public {
        _settle(_valid());
        assertTrue(settlement.settled(AUCTION));
    }

    function test_batchEmpty() public {
        Batch memory batch = _valid();
        batch.orders = new BatchOrder[](0);
        _expect(batch, abi.encodeWithSelector(ISettlement.BatchEmpty.selector));
    }

    function test_productsNotAscending() public {
        Batch memory batch = _valid();
        (batch.products[0], batch.products[1]) = (batch.products[1], batch.products[0]);
        _expect(batch, abi.encodeWithSelector(ISettlement.ProductsNotAscending.selector, 1));
    }

    function test_productTwice() public {
        Batch memory batch = _valid();
        batch.products[1] = batch.products[0];
        _expect(batch, abi.encodeWithSelector(ISettlement.ProductsNotAscending.selector, 1));
    }

    function test_purchasesNotAscending() public {
        Batch memory batch = _valid();
        (batch.purchases[0], batch.purchases[1]) = (batch.purchases[1], batch.purchases[0]);
        _expect(batch, abi.encodeWithSelector(ISettlement.PurchasesNotAscending.selector, 1));
    }

    function test_purchaseTwice() public {
        Batch memory batch = _valid();
        batch.purchases[1] = batch.purchases[0];
        _expect(batch, abi.encodeWithSelector(ISettlement.PurchasesNotAscending.selector, 1));
    }

    function test_ordersNotAscending() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        (batch.orders[0], batch.orders[1]) = (batch.orders[1], batch.orders[0]);
        bytes memory award = _signAward(batch);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.OrdersNotAscending.selector, 1));
        settlement.settle(batch, award);
    }

    function test_orderTwice() public {
        Batch memory batch = _valid();
        BatchOrder[] memory orders = new BatchOrder[](2);
        _signOrders(batch);
        (orders[0], orders[1]) = (batch.orders[0], batch.orders[0]);
        batch.orders = orders;
        bytes memory award = _signAward(batch);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.OrdersNotAscending.selector, 1));
        settlement.settle(batch, award);
    }

    function test_fillsNotAscending() public {
        Batch memory batch = _valid();
        BatchFill[] memory fills = batch.orders[0].fills;
        (fills[0], fills[1]) = (fills[1], fills[0]);
        _expect(batch, abi.encodeWithSelector(ISettlement.FillsNotAscending.selector, 0, 1));
    }

    function test_fillTwice() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[1] = batch.orders[0].fills[0];
        _expect(batch, abi.encodeWithSelector(ISettlement.FillsNotAscending.selector, 0, 1));
    }

    function test_solverIndex() public {
        Batch memory batch = _valid();
        batch.products[1].solver = 2;
        _expect(batch, abi.encodeWithSelector(ISettlement.SolverIndex.selector, 1, 2));
    }

    function test_productIndex() public {
        Batch memory batch = _valid();
        batch.purchases[2].product = 2;
        _expect(batch, abi.encodeWithSelector(ISettlement.ProductIndex.selector, 2, 2));
    }

    function test_purchaseIndex() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[2].purchase = 3;
        _expect(batch, abi.encodeWithSelector(ISettlement.PurchaseIndex.selector, 0, 2, 3));
    }

    function test_hardwareIndex() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[1].hardware = 2;
        _expect(batch, abi.encodeWithSelector(ISettlement.HardwareIndex.selector, 0, 1, 2));
    }

    function test_productUnused() public {
        Batch memory batch = _valid();
        uint256 place;
        (batch.products, place) = _insert(batch, BatchProduct(H200, US, 2, FIRST_SLOT, MARGIN, MAX_PRICE, 0));
        _expect(batch, abi.encodeWithSelector(ISettlement.ProductUnused.selector, place));
    }

    function test_purchaseUnused() public {
        Batch memory batch = _valid();
        BatchFill[] memory fills = new BatchFill[](2);
        (fills[0], fills[1]) = (batch.orders[0].fills[0], batch.orders[0].fills[1]);
        batch.orders[0].fills = fills;
        _expect(batch, abi.encodeWithSelector(ISettlement.PurchaseUnused.selector, 2));
    }

    function test_orderEmpty() public {
        Batch memory batch = _valid();
        batch.orders[0].fills = new BatchFill[](0);
        _expect(batch, abi.encodeWithSelector(ISettlement.OrderEmpty.selector, 0));
    }

    function test_unitsZero() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[1].units = 0;
        _expect(batch, abi.encodeWithSelector(ISettlement.UnitsZero.selector, 0, 1));
    }

    function test_hardwareMismatch() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[1].hardware = 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.HardwareMismatch.selector, 0, 1, H200, H100));
    }

    function test_regionNotAllowed() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.regions[1] = keccak256("ap-east");
        _expect(batch, abi.encodeWithSelector(ISettlement.RegionNotAllowed.selector, 0, 0, EU));
    }

    function test_regionsEmptyMeansAnywhere() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.regions = new bytes32[](0);
        _settle(batch);
    }

    function test_tierTooLow() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.minTier = 2;
        _expect(batch, abi.encodeWithSelector(ISettlement.TierTooLow.selector, 0, 0, 1, 2));
    }

    function test_slotTooEarly() public {
        Batch memory batch = _valid();
        uint256 start = FIRST_SLOT * SLOT_SECONDS;
        batch.orders[0].intent.startAfter = start + 1;
        uint256 early = _fillInFirstSlot(batch);
        _expect(batch, abi.encodeWithSelector(ISettlement.SlotTooEarly.selector, 0, early, start, start + 1));
    }

    function test_slotTooLate() public {
        Batch memory batch = _valid();
        uint256 end = (FIRST_SLOT + 2) * SLOT_SECONDS;
        batch.orders[0].intent.finishBy = end - 1;
        uint256 late = _fillInSecondSlot(batch);
        _expect(batch, abi.encodeWithSelector(ISettlement.SlotTooLate.selector, 0, late, end, end - 1));
    }

    function test_windowExactlyFits() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.finishBy = (FIRST_SLOT + 2) * SLOT_SECONDS;
        _settle(batch);
    }

    function test_unitsTooFew() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.minUnits = 4 * 3600 + 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.UnitsTooFew.selector, 0, 0, 4 * 3600, 4 * 3600 + 1));
    }

    function test_notContiguous_unequalUnits() public {
        Batch memory batch = _valid();
        uint256 second = _fillInSecondSlot(batch);
        batch.orders[0].fills[second].units += 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.NotContiguous.selector, 0, second));
    }

    function test_notContiguous_gap() public {
        DraftFill[] memory fills = new DraftFill[](2);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, 4 * 3600);
        fills[1] = DraftFill(poolA, FIRST_SLOT + 2, 0, 4 * 3600);
        Batch memory batch = _single(alice.addr, 8 * 3600, fills);
        batch.orders[0].intent.contiguous = true;
        _expect(batch, abi.encodeWithSelector(ISettlement.NotContiguous.selector, 0, 1));
        batch.orders[0].intent.contiguous = false;
        _settle(batch);
    }

    function test_tooManyPools() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.maxPools = 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.TooManyPools.selector, 0, 2, 1));
    }

    function test_workTooLittle() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.work = 12 * 3600 + 1;
        batch.orders[0].intent.minWork = 12 * 3600 + 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.WorkTooLittle.selector, 0, 12 * 3600, 12 * 3600 + 1));
    }

    function test_workRoundsDownPerFill() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.hardware[0].speed = 999_999;
        // 14400 · 0.999999 = 14399.99: three fills lose a second each.
        _expect(batch, abi.encodeWithSelector(ISettlement.WorkTooLittle.selector, 0, 12 * 3600 - 3, 12 * 3600));
    }

    function test_workNone() public {
        Batch memory batch = _valid();
        (batch.orders[0].intent.work, batch.orders[0].intent.minWork) = (0, 0);
        _expect(batch, abi.encodeWithSelector(ISettlement.WorkTooLittle.selector, 0, 0, 0));
    }

    function test_limitExceeded() public {
        Batch memory batch = _valid();
        uint256 payment = _paymentOf(batch);
        batch.orders[0].maxPayment = payment - 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.LimitExceeded.selector, 0, payment, payment - 1));
        batch.orders[0].maxPayment = payment;
        _settle(batch);
        assertEq(usdc.balanceOf(alice.addr), 1_000_000e6 - payment);
    }

    function test_priceAboveMaximum() public {
        Batch memory batch = _valid();
        batch.products[0].maxPrice = MARGIN;
        _expectPartial(batch, ISettlement.PriceAboveMaximum.selector);
    }

    function test_goodsMismatch_class() public {
        _expectGoodsMismatch(H200, EU, 1);
    }

    function test_goodsMismatch_region() public {
        _expectGoodsMismatch(H100, US, 1);
    }

    function test_goodsMismatch_tier() public {
        _expectGoodsMismatch(H100, EU, 2);
    }

    function test_poolUnknown() public {
        Batch memory batch = _valid();
        batch.purchases[2].poolId = bytes32(type(uint256).max);
        _expectPartial(batch, IComputePools.GoodsMismatch.selector);
    }

    function test_gateClosed() public {
        Batch memory batch = _valid();
        vm.warp(FIRST_SLOT * SLOT_SECONDS);
        _expect(batch, abi.encodeWithSelector(IComputePools.GateClosed.selector, FIRST_SLOT, FIRST_SLOT * SLOT_SECONDS));
    }

    function test_capacityExceeded() public {
        DraftFill[] memory fills = new DraftFill[](1);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, GPUS * SLOT_SECONDS + 1);
        Batch memory batch = _single(alice.addr, GPUS * SLOT_SECONDS, fills);
        _expect(
            batch,
            abi.encodeWithSelector(LadderMath.CapacityExceeded.selector, GPUS * SLOT_SECONDS + 1, GPUS * SLOT_SECONDS)
        );
    }

    function test_permit2_expired() public {
        Batch memory batch = _valid();
        batch.orders[0].validUntil = block.timestamp - 1;
        _expect(batch, abi.encodeWithSignature("SignatureExpired(uint256)", block.timestamp - 1));
    }

    function test_permit2_cancelled() public {
        Batch memory batch = _valid();
        uint256 nonce = batch.orders[0].nonce;
        vm.prank(alice.addr);
        (bool success,) = permit2.call(
            abi.encodeWithSignature(
                "invalidateUnorderedNonces(uint256,uint256)", nonce >> 8, uint256(1) << (nonce & 0xff)
            )
        );
        assertTrue(success);
        _expect(batch, abi.encodeWithSignature("InvalidNonce()"));
    }

    /// @dev Every signed field, changed by a relay that also forges the award: Permit2 has the last word.
    function test_permit2_alteredIntent() public {
        _expectForged(0);
        for (uint256 field = 1; field <= 14; ++field) {
            _expectForged(field);
        }
    }

    function _expectForged(uint256 field) private {
        Batch memory batch = _valid();
        _signOrders(batch);
        BatchOrder memory order = batch.orders[0];
        ComputeIntent memory intent = order.intent;
        if (field == 0) intent.recipient = bob.addr;
        if (field == 1) intent.workload = keccak256("other");
        if (field == 2) intent.work += 1;
        if (field == 3) intent.minWork -= 1;
        if (field == 4) intent.hardware[0].speed += 1;
        if (field == 5) intent.hardware[1].gpuClass = H100;
        if (field == 6) intent.regions[0] = EU;
        if (field == 7) intent.minTier = 0;
        if (field == 8) intent.startAfter -= 1;
        if (field == 9) intent.finishBy += 1;
        if (field == 10) intent.minUnits -= 1;
        if (field == 11) intent.maxPools += 1;
        if (field == 12) intent.contiguous = false;
        if (field == 13) order.maxPayment += 1;
        if (field == 14) order.owner = bob.addr;
        bytes memory award = _signAward(batch);
        vm.expectRevert(abi.encodeWithSignature("InvalidSigner()"));
        settlement.settle(batch, award);
    }

    function _expect(Batch memory batch, bytes memory reason) private {
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        vm.expectRevert(reason);
        settlement.settle(batch, award);
    }

    function _expectPartial(Batch memory batch, bytes4 selector) private {
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        vm.expectPartialRevert(selector);
        settlement.settle(batch, award);
    }

    function _expectGoodsMismatch(bytes32 gpuClass, bytes32 region, uint8 tier) private {
        DraftFill[] memory fills = new DraftFill[](1);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, 4 * 3600);
        Batch memory batch = _single(alice.addr, 4 * 3600, fills);
        (batch.products[0].gpuClass, batch.products[0].region, batch.products[0].tier) = (gpuClass, region, tier);
        bytes32 goods = keccak256(abi.encode(gpuClass, region, tier));
        _expect(batch, abi.encodeWithSelector(IComputePools.GoodsMismatch.selector, poolA, goods));
    }

    function _slotOf(Batch memory batch, uint256 fill) private pure returns (uint64) {
        return batch.products[batch.purchases[batch.orders[0].fills[fill].purchase].product].slot;
    }

    function _fillInFirstSlot(Batch memory batch) private pure returns (uint256 fill) {
        while (_slotOf(batch, fill) != FIRST_SLOT) ++fill;
    }

    function _fillInSecondSlot(Batch memory batch) private pure returns (uint256 fill) {
        while (_slotOf(batch, fill) != FIRST_SLOT + 1) ++fill;
    }

    function _insert(Batch memory batch, BatchProduct memory spare)
        private
        pure
        returns (BatchProduct[] memory products, uint256 place)
    {
        products = new BatchProduct[](batch.products.length + 1);
        while (place < batch.products.length && _productId(batch.products[place]) < _productId(spare)) ++place;
        for (uint256 i; i < products.length; ++i) {
            products[i] = i == place ? spare : batch.products[i < place ? i : i - 1];
        }
        for (uint256 i; i < batch.purchases.length; ++i) {
            if (batch.purchases[i].product >= place) ++batch.purchases[i].product;
        }
    }

    function _paymentOf(Batch memory batch) private returns (uint256 payment) {
        uint256 state = vm.snapshotState();
        _settle(batch);
        payment = 1_000_000e6 - usdc.balanceOf(alice.addr);
        vm.revertToState(state);
    }
}
