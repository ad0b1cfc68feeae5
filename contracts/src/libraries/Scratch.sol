// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Memory that is used again. Solidity never frees any, and its price grows with the square of its size.
library Scratch {
    /// @notice Where free memory begins now.
    function open() internal pure returns (bytes32 mark) {
        assembly ("memory-safe") {
            mark := mload(0x40)
        }
    }

    /// @notice Frees everything allocated since `open`. Nothing of it may be used afterwards.
    function close(bytes32 mark) internal pure {
        assembly ("memory-safe") {
            mstore(0x40, mark)
        }
    }
}
