// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice An acceptable GPU class, keccak256(bytes(slug)), and the work one unit of it does, in millionths of an
/// H100-SXM-second.
struct ComputeHardware {
    bytes32 gpuClass;
    uint256 speed;
}

/// @notice What a buyer signs, with every string replaced by its hash: exactly how EIP-712 encodes a string.
struct ComputeIntent {
    address recipient;
    bytes32 workload;
    uint256 work;
    uint256 minWork;
    ComputeHardware[] hardware;
    bytes32[] regions;
    uint256 minTier;
    uint256 startAfter;
    uint256 finishBy;
    uint256 minUnits;
    uint256 maxPools;
    bool contiguous;
}
