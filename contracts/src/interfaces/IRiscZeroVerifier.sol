// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice RISC Zero's verifier router, as much of it as is used. Reverts when the proof does not hold.
interface IRiscZeroVerifier {
    function verify(bytes calldata seal, bytes32 imageId, bytes32 journalDigest) external view;
}
