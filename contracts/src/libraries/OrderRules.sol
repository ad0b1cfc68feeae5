// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Batch, BatchFill, BatchOrder, BatchProduct, Purchase} from "../types/Batch.sol";
import {ComputeHardware, ComputeIntent} from "../types/Intent.sol";
import {BatchLedger, Ledger} from "./BatchLedger.sol";

/// @notice What an order got, and what it owes for it.
struct OrderResult {
    uint256 payment;
    uint256 filledWork;
    uint256 limit;
}

/// @notice Every rule a buyer's signature relies on. The TypeScript twin is solver-kit/src/rules.
library OrderRules {
    uint256 internal constant SPEED_SCALE = 1e6;

    /// @notice Checks every fill of an order, then the order as a whole, and adds its payments to the ledger.
    function check(Ledger memory ledger, Batch calldata batch, uint256 index, uint256 slotSeconds)
        internal
        pure
        returns (OrderResult memory result)
    {
        BatchOrder calldata order = batch.orders[index];
        ComputeIntent calldata intent = order.intent;
        BatchFill[] calldata fills = order.fills;
        uint256 pools;
        for (uint256 i; i < fills.length; ++i) {
            BatchFill calldata fill = fills[i];
            uint256 productIndex = batch.purchases[fill.purchase].product;
            BatchProduct calldata product = batch.products[productIndex];

            result.filledWork += _checkGoods(intent, fill, product, index, i);
            _checkTime(intent, product.slot, slotSeconds, index, i);
            if (fill.units < intent.minUnits) {
                revert ISettlement.UnitsTooFew(index, i, fill.units, intent.minUnits);
            }
            if (i == 0 || _checkReservation(batch, order, index, i)) ++pools;

            uint256 payment = BatchLedger.payment(ledger.prices[productIndex], fill.units);
            ledger.revenues[productIndex] += payment;
            result.payment += payment;
        }
        if (pools > intent.maxPools) revert ISettlement.TooManyPools(index, pools, intent.maxPools);
        _checkWorth(order.maxPayment, intent, result, index);
        ledger.payments += result.payment;
    }

    function _checkGoods(
        ComputeIntent calldata intent,
        BatchFill calldata fill,
        BatchProduct calldata product,
        uint256 order,
        uint256 index
    ) private pure returns (uint256 work) {
        if (fill.hardware >= intent.hardware.length) {
            revert ISettlement.HardwareIndex(order, index, fill.hardware);
        }
        ComputeHardware calldata accepted = intent.hardware[fill.hardware];
        if (accepted.gpuClass != product.gpuClass) {
            revert ISettlement.HardwareMismatch(order, index, accepted.gpuClass, product.gpuClass);
        }
        if (!_allows(intent.regions, product.region)) {
            revert ISettlement.RegionNotAllowed(order, index, product.region);
        }
        if (product.tier < intent.minTier) {
            revert ISettlement.TierTooLow(order, index, product.tier, intent.minTier);
        }
        // Rounds down: the buyer is never told of work that is not there.
        return FixedPointMathLib.mulDiv(fill.units, accepted.speed, SPEED_SCALE);
    }

    function _checkTime(ComputeIntent calldata intent, uint256 slot, uint256 slotSeconds, uint256 order, uint256 index)
        private
        pure
    {
        uint256 startsAt = slot * slotSeconds;
        if (startsAt < intent.startAfter) {
            revert ISettlement.SlotTooEarly(order, index, startsAt, intent.startAfter);
        }
        uint256 endsAt = startsAt + slotSeconds;
        if (endsAt > intent.finishBy) revert ISettlement.SlotTooLate(order, index, endsAt, intent.finishBy);
    }

    /// @dev Fills ascend by (poolId, slot), so the fills on one pool are neighbours.
    /// @return opensPool whether this is the order's first fill on its pool
    function _checkReservation(Batch calldata batch, BatchOrder calldata order, uint256 orderIndex, uint256 index)
        private
        pure
        returns (bool opensPool)
    {
        BatchFill calldata fill = order.fills[index];
        BatchFill calldata previous = order.fills[index - 1];
        Purchase calldata purchase = batch.purchases[fill.purchase];
        Purchase calldata previousPurchase = batch.purchases[previous.purchase];
        if (purchase.poolId != previousPurchase.poolId) return true;
        if (!order.intent.contiguous) return false;

        uint256 slot = batch.products[purchase.product].slot;
        uint256 previousSlot = batch.products[previousPurchase.product].slot;
        if (slot != previousSlot + 1 || fill.units != previous.units) {
            revert ISettlement.NotContiguous(orderIndex, index);
        }
    }

    function _checkWorth(uint256 maxPayment, ComputeIntent calldata intent, OrderResult memory result, uint256 index)
        private
        pure
    {
        uint256 work = intent.work;
        if (result.filledWork > work) result.filledWork = work;
        if (result.filledWork == 0 || result.filledWork < intent.minWork) {
            revert ISettlement.WorkTooLittle(index, result.filledWork, intent.minWork);
        }
        // Rounds down: the buyer never pays a fraction more than signed.
        result.limit = FixedPointMathLib.mulDiv(maxPayment, result.filledWork, work);
        if (result.payment > result.limit) revert ISettlement.LimitExceeded(index, result.payment, result.limit);
    }

    function _allows(bytes32[] calldata regions, bytes32 region) private pure returns (bool) {
        for (uint256 i; i < regions.length; ++i) {
            if (regions[i] == region) return true;
        }
        return regions.length == 0;
    }
}
