// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch} from "../types/Batch.sol";

/// @notice The hash that an award is signed over: keccak256(abi.encode(batch)).
library BatchHash {
    /// @notice keccak256(abi.encode(batch)), if the calldata of `settle(batch, signature)` is encoded as the ABI's standard
    /// form has it; else a hash that nobody signed.
    /// @dev Encoding a batch once more would cost 5k gas an order. In standard form the batch is everything between its
    /// own beginning and the length of the argument that follows, and its inner offsets are relative to that beginning:
    /// copied behind the offset of a single argument it is abi.encode(batch). Whatever else a relay sends there has
    /// another hash; and bytes with the right hash decode to the batch that was signed.
    function ofSettleCalldata(Batch calldata batch, bytes calldata signature) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let end := sub(signature.offset, 0x20)
            // A signature before the batch: an empty hash, which nobody signed.
            if lt(batch, end) {
                let size := sub(end, batch)
                let buffer := mload(0x40)
                mstore(buffer, 0x20)
                calldatacopy(add(buffer, 0x20), batch, size)
                hash := keccak256(buffer, add(size, 0x20))
            }
        }
    }
}
