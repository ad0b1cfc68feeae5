// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISignatureTransfer} from "permit2/src/interfaces/ISignatureTransfer.sol";
import {IBatchLens} from "../interfaces/IBatchLens.sol";
import {IPaymentToken} from "../interfaces/IPaymentToken.sol";
import {IPermit2Errors} from "../interfaces/IPermit2Errors.sol";
import {Batch, BatchOrder} from "../types/Batch.sol";
import {OrderVerdict, Rule} from "../types/BatchVerdict.sol";
import {FindingList, Findings} from "./Findings.sol";
import {Reason} from "./Reason.sol";
import {SignatureProbe} from "./SignatureProbe.sol";

/// @notice Everything Permit2 asks before it pulls an order's payment: all that an owner can take back after signing.
library PaymentFindings {
    using Findings for FindingList;

    uint256 internal constant SIGNATURE_GAS = 200_000;

    /// @dev solmate's word, which Permit2 speaks, for a token that refuses.
    bytes internal constant TRANSFER_REFUSED = abi.encodeWithSignature("Error(string)", "TRANSFER_FROM_FAILED");

    /// @notice Adds whatever keeps Permit2 from pulling the payment of order `index`. Earlier orders of the same owner
    /// come first: they take their share and use their nonces.
    /// @param earlier the verdicts on the orders before this one
    function check(
        FindingList memory list,
        OrderVerdict memory verdict,
        Batch calldata batch,
        uint256 index,
        OrderVerdict[] memory earlier,
        IPaymentToken token,
        ISignatureTransfer permit2
    ) internal view {
        BatchOrder calldata order = batch.orders[index];
        if (block.timestamp > order.validUntil) {
            list.add(Rule.Deadline, Reason.encode(IPermit2Errors.SignatureExpired.selector, order.validUntil));
        }
        // Permit2 keeps nonces as bits: word nonce / 256, bit nonce % 256.
        bool used = permit2.nonceBitmap(order.owner, order.nonce >> 8) & (1 << (order.nonce & 0xff)) != 0;
        verdict.balance = token.balanceOf(order.owner);
        verdict.allowance = token.allowance(order.owner, address(permit2));
        for (uint256 i; i < index; ++i) {
            BatchOrder calldata other = batch.orders[i];
            if (other.owner != order.owner) continue;
            if (other.nonce == order.nonce) used = true;
            verdict.balance = _less(verdict.balance, earlier[i].payment);
            // Tokens take nothing off an unlimited allowance.
            if (verdict.allowance != type(uint256).max) {
                verdict.allowance = _less(verdict.allowance, earlier[i].payment);
            }
        }
        if (used) list.add(Rule.Nonce, Reason.encode(IPermit2Errors.InvalidNonce.selector));
        if (verdict.payment > verdict.balance) list.add(Rule.Balance, TRANSFER_REFUSED);
        if (verdict.payment > verdict.allowance) list.add(Rule.Allowance, TRANSFER_REFUSED);
    }

    /// @notice Adds what is wrong with the signature of an order. Permit2's own rule: code at the owner means ERC-1271.
    function checkSignature(
        FindingList memory list,
        OrderVerdict memory verdict,
        BatchOrder calldata order,
        bytes32 digest
    ) internal view {
        if (gasleft() < 2 * SIGNATURE_GAS) revert IBatchLens.GasTooLow(gasleft());
        SignatureProbe.Result memory result = SignatureProbe.probe(order.owner, digest, order.signature, SIGNATURE_GAS);
        verdict.signatureGas = result.gasUsed;
        if (result.gasUsed > SIGNATURE_GAS / 16 * 15) {
            // Out of gas, or close to it: a wallet that burns what it gets can leave itself enough to answer.
            list.add(
                Rule.SignatureGas,
                Reason.encode(IBatchLens.SignatureGasExceeded.selector, result.gasUsed, SIGNATURE_GAS)
            );
        }
        if (result.valid) return;
        // Only when it is not valid: a wallet may agree to what it approved on chain without a signature.
        list.add(order.signature.length == 0 ? Rule.Unsigned : Rule.Signature, result.reason);
    }

    function _less(uint256 a, uint256 b) private pure returns (uint256) {
        return a > b ? a - b : 0;
    }
}
