// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EfficientHashLib} from "solady/utils/EfficientHashLib.sol";
import {BatchOrder} from "../types/Batch.sol";
import {ComputeHardware, ComputeIntent} from "../types/Intent.sol";
import {IntentTypes} from "./IntentTypes.sol";

/// @notice The hashes a buyer's signature stands for.
library IntentHash {
    using EfficientHashLib for bytes32[];

    /// @notice EIP-712 struct hash of the intent: the witness of its permit.
    function witness(ComputeIntent calldata intent) internal pure returns (bytes32) {
        bytes32[] memory words = EfficientHashLib.malloc(13);
        words.set(0, IntentTypes.COMPUTE_INTENT_TYPEHASH);
        words.set(1, uint256(uint160(intent.recipient)));
        words.set(2, intent.workload);
        words.set(3, intent.work);
        words.set(4, intent.minWork);
        words.set(5, _hardware(intent.hardware));
        words.set(6, keccak256(abi.encodePacked(intent.regions)));
        words.set(7, intent.minTier);
        words.set(8, intent.startAfter);
        words.set(9, intent.finishBy);
        words.set(10, intent.minUnits);
        words.set(11, intent.maxPools);
        words.set(12, intent.contiguous ? 1 : 0);
        return words.hash();
    }

    /// @notice keccak256(abi.encode(owner, permit2Digest)): the same for every valid signature of one intent.
    function intentId(
        BatchOrder calldata order,
        bytes32 witness_,
        address token,
        address spender,
        bytes32 permit2Domain
    ) internal pure returns (bytes32) {
        bytes32 permitted = EfficientHashLib.hash(
            uint256(IntentTypes.TOKEN_PERMISSIONS_TYPEHASH), uint256(uint160(token)), order.maxPayment
        );
        bytes32 permit = EfficientHashLib.hash(
            uint256(IntentTypes.PERMIT_TYPEHASH),
            uint256(permitted),
            uint256(uint160(spender)),
            order.nonce,
            order.validUntil,
            uint256(witness_)
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", permit2Domain, permit));
        return EfficientHashLib.hash(uint256(uint160(order.owner)), uint256(digest));
    }

    function _hardware(ComputeHardware[] calldata hardware) private pure returns (bytes32) {
        bytes32[] memory hashes = EfficientHashLib.malloc(hardware.length);
        for (uint256 i; i < hardware.length; ++i) {
            ComputeHardware calldata option = hardware[i];
            hashes.set(
                i, EfficientHashLib.hash(IntentTypes.COMPUTE_HARDWARE_TYPEHASH, option.gpuClass, bytes32(option.speed))
            );
        }
        return hashes.hash();
    }
}
