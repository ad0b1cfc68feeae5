// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Makes one proof system usable: says how a workload names a program, and checks that program's proofs.
interface IProofAdapter {
    error VerifierMissing(address verifier);

    /// @notice The hash of the workload that names the program: keccak256 of "<system>:<0x program in lower-case hex>".
    function workloadOf(bytes32 program) external view returns (bytes32);

    /// @notice Whether the proof shows that the program ran, and spoke of that claim.
    function proves(bytes32 program, bytes32 claimHash, bytes calldata proof) external view returns (bool);
}
