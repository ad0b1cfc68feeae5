// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISignatureTransfer} from "permit2/src/interfaces/ISignatureTransfer.sol";
import {BatchOrder} from "../types/Batch.sol";
import {IntentTypes} from "./IntentTypes.sol";

/// @notice What the calls of a batch share. `call` has zeros for what differs, and an empty signature at its end.
struct PermitTemplate {
    bytes32 domain;
    bytes call;
}

/// @notice Permit2's `permitWitnessTransferFrom` for the orders of a batch: what all their calls share is encoded once.
library PermitCall {
    /// @dev The function has an overload, so abi.encodeCall cannot name it.
    bytes4 internal constant SELECTOR = bytes4(
        keccak256(
            "permitWitnessTransferFrom(((address,uint256),uint256,uint256),(address,uint256),address,bytes32,string,bytes)"
        )
    );

    /// @param domain Permit2's, kept for the digests of the orders
    function prepare(address token, address to, bytes32 domain) internal pure returns (PermitTemplate memory template) {
        template.domain = domain;
        ISignatureTransfer.PermitTransferFrom memory permit;
        permit.permitted.token = token;
        ISignatureTransfer.SignatureTransferDetails memory details;
        details.to = to;
        template.call = abi.encodeWithSelector(
            SELECTOR, permit, details, address(0), bytes32(0), IntentTypes.WITNESS_TYPE_STRING, ""
        );
    }

    /// @notice Pulls an order's payment. Permit2 checks the signature, the deadline and the nonce: one signature pays once.
    /// @dev Copies the template past the allocated memory, fills in the order, and calls from there.
    function pull(
        PermitTemplate memory template,
        address permit2,
        BatchOrder calldata order,
        bytes32 witness,
        uint256 payment
    ) internal {
        bytes memory call_ = template.call;
        _write(call_, order, witness, payment);
        bytes calldata signature = order.signature;
        assembly ("memory-safe") {
            let size := mload(call_)
            let data := mload(0x40)
            mstore(add(data, sub(size, 0x20)), signature.length)
            calldatacopy(add(data, size), signature.offset, signature.length)
            if iszero(call(gas(), permit2, 0, data, add(size, signature.length), 0, 0)) {
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
        }
    }

    function _write(bytes memory call_, BatchOrder calldata order, bytes32 witness, uint256 payment) private pure {
        (address owner, uint256 amount) = (order.owner, order.maxPayment);
        (uint256 nonce, uint256 deadline) = (order.nonce, order.validUntil);
        assembly ("memory-safe") {
            let data := mload(0x40)
            mcopy(data, add(call_, 0x20), mload(call_))
            mstore(add(data, 0x24), amount)
            mstore(add(data, 0x44), nonce)
            mstore(add(data, 0x64), deadline)
            mstore(add(data, 0xa4), payment)
            mstore(add(data, 0xc4), owner)
            mstore(add(data, 0xe4), witness)
        }
    }
}
