// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Batch, BatchFill, BatchOrder, BatchProduct, Purchase} from "../types/Batch.sol";

/// @notice A product of the batch: what it is, and what all purchases of it come to. `revenue` grows order by order.
struct ProductEntry {
    bytes32 gpuClass;
    bytes32 region;
    uint8 tier;
    uint64 slot;
    uint256 startsAt;
    uint256 endsAt;
    uint256 units;
    uint256 cost;
    uint256 price;
    uint256 revenue;
}

/// @notice A purchase of the batch. What is `left` has not been handed on to an order yet.
struct PurchaseEntry {
    ProductEntry product;
    bytes32 poolId;
    address operator;
    uint256 units;
    uint256 cost;
    uint256 unitsLeft;
    uint256 costLeft;
}

/// @notice What a settlement knows of its batch while it works.
struct Ledger {
    ProductEntry[] products;
    PurchaseEntry[] purchases;
    bytes32[] leaves;
    uint256 payments;
    uint256 costs;
}

/// @notice The batch as a whole: its order, its indices, its quantities and its prices.
library BatchLedger {
    /// @notice Prices and margins are in millionths of a token base unit per unit.
    uint256 internal constant PRICE_SCALE = 1e6;

    /// @notice Checks order and indices, and adds up the units of every purchase.
    function tally(Batch calldata batch, uint256 slotSeconds) internal pure returns (Ledger memory ledger) {
        if (batch.orders.length == 0) revert ISettlement.BatchEmpty();
        ledger.products = _readProducts(batch.products, batch.solvers.length, slotSeconds);
        ledger.purchases = _readPurchases(batch.purchases, ledger.products);
        ledger.leaves = new bytes32[](_addUnits(batch.orders, ledger.purchases));
        for (uint256 i; i < ledger.purchases.length; ++i) {
            if (ledger.purchases[i].units == 0) revert ISettlement.PurchaseUnused(i);
        }
    }

    /// @notice One price per product: average cost rounded up, so that it always covers the cost, plus the margin.
    function clear(
        Ledger memory ledger,
        BatchProduct[] calldata products,
        uint256[] memory costs,
        address[] memory operators
    ) internal pure {
        for (uint256 i; i < costs.length; ++i) {
            PurchaseEntry memory purchase = ledger.purchases[i];
            (purchase.cost, purchase.costLeft) = (costs[i], costs[i]);
            purchase.unitsLeft = purchase.units;
            purchase.operator = operators[i];
            purchase.product.units += purchase.units;
            purchase.product.cost += costs[i];
            ledger.costs += costs[i];
        }
        for (uint256 i; i < products.length; ++i) {
            ProductEntry memory product = ledger.products[i];
            if (product.units == 0) revert ISettlement.ProductUnused(i);
            uint256 average = FixedPointMathLib.fullMulDivUp(product.cost, PRICE_SCALE, product.units);
            uint256 price = average + products[i].margin;
            if (price > products[i].maxPrice) {
                revert ISettlement.PriceAboveMaximum(i, price, products[i].maxPrice);
            }
            product.price = price;
        }
    }

    /// @notice What units of a product cost a buyer. Rounds up: the sum of payments always covers the cost and the margin.
    function payment(ProductEntry memory product, uint256 units) internal pure returns (uint256) {
        return FixedPointMathLib.fullMulDivUp(product.price, units, PRICE_SCALE);
    }

    /// @notice A fill's share of its purchase's cost, rounded down; the last fill takes what is left, so that the shares
    /// add up to the cost.
    function costShare(PurchaseEntry memory purchase, uint256 units) internal pure returns (uint256 share) {
        uint256 left = purchase.costLeft;
        uint256 unitsLeft = purchase.unitsLeft;
        share = units == unitsLeft ? left : FixedPointMathLib.fullMulDiv(purchase.cost, units, purchase.units);
        unchecked {
            // The units are among those left, and every share before was rounded down.
            purchase.costLeft = left - share;
            purchase.unitsLeft = unitsLeft - units;
        }
    }

    function _readProducts(BatchProduct[] calldata products, uint256 solvers, uint256 slotSeconds)
        private
        pure
        returns (ProductEntry[] memory entries)
    {
        entries = new ProductEntry[](products.length);
        bytes32 previous;
        for (uint256 i; i < products.length; ++i) {
            BatchProduct calldata product = products[i];
            if (product.solver >= solvers) revert ISettlement.SolverIndex(i, product.solver);
            ProductEntry memory entry = entries[i];
            (entry.gpuClass, entry.region) = (product.gpuClass, product.region);
            (entry.tier, entry.slot) = (product.tier, product.slot);
            entry.startsAt = entry.slot * slotSeconds;
            entry.endsAt = entry.startsAt + slotSeconds;
            bytes32 id = EfficientHashLib.hash(
                entry.gpuClass, entry.region, bytes32(uint256(entry.tier)), bytes32(uint256(entry.slot))
            );
            if (id <= previous) revert ISettlement.ProductsNotAscending(i);
            previous = id;
        }
    }

    function _readPurchases(Purchase[] calldata purchases, ProductEntry[] memory products)
        private
        pure
        returns (PurchaseEntry[] memory entries)
    {
        entries = new PurchaseEntry[](purchases.length);
        for (uint256 i; i < purchases.length; ++i) {
            uint256 product = purchases[i].product;
            if (product >= products.length) revert ISettlement.ProductIndex(i, product);
            PurchaseEntry memory entry = entries[i];
            entry.poolId = purchases[i].poolId;
            entry.product = products[product];
            if (i == 0) continue;
            PurchaseEntry memory previous = entries[i - 1];
            bool ascending = entry.poolId > previous.poolId
                || (entry.poolId == previous.poolId && entry.product.slot > previous.product.slot);
            if (!ascending) revert ISettlement.PurchasesNotAscending(i);
        }
    }

    /// @return fills how many there are
    function _addUnits(BatchOrder[] calldata orders, PurchaseEntry[] memory purchases)
        private
        pure
        returns (uint256 fills)
    {
        for (uint256 i; i < orders.length; ++i) {
            uint256 count = _addFills(orders[i].fills, purchases, i);
            if (count == 0) revert ISettlement.OrderEmpty(i);
            fills += count;
        }
    }

    function _addFills(BatchFill[] calldata fills, PurchaseEntry[] memory purchases, uint256 order)
        private
        pure
        returns (uint256 count)
    {
        uint256 previous;
        count = fills.length;
        for (uint256 i; i < count; ++i) {
            BatchFill calldata fill = fills[i];
            uint256 index = fill.purchase;
            if (index >= purchases.length) revert ISettlement.PurchaseIndex(order, i, index);
            if (i > 0 && index <= previous) revert ISettlement.FillsNotAscending(order, i);
            if (fill.units == 0) revert ISettlement.UnitsZero(order, i);
            purchases[index].units += fill.units;
            previous = index;
        }
    }
}
