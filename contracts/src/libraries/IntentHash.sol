// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {BatchOrder} from "../types/Batch.sol";
import {ComputeHardware, ComputeIntent} from "../types/Intent.sol";
import {IntentTypes} from "./IntentTypes.sol";

/// @notice The hashes a buyer's signature stands for. What they hash is written past the allocated memory and left there.
library IntentHash {
    /// @notice EIP-712 struct hash of the intent: the witness of its permit.
    function witness(ComputeIntent calldata intent) internal pure returns (bytes32 hash) {
        _writeJob(intent, _hashHardware(intent.hardware), _hashWords(intent.regions));
        (uint256 minTier, uint256 startAfter, uint256 finishBy) = (intent.minTier, intent.startAfter, intent.finishBy);
        (uint256 minUnits, uint256 maxPools, bool contiguous) = (intent.minUnits, intent.maxPools, intent.contiguous);
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(add(buffer, 0xe0), minTier)
            mstore(add(buffer, 0x100), startAfter)
            mstore(add(buffer, 0x120), finishBy)
            mstore(add(buffer, 0x140), minUnits)
            mstore(add(buffer, 0x160), maxPools)
            mstore(add(buffer, 0x180), contiguous)
            hash := keccak256(buffer, 0x1a0)
        }
    }

    /// @notice keccak256(abi.encode(owner, permit2Digest)): the same for every valid signature of one intent.
    function intentId(
        BatchOrder calldata order,
        bytes32 witness_,
        address token,
        address spender,
        bytes32 permit2Domain
    ) internal pure returns (bytes32) {
        bytes32 digest = _hashTypedData(permit2Domain, _hashPermit(order, witness_, token, spender));
        return EfficientHashLib.hash(bytes32(uint256(uint160(order.owner))), digest);
    }

    function _hashPermit(BatchOrder calldata order, bytes32 witness_, address token, address spender)
        private
        pure
        returns (bytes32 hash)
    {
        (bytes32 typeHash, bytes32 permittedTypeHash) =
            (IntentTypes.PERMIT_TYPEHASH, IntentTypes.TOKEN_PERMISSIONS_TYPEHASH);
        (uint256 amount, uint256 nonce, uint256 deadline) = (order.maxPayment, order.nonce, order.validUntil);
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, permittedTypeHash)
            mstore(add(buffer, 0x20), token)
            mstore(add(buffer, 0x40), amount)
            let permitted := keccak256(buffer, 0x60)
            mstore(buffer, typeHash)
            mstore(add(buffer, 0x20), permitted)
            mstore(add(buffer, 0x40), spender)
            mstore(add(buffer, 0x60), nonce)
            mstore(add(buffer, 0x80), deadline)
            mstore(add(buffer, 0xa0), witness_)
            hash := keccak256(buffer, 0xc0)
        }
    }

    /// @dev The first seven words of the struct's encoding.
    function _writeJob(ComputeIntent calldata intent, bytes32 hardware, bytes32 regions) private pure {
        bytes32 typeHash = IntentTypes.COMPUTE_INTENT_TYPEHASH;
        (address recipient, bytes32 workload) = (intent.recipient, intent.workload);
        (uint256 work, uint256 minWork) = (intent.work, intent.minWork);
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, typeHash)
            mstore(add(buffer, 0x20), recipient)
            mstore(add(buffer, 0x40), workload)
            mstore(add(buffer, 0x60), work)
            mstore(add(buffer, 0x80), minWork)
            mstore(add(buffer, 0xa0), hardware)
            mstore(add(buffer, 0xc0), regions)
        }
    }

    function _hashHardware(ComputeHardware[] calldata hardware) private pure returns (bytes32 hash) {
        bytes32 typeHash = IntentTypes.COMPUTE_HARDWARE_TYPEHASH;
        uint256 count = hardware.length;
        for (uint256 i; i < count; ++i) {
            ComputeHardware calldata option = hardware[i];
            (bytes32 gpuClass, uint256 speed) = (option.gpuClass, option.speed);
            // One word of the list: the option is hashed where its second and third word follow.
            assembly ("memory-safe") {
                let word := add(mload(0x40), shl(5, i))
                mstore(word, typeHash)
                mstore(add(word, 0x20), gpuClass)
                mstore(add(word, 0x40), speed)
                mstore(word, keccak256(word, 0x60))
            }
        }
        assembly ("memory-safe") {
            hash := keccak256(mload(0x40), shl(5, count))
        }
    }

    /// @dev keccak256(abi.encodePacked(words))
    function _hashWords(bytes32[] calldata words) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            let size := shl(5, words.length)
            calldatacopy(buffer, words.offset, size)
            hash := keccak256(buffer, size)
        }
    }

    /// @dev keccak256(abi.encodePacked("\x19\x01", domain, structHash))
    function _hashTypedData(bytes32 domain, bytes32 structHash) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let buffer := mload(0x40)
            mstore(buffer, shl(240, 0x1901))
            mstore(add(buffer, 0x02), domain)
            mstore(add(buffer, 0x22), structHash)
            hash := keccak256(buffer, 0x42)
        }
    }
}
