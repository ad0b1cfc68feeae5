// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The right to use `units` of a pool in a slot. `cost` waits in escrow; `intentId` is 0 for direct purchases.
struct Lease {
    bytes32 batchId;
    uint256 index;
    address operator;
    address recipient;
    bytes32 poolId;
    uint64 slot;
    uint256 units;
    uint256 cost;
    bytes32 intentId;
}
