// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A custom error whose arguments are words, as it comes back from a call that reverted with it.
/// @dev One encoder for all of them: `abi.encodeWithSelector` at every place would not fit into one contract.
library Reason {
    function encode(bytes4 selector) internal pure returns (bytes memory) {
        return _encode(selector, 0, 0, 0, 0, 0);
    }

    function encode(bytes4 selector, uint256 a) internal pure returns (bytes memory) {
        return _encode(selector, 1, a, 0, 0, 0);
    }

    function encode(bytes4 selector, uint256 a, uint256 b) internal pure returns (bytes memory) {
        return _encode(selector, 2, a, b, 0, 0);
    }

    function encode(bytes4 selector, uint256 a, uint256 b, uint256 c) internal pure returns (bytes memory) {
        return _encode(selector, 3, a, b, c, 0);
    }

    function encode(bytes4 selector, uint256 a, uint256 b, uint256 c, uint256 d) internal pure returns (bytes memory) {
        return _encode(selector, 4, a, b, c, d);
    }

    function _encode(bytes4 selector, uint256 words, uint256 a, uint256 b, uint256 c, uint256 d)
        private
        pure
        returns (bytes memory reason)
    {
        reason = abi.encodeWithSelector(selector, a, b, c, d);
        assembly ("memory-safe") {
            mstore(reason, add(4, mul(32, words)))
        }
    }
}
