// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

interface ILeaseEvents {
    /// @notice A lease was opened: all fields of a `Lease`. The leaves of a batch's tree are its events, by index.
    event LeaseOpened(
        bytes32 indexed batchId,
        uint256 index,
        address indexed operator,
        address indexed recipient,
        bytes32 poolId,
        uint64 slot,
        uint256 units,
        uint256 cost,
        uint256 payment,
        bytes32 workload,
        bytes32 intentId
    );
}
