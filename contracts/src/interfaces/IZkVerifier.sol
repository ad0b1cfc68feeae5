// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IComputeVerifier} from "./IComputeVerifier.sol";

enum ProofSystem {
    Groth16,
    RiscZero
}

/// @notice Tier 3: the program that the buyer signed ran, and its proof speaks of this very claim.
///
/// The workload names the program, so there is nothing to register and nobody to allow it:
///
///     groth16:<0x verifier contract>     exported by snarkjs; the only public signal is uint256(claimHash) mod r
///     risc0:<0x image id>                the journal is the claim hash, 32 bytes
///
/// in lower-case hex. evidence = abi.encode(ProofSystem system, bytes32 program, bytes proof); the program of groth16 is
/// the verifier's address, left-padded; its proof is abi.encode(uint256[2] a, uint256[2][2] b, uint256[2] c), risc0's the
/// seal.
interface IZkVerifier is IComputeVerifier {
    error SystemMissing(ProofSystem system);
    error WorkloadMismatch(bytes32 leaseId, bytes32 workload, bytes32 expected);
    error ProofInvalid(bytes32 leaseId, ProofSystem system, bytes32 program);

    /// @notice 0 if this market has none.
    function adapterOf(ProofSystem system) external view returns (address);
}
