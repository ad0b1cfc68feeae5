// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Batch, BatchFill, BatchOrder, BatchProduct, Purchase} from "../types/Batch.sol";
import {ComputeIntent} from "../types/Intent.sol";
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
    function check(
        Ledger memory ledger,
        Batch calldata batch,
        BatchOrder calldata order,
        uint256 index,
        uint256 slotSeconds
    ) internal pure returns (OrderResult memory result) {
        ComputeIntent calldata intent = order.intent;
        uint256 count = order.fills.length;
        uint256 pools;
        for (uint256 i; i < count; ++i) {
            _checkFill(ledger, batch, order.fills[i], intent, result, slotSeconds, index, i);
            if (i == 0 || _checkReservation(batch, order, index, i)) ++pools;
        }
        if (pools > intent.maxPools) revert ISettlement.TooManyPools(index, pools, intent.maxPools);
        _checkWorth(intent, order.maxPayment, result, index);
        ledger.payments += result.payment;
    }

    /// @notice Checks a fill but for its neighbours, and adds its work and its payment to the result and the ledger.
    function _checkFill(
        Ledger memory ledger,
        Batch calldata batch,
        BatchFill calldata fill,
        ComputeIntent calldata intent,
        OrderResult memory result,
        uint256 slotSeconds,
        uint256 order,
        uint256 index
    ) private pure {
        uint256 productIndex = batch.purchases[fill.purchase].product;
        BatchProduct calldata product = batch.products[productIndex];
        uint256 units = fill.units;

        result.filledWork += _checkGoods(intent, fill, product, order, index);
        _checkTime(intent, product.slot, slotSeconds, order, index);
        if (units < intent.minUnits) revert ISettlement.UnitsTooFew(order, index, units, intent.minUnits);

        uint256 payment = BatchLedger.payment(ledger, productIndex, units);
        ledger.revenues[productIndex] += payment;
        result.payment += payment;
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
        bytes32 accepted = intent.hardware[fill.hardware].gpuClass;
        if (accepted != product.gpuClass) {
            revert ISettlement.HardwareMismatch(order, index, accepted, product.gpuClass);
        }
        if (!_allows(intent.regions, product.region)) {
            revert ISettlement.RegionNotAllowed(order, index, product.region);
        }
        if (product.tier < intent.minTier) {
            revert ISettlement.TierTooLow(order, index, product.tier, intent.minTier);
        }
        // Rounds down: the buyer is never told of work that is not there.
        return FixedPointMathLib.fullMulDiv(fill.units, intent.hardware[fill.hardware].speed, SPEED_SCALE);
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
    /// @return opensPool whether this fill, not the first, is the order's first on its pool
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

    function _checkWorth(ComputeIntent calldata intent, uint256 maxPayment, OrderResult memory result, uint256 index)
        private
        pure
    {
        uint256 work = intent.work;
        uint256 filledWork = result.filledWork < work ? result.filledWork : work;
        if (filledWork == 0 || filledWork < intent.minWork) {
            revert ISettlement.WorkTooLittle(index, filledWork, intent.minWork);
        }
        // Rounds down: the buyer never pays a fraction more than signed.
        uint256 limit = FixedPointMathLib.fullMulDiv(maxPayment, filledWork, work);
        if (result.payment > limit) revert ISettlement.LimitExceeded(index, result.payment, limit);
        (result.filledWork, result.limit) = (filledWork, limit);
    }

    function _allows(bytes32[] calldata regions, bytes32 region) private pure returns (bool) {
        for (uint256 i; i < regions.length; ++i) {
            if (regions[i] == region) return true;
        }
        return regions.length == 0;
    }
}
