// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FullMath} from "@uniswap/v4-core/src/libraries/FullMath.sol";
import {IComputePools} from "../interfaces/IComputePools.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Batch, BatchFill, BatchProduct, Purchase} from "../types/Batch.sol";
import {BatchVerdict, ProductVerdict, PurchaseVerdict, Rule} from "../types/BatchVerdict.sol";
import {FindingList, Findings} from "./Findings.sol";
import {LadderMath} from "./LadderMath.sol";
import {Reason} from "./Reason.sol";

/// @notice The batch as a whole: its order, its indices, what it buys and what that costs now.
/// @dev BatchLedger and ComputePools.take stop at the first broken rule, this does not. A differential fuzz test holds
/// them equal.
library BatchFindings {
    using Findings for FindingList;

    uint256 internal constant PRICE_SCALE = 1e6;
    /// @dev Panic(0x11): what checked arithmetic reverts with.
    bytes internal constant OVERFLOW = hex"4e487b710000000000000000000000000000000000000000000000000000000000000011";

    /// @notice Adds what is wrong with order and indices.
    function checkShape(FindingList memory list, Batch calldata batch) internal pure {
        if (batch.orders.length == 0) list.add(Rule.Empty, Reason.encode(ISettlement.BatchEmpty.selector));
        bytes32 previous;
        for (uint256 i; i < batch.products.length; ++i) {
            BatchProduct calldata product = batch.products[i];
            if (product.solver >= batch.solvers.length) {
                list.add(Rule.SolverIndex, i, Reason.encode(ISettlement.SolverIndex.selector, i, product.solver));
            }
            bytes32 id = keccak256(abi.encode(product.gpuClass, product.region, product.tier, product.slot));
            if (id <= previous) {
                list.add(Rule.ProductOrder, i, Reason.encode(ISettlement.ProductsNotAscending.selector, i));
            }
            previous = id;
        }
        for (uint256 i; i < batch.purchases.length; ++i) {
            if (batch.purchases[i].product >= batch.products.length) {
                list.add(
                    Rule.ProductIndex,
                    i,
                    Reason.encode(ISettlement.ProductIndex.selector, i, batch.purchases[i].product)
                );
            } else if (!_ascends(batch, i)) {
                list.add(Rule.PurchaseOrder, i, Reason.encode(ISettlement.PurchasesNotAscending.selector, i));
            }
        }
    }

    /// @notice Adds up the fills of every purchase, and what each costs at the pools as they are.
    function buy(FindingList memory list, BatchVerdict memory verdict, Batch calldata batch, IComputePools pools)
        internal
        view
    {
        verdict.purchases = new PurchaseVerdict[](batch.purchases.length);
        verdict.products = new ProductVerdict[](batch.products.length);
        for (uint256 i; i < batch.orders.length; ++i) {
            BatchFill[] calldata fills = batch.orders[i].fills;
            for (uint256 j; j < fills.length; ++j) {
                if (fills[j].purchase >= batch.purchases.length) continue;
                PurchaseVerdict memory purchase = verdict.purchases[fills[j].purchase];
                if (fills[j].units > type(uint256).max - purchase.units) {
                    list.add(Rule.Arithmetic, fills[j].purchase, OVERFLOW);
                } else {
                    purchase.units += fills[j].units;
                }
            }
        }
        uint256 slotSeconds = pools.slotSeconds();
        for (uint256 i; i < batch.purchases.length; ++i) {
            if (verdict.purchases[i].units == 0) {
                list.add(Rule.PurchaseUnused, i, Reason.encode(ISettlement.PurchaseUnused.selector, i));
            }
            if (batch.purchases[i].product < batch.products.length) {
                _buyOne(list, verdict, batch, i, pools, slotSeconds);
            }
        }
    }

    /// @notice One price per product, within its maximum. What cannot be bought counts as costing nothing: it is a finding
    /// already, and must not make others of it.
    function price(FindingList memory list, BatchVerdict memory verdict, Batch calldata batch) internal pure {
        for (uint256 i; i < batch.products.length; ++i) {
            ProductVerdict memory product = verdict.products[i];
            if (product.units == 0) {
                list.add(Rule.ProductUnused, i, Reason.encode(ISettlement.ProductUnused.selector, i));
                continue;
            }
            uint256 average = FullMath.mulDivRoundingUp(product.cost, PRICE_SCALE, product.units);
            if (batch.products[i].margin > type(uint256).max - average) {
                list.add(Rule.Arithmetic, i, OVERFLOW);
                product.price = type(uint256).max;
                continue;
            }
            product.price = average + batch.products[i].margin;
            if (product.price > batch.products[i].maxPrice) {
                list.add(
                    Rule.MaxPrice,
                    i,
                    Reason.encode(ISettlement.PriceAboveMaximum.selector, i, product.price, batch.products[i].maxPrice)
                );
            }
        }
    }

    function _ascends(Batch calldata batch, uint256 index) private pure returns (bool) {
        if (index == 0) return true;
        Purchase calldata purchase = batch.purchases[index];
        Purchase calldata previous = batch.purchases[index - 1];
        if (purchase.poolId != previous.poolId) return purchase.poolId > previous.poolId;
        return previous.product >= batch.products.length
            || batch.products[purchase.product].slot > batch.products[previous.product].slot;
    }

    function _buyOne(
        FindingList memory list,
        BatchVerdict memory verdict,
        Batch calldata batch,
        uint256 index,
        IComputePools pools,
        uint256 slotSeconds
    ) private view {
        Purchase calldata purchase = batch.purchases[index];
        BatchProduct calldata product = batch.products[purchase.product];
        PurchaseVerdict memory bought = verdict.purchases[index];
        // Cannot matter when it wraps: no pool sells so much.
        unchecked {
            verdict.products[purchase.product].units += bought.units;
        }
        uint256 startsAt = uint256(product.slot) * slotSeconds;
        if (block.timestamp >= startsAt) {
            list.add(Rule.Gate, index, Reason.encode(IComputePools.GateClosed.selector, product.slot, startsAt));
        }
        if (!_checkGoods(list, purchase, product, index, pools)) return;
        bought.left = _left(pools, purchase.poolId, product.slot);
        if (bought.units == 0) return;
        try pools.quote(purchase.poolId, product.slot, bought.units) returns (uint256 cost) {
            bought.cost = cost;
            verdict.costs += cost;
            verdict.products[purchase.product].cost += cost;
        } catch (bytes memory reason) {
            list.add(Rule.Capacity, index, reason);
        }
    }

    /// @return whether the pool exists
    function _checkGoods(
        FindingList memory list,
        Purchase calldata purchase,
        BatchProduct calldata product,
        uint256 index,
        IComputePools pools
    ) private view returns (bool) {
        bytes32 wanted = keccak256(abi.encode(product.gpuClass, product.region, product.tier));
        // Only the head of the terms, word by word: an offset, the operator, the class, the region, the tier.
        (bool known, bytes memory head) =
            address(pools).staticcall(abi.encodeCall(IComputePools.terms, (purchase.poolId)));
        bytes32 sold;
        if (known) {
            (,, bytes32 gpuClass, bytes32 region, uint8 tier) =
                abi.decode(head, (uint256, address, bytes32, bytes32, uint8));
            sold = keccak256(abi.encode(gpuClass, region, tier));
        }
        if (sold != wanted) {
            list.add(
                Rule.Goods,
                index,
                Reason.encode(IComputePools.GoodsMismatch.selector, uint256(purchase.poolId), uint256(wanted))
            );
        }
        return known;
    }

    /// @dev More than any slot can have is refused with what it has. So the curve is read where it is sold.
    function _left(IComputePools pools, bytes32 poolId, uint64 slot) private view returns (uint256) {
        try pools.quote(poolId, slot, type(uint128).max) returns (uint256) {
            return type(uint128).max;
        } catch (bytes memory reason) {
            if (bytes4(reason) != LadderMath.CapacityExceeded.selector) return 0;
            uint256 capacity;
            assembly ("memory-safe") {
                // CapacityExceeded(wanted, capacity): past the length, the selector and `wanted`.
                capacity := mload(add(reason, 0x44))
            }
            uint256 sold = pools.slotOf(poolId, slot).sold;
            return capacity > sold ? capacity - sold : 0;
        }
    }
}
