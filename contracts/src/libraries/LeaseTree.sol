// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";
import {MerkleTreeLib} from "solady/utils/MerkleTreeLib.sol";
import {Lease} from "../types/Lease.sol";

/// @notice One root stands for all leases of a batch.
/// @dev The tree of npm @openzeppelin/merkle-tree with `sortLeaves: false`: a complete binary tree in an array, the last
/// leaf first, pairs sorted before hashing, leaves hashed twice so that no inner node can pass as a lease.
library LeaseTree {
    /// @notice The id of a book of leases. Openers cannot collide with one another, whatever key they choose.
    function batchId(address opener, bytes32 key) internal pure returns (bytes32) {
        return keccak256(abi.encode(opener, key));
    }

    /// @notice The id of a lease.
    function leaseId(Lease calldata lease) internal pure returns (bytes32) {
        return keccak256(abi.encode(lease.batchId, lease.index));
    }

    function leaf(Lease memory lease) internal pure returns (bytes32 hash) {
        // A struct of eleven words is in memory what abi.encode would make of it.
        assembly ("memory-safe") {
            hash := keccak256(lease, 0x160)
        }
        return EfficientHashLib.hash(hash);
    }

    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        return MerkleTreeLib.root(MerkleTreeLib.build(leaves));
    }

    function contains(bytes32 root_, Lease memory lease, bytes32[] calldata proof) internal pure returns (bool) {
        return MerkleProofLib.verifyCalldata(proof, root_, leaf(lease));
    }
}
