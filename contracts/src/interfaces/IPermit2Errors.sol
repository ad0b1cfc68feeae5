// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What Permit2's signature transfers revert with. Its own sources ask for one old compiler.
interface IPermit2Errors {
    error SignatureExpired(uint256 signatureDeadline);
    error InvalidNonce();
    error InvalidSignatureLength();
    error InvalidSignature();
    error InvalidSigner();
    error InvalidContractSignature();
}
