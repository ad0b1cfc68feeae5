// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1271} from "permit2/src/interfaces/IERC1271.sol";
import {IPermit2Errors} from "../interfaces/IPermit2Errors.sol";
import {Reason} from "./Reason.sol";

/// @notice What Permit2 makes of a signature: code at the owner means ERC-1271 and nothing else.
library SignatureProbe {
    /// @dev More of an owner's revert data than this nobody reads.
    uint256 internal constant MAX_REASON = 1024;

    struct Result {
        bool valid;
        /// What Permit2 reverts with when the signature is not valid.
        bytes reason;
        uint256 gasUsed;
    }

    /// @param cap gas for an ERC-1271 owner
    function probe(address owner, bytes32 digest, bytes calldata signature, uint256 cap)
        internal
        view
        returns (Result memory)
    {
        return owner.code.length == 0 ? _recover(owner, digest, signature) : _ask(owner, digest, signature, cap);
    }

    function _recover(address owner, bytes32 digest, bytes calldata signature)
        private
        pure
        returns (Result memory result)
    {
        if (signature.length != 64 && signature.length != 65) {
            result.reason = Reason.encode(IPermit2Errors.InvalidSignatureLength.selector);
            return result;
        }
        bytes32 r = bytes32(signature[:32]);
        bytes32 s = bytes32(signature[32:64]);
        uint8 v;
        if (signature.length == 65) {
            v = uint8(signature[64]);
        } else {
            v = uint8(uint256(s) >> 255) + 27;
            s = bytes32(uint256(s) << 1 >> 1);
        }
        address signer = ecrecover(digest, v, r, s);
        if (signer == address(0)) result.reason = Reason.encode(IPermit2Errors.InvalidSignature.selector);
        else if (signer != owner) result.reason = Reason.encode(IPermit2Errors.InvalidSigner.selector);
        else result.valid = true;
    }

    /// @dev In assembly, so that a huge answer is not copied.
    function _ask(address owner, bytes32 digest, bytes calldata signature, uint256 cap)
        private
        view
        returns (Result memory result)
    {
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bool success;
        uint256 size;
        bytes32 answer;
        uint256 gasUsed;
        assembly ("memory-safe") {
            mstore(0, 0)
            gasUsed := gas()
            success := staticcall(cap, owner, add(question, 0x20), mload(question), 0, 0x20)
            gasUsed := sub(gasUsed, gas())
            size := returndatasize()
            answer := mload(0)
        }
        result.gasUsed = gasUsed;
        if (!success) {
            result.reason = _output(size);
        } else if (size >= 32 && answer << 32 == 0) {
            if (bytes4(answer) == IERC1271.isValidSignature.selector) result.valid = true;
            else result.reason = Reason.encode(IPermit2Errors.InvalidContractSignature.selector);
        }
        // Else the answer is no bytes4: decoding it reverts without a reason.
    }

    function _output(uint256 size) private pure returns (bytes memory output) {
        output = new bytes(size < MAX_REASON ? size : MAX_REASON);
        assembly ("memory-safe") {
            returndatacopy(add(output, 0x20), 0, mload(output))
        }
    }
}
