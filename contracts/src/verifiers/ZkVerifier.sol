// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IProofAdapter} from "../interfaces/IProofAdapter.sol";
import {IZkVerifier, ProofSystem} from "../interfaces/IZkVerifier.sol";
import {ClaimHash} from "../libraries/ClaimHash.sol";
import {DeliveryClaim} from "../types/Delivery.sol";
import {InstantVerifier} from "./InstantVerifier.sol";

contract ZkVerifier is IZkVerifier, InstantVerifier {
    address internal immutable _groth16;
    address internal immutable _riscZero;

    /// @param riscZero 0 on chains without a RISC Zero router
    constructor(address escrow_, address groth16, address riscZero) InstantVerifier(escrow_) {
        (_groth16, _riscZero) = (groth16, riscZero);
    }

    /// @inheritdoc IZkVerifier
    function adapterOf(ProofSystem system) public view returns (address) {
        return system == ProofSystem.Groth16 ? _groth16 : _riscZero;
    }

    function _check(DeliveryClaim calldata claim, bytes calldata evidence) internal view override {
        (ProofSystem system, bytes32 program, bytes memory proof) = abi.decode(evidence, (ProofSystem, bytes32, bytes));
        IProofAdapter adapter = IProofAdapter(adapterOf(system));
        if (address(adapter) == address(0)) revert SystemMissing(system);
        bytes32 expected = adapter.workloadOf(program);
        if (claim.workload != expected) revert WorkloadMismatch(claim.leaseId, claim.workload, expected);
        if (!adapter.proves(program, ClaimHash.hash(claim), proof)) {
            revert ProofInvalid(claim.leaseId, system, program);
        }
    }
}
