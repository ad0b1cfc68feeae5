// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISettlement} from "../interfaces/ISettlement.sol";
import {Batch, BatchFill, BatchOrder, BatchProduct, Purchase} from "../types/Batch.sol";
import {Rule} from "../types/BatchVerdict.sol";
import {ComputeIntent} from "../types/Intent.sol";
import {FindingList, Findings} from "./Findings.sol";
import {Reason} from "./Reason.sol";

/// @notice What of an order can be seen without its money: every fill against the terms its owner signed.
/// @dev OrderRules stops at the first broken rule, this does not. A differential fuzz test holds the two equal.
library OrderFindings {
    using Findings for FindingList;

    /// @notice Adds every broken rule of the fills of order `index`.
    function check(FindingList memory list, Batch calldata batch, uint256 index, uint256 slotSeconds) internal pure {
        BatchOrder calldata order = batch.orders[index];
        if (order.fills.length == 0) {
            list.add(Rule.OrderEmpty, Reason.encode(ISettlement.OrderEmpty.selector, index));
        }
        uint256 pools;
        for (uint256 i; i < order.fills.length; ++i) {
            _checkShape(list, batch, index, i);
            if (!isKnown(batch, order.fills[i])) continue;
            BatchProduct calldata product = batch.products[batch.purchases[order.fills[i].purchase].product];
            _checkGoods(list, order, product, index, i);
            _checkTime(list, order.intent, product.slot, slotSeconds, index, i);
            if (_checkReservation(list, batch, index, i)) ++pools;
        }
        if (pools > order.intent.maxPools) {
            list.add(
                Rule.MaxPools, Reason.encode(ISettlement.TooManyPools.selector, index, pools, order.intent.maxPools)
            );
        }
    }

    /// @notice Whether a fill leads to a product.
    function isKnown(Batch calldata batch, BatchFill calldata fill) internal pure returns (bool) {
        return fill.purchase < batch.purchases.length && batch.purchases[fill.purchase].product < batch.products.length;
    }

    function _checkShape(FindingList memory list, Batch calldata batch, uint256 order, uint256 index) private pure {
        BatchFill[] calldata fills = batch.orders[order].fills;
        BatchFill calldata fill = fills[index];
        if (fill.purchase >= batch.purchases.length) {
            list.add(
                Rule.PurchaseIndex,
                index,
                Reason.encode(ISettlement.PurchaseIndex.selector, order, index, fill.purchase)
            );
        }
        if (index > 0 && fill.purchase <= fills[index - 1].purchase) {
            list.add(Rule.FillOrder, index, Reason.encode(ISettlement.FillsNotAscending.selector, order, index));
        }
        if (fill.units == 0) {
            list.add(Rule.UnitsZero, index, Reason.encode(ISettlement.UnitsZero.selector, order, index));
        }
    }

    function _checkGoods(
        FindingList memory list,
        BatchOrder calldata order,
        BatchProduct calldata product,
        uint256 orderIndex,
        uint256 index
    ) private pure {
        ComputeIntent calldata intent = order.intent;
        BatchFill calldata fill = order.fills[index];
        if (fill.hardware >= intent.hardware.length) {
            list.add(
                Rule.HardwareIndex,
                index,
                Reason.encode(ISettlement.HardwareIndex.selector, orderIndex, index, fill.hardware)
            );
        } else if (intent.hardware[fill.hardware].gpuClass != product.gpuClass) {
            list.add(
                Rule.Hardware,
                index,
                Reason.encode(
                    ISettlement.HardwareMismatch.selector,
                    orderIndex,
                    index,
                    uint256(intent.hardware[fill.hardware].gpuClass),
                    uint256(product.gpuClass)
                )
            );
        }
        if (!_allows(intent.regions, product.region)) {
            list.add(
                Rule.Region,
                index,
                Reason.encode(ISettlement.RegionNotAllowed.selector, orderIndex, index, uint256(product.region))
            );
        }
        if (product.tier < intent.minTier) {
            list.add(
                Rule.Tier,
                index,
                Reason.encode(ISettlement.TierTooLow.selector, orderIndex, index, product.tier, intent.minTier)
            );
        }
        if (fill.units < intent.minUnits) {
            list.add(
                Rule.MinUnits,
                index,
                Reason.encode(ISettlement.UnitsTooFew.selector, orderIndex, index, fill.units, intent.minUnits)
            );
        }
    }

    function _checkTime(
        FindingList memory list,
        ComputeIntent calldata intent,
        uint256 slot,
        uint256 slotSeconds,
        uint256 order,
        uint256 index
    ) private pure {
        uint256 startsAt = slot * slotSeconds;
        if (startsAt < intent.startAfter) {
            list.add(
                Rule.TooEarly,
                index,
                Reason.encode(ISettlement.SlotTooEarly.selector, order, index, startsAt, intent.startAfter)
            );
        }
        uint256 endsAt = startsAt + slotSeconds;
        if (endsAt > intent.finishBy) {
            list.add(
                Rule.TooLate,
                index,
                Reason.encode(ISettlement.SlotTooLate.selector, order, index, endsAt, intent.finishBy)
            );
        }
    }

    /// @return opensPool whether the fill before is on another pool
    function _checkReservation(FindingList memory list, Batch calldata batch, uint256 orderIndex, uint256 index)
        private
        pure
        returns (bool opensPool)
    {
        BatchOrder calldata order = batch.orders[orderIndex];
        if (index == 0 || !isKnown(batch, order.fills[index - 1])) return true;
        BatchFill calldata fill = order.fills[index];
        BatchFill calldata previous = order.fills[index - 1];
        Purchase calldata purchase = batch.purchases[fill.purchase];
        Purchase calldata previousPurchase = batch.purchases[previous.purchase];
        if (purchase.poolId != previousPurchase.poolId) return true;
        if (!order.intent.contiguous) return false;

        uint256 slot = batch.products[purchase.product].slot;
        uint256 previousSlot = batch.products[previousPurchase.product].slot;
        if (slot != previousSlot + 1 || fill.units != previous.units) {
            list.add(Rule.Contiguous, index, Reason.encode(ISettlement.NotContiguous.selector, orderIndex, index));
        }
    }

    function _allows(bytes32[] calldata regions, bytes32 region) private pure returns (bool) {
        for (uint256 i; i < regions.length; ++i) {
            if (regions[i] == region) return true;
        }
        return regions.length == 0;
    }
}
