// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {BatchFill} from "../types/Batch.sol";
import {ComputeHardware, ComputeIntent} from "../types/Intent.sol";
import {BatchLedger, ProductEntry, PurchaseEntry} from "./BatchLedger.sol";

/// @notice What an order got, and what it owes for it.
struct OrderResult {
    uint256 payment;
    uint256 filledWork;
    uint256 limit;
    uint256 pools;
}

/// @notice Every rule a buyer's signature relies on. The TypeScript twin is solver-kit/src/rules.
library OrderRules {
    uint256 internal constant SPEED_SCALE = 1e6;

    /// @notice Checks a fill but for its neighbours, and adds its work and its payment to the result and the product.
    function checkFill(
        ComputeIntent calldata intent,
        BatchFill calldata fill,
        ProductEntry memory product,
        OrderResult memory result,
        uint256 order,
        uint256 index
    ) internal pure returns (uint256 payment) {
        result.filledWork += _checkGoods(intent, fill, product, order, index);
        if (product.startsAt < intent.startAfter) {
            revert ISettlement.SlotTooEarly(order, index, product.startsAt, intent.startAfter);
        }
        if (product.endsAt > intent.finishBy) {
            revert ISettlement.SlotTooLate(order, index, product.endsAt, intent.finishBy);
        }
        uint256 units = fill.units;
        if (units < intent.minUnits) revert ISettlement.UnitsTooFew(order, index, units, intent.minUnits);

        payment = BatchLedger.payment(product, units);
        product.revenue += payment;
        result.payment += payment;
    }

    /// @notice Checks a fill against the one before, and counts the order's pools. Fills ascend by (poolId, slot), so the
    /// fills on one pool are neighbours.
    function checkNeighbour(
        PurchaseEntry[] memory purchases,
        BatchFill[] calldata fills,
        bool contiguous,
        OrderResult memory result,
        uint256 order,
        uint256 index
    ) internal pure {
        if (index > 0) {
            BatchFill calldata previous = fills[index - 1];
            PurchaseEntry memory here = purchases[fills[index].purchase];
            PurchaseEntry memory there = purchases[previous.purchase];
            if (here.poolId == there.poolId) {
                bool follows = here.product.startsAt == there.product.endsAt && fills[index].units == previous.units;
                if (contiguous && !follows) revert ISettlement.NotContiguous(order, index);
                return;
            }
        }
        ++result.pools;
    }

    /// @notice Checks the order as a whole.
    function checkOrder(ComputeIntent calldata intent, uint256 maxPayment, OrderResult memory result, uint256 order)
        internal
        pure
    {
        if (result.pools > intent.maxPools) revert ISettlement.TooManyPools(order, result.pools, intent.maxPools);
        uint256 work = intent.work;
        uint256 filledWork = result.filledWork < work ? result.filledWork : work;
        if (filledWork == 0 || filledWork < intent.minWork) {
            revert ISettlement.WorkTooLittle(order, filledWork, intent.minWork);
        }
        // Rounds down: the buyer never pays a fraction more than signed.
        uint256 limit = FixedPointMathLib.fullMulDiv(maxPayment, filledWork, work);
        if (result.payment > limit) revert ISettlement.LimitExceeded(order, result.payment, limit);
        (result.filledWork, result.limit) = (filledWork, limit);
    }

    function _checkGoods(
        ComputeIntent calldata intent,
        BatchFill calldata fill,
        ProductEntry memory product,
        uint256 order,
        uint256 index
    ) private pure returns (uint256 work) {
        ComputeHardware[] calldata hardware = intent.hardware;
        uint256 chosen = fill.hardware;
        if (chosen >= hardware.length) revert ISettlement.HardwareIndex(order, index, chosen);
        ComputeHardware calldata option = hardware[chosen];
        if (option.gpuClass != product.gpuClass) {
            revert ISettlement.HardwareMismatch(order, index, option.gpuClass, product.gpuClass);
        }
        if (!_allows(intent.regions, product.region)) {
            revert ISettlement.RegionNotAllowed(order, index, product.region);
        }
        if (product.tier < intent.minTier) {
            revert ISettlement.TierTooLow(order, index, product.tier, intent.minTier);
        }
        // Rounds down: the buyer is never told of work that is not there.
        return FixedPointMathLib.fullMulDiv(fill.units, option.speed, SPEED_SCALE);
    }

    function _allows(bytes32[] calldata regions, bytes32 region) private pure returns (bool) {
        for (uint256 i; i < regions.length; ++i) {
            if (regions[i] == region) return true;
        }
        return regions.length == 0;
    }
}
