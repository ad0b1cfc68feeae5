// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch} from "../types/Batch.sol";

/// @notice What an award signs of a batch.
library BatchHash {
    /// @notice keccak256(abi.encode(batch)), taken from the caller's bytes: encoding 200 orders again would cost more than
    /// all their rules.
    /// @dev Hashes what lies between the batch and the `next` argument, wherever the caller put them. If that is not
    /// abi.encode's form of a batch, the hash is nobody's award. If it is, these bytes alone say what the batch is: every
    /// offset in them points into them.
    function hash(Batch calldata batch, bytes calldata next) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            // Not allocated: used here only.
            let buffer := mload(0x40)
            let end := sub(next.offset, 0x20)
            let size := mul(gt(end, batch), sub(end, batch))
            mstore(buffer, 0x20)
            calldatacopy(add(buffer, 0x20), batch, size)
            result := keccak256(buffer, add(size, 0x20))
        }
    }
}
