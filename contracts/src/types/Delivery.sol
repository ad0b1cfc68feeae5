// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What an operator claims to have delivered: `units` GPU-seconds from `start` to `end`, unix seconds.
/// `leaseId` = keccak256(abi.encode(batchId, index)). Its hash is the EIP-712 struct hash, so that attestors sign it.
struct DeliveryClaim {
    bytes32 intentId;
    bytes32 leaseId;
    address operator;
    bytes32 workload;
    bytes32 inputRoot;
    bytes32 outputRoot;
    uint256 units;
    uint256 start;
    uint256 end;
}

/// @notice What a verifier says of a claim. Pending until it is final.
enum Verdict {
    Pending,
    Accepted,
    Rejected
}

/// @notice What an operator says of its work when it claims a lease; `evidence` is for the verifier of the pool's tier.
struct Delivery {
    bytes32 inputRoot;
    bytes32 outputRoot;
    bytes evidence;
}
