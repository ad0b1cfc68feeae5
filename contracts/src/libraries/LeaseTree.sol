// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";
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

    /// @dev A struct of value types lies in memory as abi.encode would write it: 11 words.
    function leaf(Lease memory lease) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            mstore(0x00, keccak256(lease, 0x160))
            hash := keccak256(0x00, 0x20)
        }
    }

    /// @notice The root over `leaves`, which it overwrites.
    /// @dev Read backwards, the array of the tree is a queue: take two, hash them, append the parent, until one is left. The
    /// k-th parent goes where the k-th leaf was, which was taken before.
    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        unchecked {
            uint256 count = leaves.length;
            if (count == 1) return leaves[0];
            for (uint256 k; k + 1 < count; ++k) {
                uint256 left = 2 * k;
                uint256 right = left + 1;
                leaves[k] = _hashPair(
                    leaves[left < count ? left : left - count], leaves[right < count ? right : right - count]
                );
            }
            return leaves[count - 2];
        }
    }

    function contains(bytes32 root_, Lease memory lease, bytes32[] calldata proof) internal pure returns (bool) {
        return MerkleProofLib.verifyCalldata(proof, root_, leaf(lease));
    }

    function _hashPair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? EfficientHashLib.hash(a, b) : EfficientHashLib.hash(b, a);
    }
}
