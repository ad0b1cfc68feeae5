// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ComputeIntent} from "./Intent.sol";

/// @notice `units` of a purchase for one intent; `hardware` is the index of the class in the intent's list.
struct BatchFill {
    uint256 purchase;
    uint256 hardware;
    uint256 units;
}

/// @notice A signed intent and its fills, strictly ascending by purchase.
struct BatchOrder {
    address owner;
    uint256 maxPayment;
    uint256 nonce;
    uint256 validUntil;
    ComputeIntent intent;
    bytes signature;
    BatchFill[] fills;
}

/// @notice Goods a buyer cannot tell apart, sold at one price. `margin` and `maxPrice` are in millionths of a token base
/// unit per unit; `solver` is an index into the batch's solvers.
struct BatchProduct {
    bytes32 gpuClass;
    bytes32 region;
    uint8 tier;
    uint64 slot;
    uint256 margin;
    uint256 maxPrice;
    uint256 solver;
}

/// @notice Units of one pool in the slot of a product, bought once for the whole batch.
struct Purchase {
    bytes32 poolId;
    uint256 product;
}

/// @notice What settles. Products ascend by keccak256(abi.encode(gpuClass, region, tier, slot)), purchases by
/// (poolId, slot), orders by intent id: strictly, so that nothing appears twice.
struct Batch {
    bytes32 auctionHash;
    uint256 expiryBlock;
    address[] solvers;
    BatchProduct[] products;
    Purchase[] purchases;
    BatchOrder[] orders;
}
