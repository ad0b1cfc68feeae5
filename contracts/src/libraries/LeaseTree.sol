// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MerkleProofLib} from "solady/utils/MerkleProofLib.sol";
import {Lease} from "../types/Lease.sol";

/// @notice One root stands for all leases of a batch.
/// @dev The tree of npm @openzeppelin/merkle-tree with `sortLeaves: false`: a complete binary tree in an array, the last
/// leaf first, pairs sorted before hashing, leaves hashed twice so that no inner node can pass as a lease.
library LeaseTree {
    /// @notice The id of a book of leases. Openers cannot collide with one another, whatever key they choose; nor can two
    /// chains, where a proof of delivery on the one would else hold on the other.
    function batchId(address opener, bytes32 key) internal view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, opener, key));
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
        uint256 count = leaves.length;
        if (count == 1) return leaves[0];
        assembly ("memory-safe") {
            let first := add(leaves, 0x20)
            let size := shl(5, count)
            for { let parent := 0 } lt(add(parent, 0x20), size) { parent := add(parent, 0x20) } {
                let left := shl(1, parent)
                let right := add(left, 0x20)
                let a := mload(add(first, sub(left, mul(size, iszero(lt(left, size))))))
                let b := mload(add(first, sub(right, mul(size, iszero(lt(right, size))))))
                let swap := shl(5, gt(a, b))
                mstore(swap, a)
                mstore(xor(swap, 0x20), b)
                mstore(add(first, parent), keccak256(0x00, 0x40))
            }
        }
        return leaves[count - 2];
    }

    function contains(bytes32 root_, Lease memory lease, bytes32[] calldata proof) internal pure returns (bool) {
        return MerkleProofLib.verifyCalldata(proof, root_, leaf(lease));
    }
}
