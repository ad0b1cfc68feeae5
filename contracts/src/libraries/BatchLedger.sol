// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Batch, BatchFill, BatchOrder, BatchProduct, Purchase} from "../types/Batch.sol";

/// @notice What a settlement knows of its batch while it works. Arrays by the index of a product or a purchase.
struct Ledger {
    uint256[] productUnits;
    uint256[] productCosts;
    uint256[] prices;
    uint256[] revenues;
    uint256[] purchaseUnits;
    uint256[] purchaseCosts;
    uint256[] unitsLeft;
    uint256[] costsLeft;
    address[] operators;
    bytes32[] leaves;
    uint256 payments;
    uint256 costs;
}

/// @notice The batch as a whole: its order, its indices, its quantities and its prices.
library BatchLedger {
    /// @notice Prices and margins are in millionths of a token base unit per unit.
    uint256 internal constant PRICE_SCALE = 1e6;

    /// @notice Checks order and indices, and adds up the units of every purchase.
    function tally(Batch calldata batch) internal pure returns (Ledger memory ledger) {
        if (batch.orders.length == 0) revert ISettlement.BatchEmpty();
        _checkProducts(batch.products, batch.solvers.length);
        _checkPurchases(batch.purchases, batch.products);

        uint256[] memory units = new uint256[](batch.purchases.length);
        ledger.leaves = new bytes32[](_addUnits(batch.orders, units));
        ledger.purchaseUnits = units;
        ledger.unitsLeft = new uint256[](units.length);
        for (uint256 i; i < units.length; ++i) {
            if (units[i] == 0) revert ISettlement.PurchaseUnused(i);
            ledger.unitsLeft[i] = units[i];
        }
    }

    /// @notice One price per product: average cost rounded up, so that it always covers the cost, plus the margin.
    function clear(Ledger memory ledger, Batch calldata batch, uint256[] memory costs) internal pure {
        uint256 count = batch.products.length;
        ledger.productUnits = new uint256[](count);
        ledger.productCosts = new uint256[](count);
        ledger.prices = new uint256[](count);
        ledger.revenues = new uint256[](count);
        ledger.purchaseCosts = costs;
        ledger.costsLeft = new uint256[](costs.length);
        for (uint256 i; i < costs.length; ++i) {
            uint256 product = batch.purchases[i].product;
            ledger.productUnits[product] += ledger.purchaseUnits[i];
            ledger.productCosts[product] += costs[i];
            ledger.costsLeft[i] = costs[i];
            ledger.costs += costs[i];
        }
        for (uint256 i; i < count; ++i) {
            if (ledger.productUnits[i] == 0) revert ISettlement.ProductUnused(i);
            uint256 average =
                FixedPointMathLib.fullMulDivUp(ledger.productCosts[i], PRICE_SCALE, ledger.productUnits[i]);
            uint256 price = average + batch.products[i].margin;
            if (price > batch.products[i].maxPrice) {
                revert ISettlement.PriceAboveMaximum(i, price, batch.products[i].maxPrice);
            }
            ledger.prices[i] = price;
        }
    }

    /// @notice What units of a product cost a buyer. Rounds up: the sum of payments always covers the cost and the margin.
    function payment(Ledger memory ledger, uint256 product, uint256 units) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDivUp(ledger.prices[product], units, PRICE_SCALE);
    }

    /// @notice A fill's share of its purchase's cost, rounded down; the last fill takes what is left, so that the shares
    /// add up to the cost.
    function costShare(Ledger memory ledger, uint256 purchase, uint256 units) internal pure returns (uint256 share) {
        uint256 unitsLeft = ledger.unitsLeft[purchase];
        uint256 left = ledger.costsLeft[purchase];
        share = units == unitsLeft
            ? left
            : FixedPointMathLib.fullMulDiv(ledger.purchaseCosts[purchase], units, ledger.purchaseUnits[purchase]);
        unchecked {
            // Units left are those of the fills still to come, and the shares rounded down.
            ledger.costsLeft[purchase] = left - share;
            ledger.unitsLeft[purchase] = unitsLeft - units;
        }
    }

    /// @return fills how many there are
    function _addUnits(BatchOrder[] calldata orders, uint256[] memory purchaseUnits)
        private
        pure
        returns (uint256 fills)
    {
        for (uint256 i; i < orders.length; ++i) {
            uint256 count = _addFills(orders[i].fills, purchaseUnits, i);
            if (count == 0) revert ISettlement.OrderEmpty(i);
            fills += count;
        }
    }

    function _addFills(BatchFill[] calldata fills, uint256[] memory purchaseUnits, uint256 order)
        private
        pure
        returns (uint256 count)
    {
        uint256 previous;
        count = fills.length;
        for (uint256 i; i < count; ++i) {
            (uint256 purchase, uint256 units) = (fills[i].purchase, fills[i].units);
            if (purchase >= purchaseUnits.length) revert ISettlement.PurchaseIndex(order, i, purchase);
            if (i > 0 && purchase <= previous) revert ISettlement.FillsNotAscending(order, i);
            if (units == 0) revert ISettlement.UnitsZero(order, i);
            purchaseUnits[purchase] += units;
            previous = purchase;
        }
    }

    function _checkProducts(BatchProduct[] calldata products, uint256 solvers) private pure {
        bytes32 previous;
        for (uint256 i; i < products.length; ++i) {
            BatchProduct calldata product = products[i];
            if (product.solver >= solvers) revert ISettlement.SolverIndex(i, product.solver);
            bytes32 id = keccak256(abi.encode(product.gpuClass, product.region, product.tier, product.slot));
            if (id <= previous) revert ISettlement.ProductsNotAscending(i);
            previous = id;
        }
    }

    function _checkPurchases(Purchase[] calldata purchases, BatchProduct[] calldata products) private pure {
        for (uint256 i; i < purchases.length; ++i) {
            Purchase calldata purchase = purchases[i];
            if (purchase.product >= products.length) revert ISettlement.ProductIndex(i, purchase.product);
            if (i == 0) continue;
            Purchase calldata previous = purchases[i - 1];
            bool ascending = purchase.poolId > previous.poolId
                || (purchase.poolId == previous.poolId
                    && products[purchase.product].slot > products[previous.product].slot);
            if (!ascending) revert ISettlement.PurchasesNotAscending(i);
        }
    }
}
