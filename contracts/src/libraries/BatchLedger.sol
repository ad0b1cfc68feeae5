// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Batch, BatchFill, BatchProduct, Purchase} from "../types/Batch.sol";

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

        ledger.purchaseUnits = new uint256[](batch.purchases.length);
        ledger.unitsLeft = new uint256[](batch.purchases.length);
        uint256 leaves;
        for (uint256 i; i < batch.orders.length; ++i) {
            BatchFill[] calldata fills = batch.orders[i].fills;
            if (fills.length == 0) revert ISettlement.OrderEmpty(i);
            leaves += fills.length;
            for (uint256 j; j < fills.length; ++j) {
                uint256 purchase = fills[j].purchase;
                if (purchase >= batch.purchases.length) revert ISettlement.PurchaseIndex(i, j, purchase);
                if (j > 0 && purchase <= fills[j - 1].purchase) revert ISettlement.FillsNotAscending(i, j);
                if (fills[j].units == 0) revert ISettlement.UnitsZero(i, j);
                ledger.purchaseUnits[purchase] += fills[j].units;
                ledger.unitsLeft[purchase] += fills[j].units;
            }
        }
        for (uint256 i; i < batch.purchases.length; ++i) {
            if (ledger.purchaseUnits[i] == 0) revert ISettlement.PurchaseUnused(i);
        }
        ledger.leaves = new bytes32[](leaves);
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
            uint256 average = FixedPointMathLib.mulDivUp(ledger.productCosts[i], PRICE_SCALE, ledger.productUnits[i]);
            uint256 price = average + batch.products[i].margin;
            if (price > batch.products[i].maxPrice) {
                revert ISettlement.PriceAboveMaximum(i, price, batch.products[i].maxPrice);
            }
            ledger.prices[i] = price;
        }
    }

    /// @notice What units at a price pay. Rounds up: the sum of payments always covers the cost and the margin.
    function payment(uint256 price, uint256 units) internal pure returns (uint256) {
        return FixedPointMathLib.mulDivUp(price, units, PRICE_SCALE);
    }

    /// @notice A fill's share of its purchase's cost, rounded down; the last fill takes what is left, so that the shares
    /// add up to the cost.
    function costShare(Ledger memory ledger, BatchFill calldata fill) internal pure returns (uint256 share) {
        uint256 purchase = fill.purchase;
        uint256 left = ledger.costsLeft[purchase];
        share = fill.units == ledger.unitsLeft[purchase]
            ? left
            : FixedPointMathLib.mulDiv(ledger.purchaseCosts[purchase], fill.units, ledger.purchaseUnits[purchase]);
        ledger.costsLeft[purchase] = left - share;
        ledger.unitsLeft[purchase] -= fill.units;
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
