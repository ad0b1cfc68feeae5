// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchOrder} from "../types/Batch.sol";
import {ComputeHardware, ComputeIntent} from "../types/Intent.sol";
import {IntentTypes} from "./IntentTypes.sol";

/// @notice The hashes a buyer's signature stands for.
library IntentHash {
    /// @notice EIP-712 struct hash of the intent: the witness of its permit.
    function witness(ComputeIntent calldata intent) internal pure returns (bytes32) {
        return keccak256(
            bytes.concat(
                abi.encode(
                    IntentTypes.COMPUTE_INTENT_TYPEHASH,
                    intent.recipient,
                    intent.workload,
                    intent.work,
                    intent.minWork,
                    _hardware(intent.hardware),
                    keccak256(abi.encodePacked(intent.regions))
                ),
                abi.encode(
                    intent.minTier,
                    intent.startAfter,
                    intent.finishBy,
                    intent.minUnits,
                    intent.maxPools,
                    intent.contiguous
                )
            )
        );
    }

    /// @notice keccak256(abi.encode(owner, permit2Digest)): the same for every valid signature of one intent.
    function intentId(
        BatchOrder calldata order,
        bytes32 witness_,
        address token,
        address spender,
        bytes32 permit2Domain
    ) internal pure returns (bytes32) {
        bytes32 permitted = keccak256(abi.encode(IntentTypes.TOKEN_PERMISSIONS_TYPEHASH, token, order.maxPayment));
        bytes32 permit = keccak256(
            abi.encode(IntentTypes.PERMIT_TYPEHASH, permitted, spender, order.nonce, order.validUntil, witness_)
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", permit2Domain, permit));
        return keccak256(abi.encode(order.owner, digest));
    }

    function _hardware(ComputeHardware[] calldata hardware) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](hardware.length);
        for (uint256 i; i < hardware.length; ++i) {
            hashes[i] =
                keccak256(abi.encode(IntentTypes.COMPUTE_HARDWARE_TYPEHASH, hardware[i].gpuClass, hardware[i].speed));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
