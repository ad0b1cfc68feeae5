// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {LibString} from "solady/utils/LibString.sol";
import {IProofAdapter} from "../interfaces/IProofAdapter.sol";
import {IRiscZeroVerifier} from "../interfaces/IRiscZeroVerifier.sol";

/// @notice Asks RISC Zero's verifier about a guest program's image.
contract RiscZeroAdapter is IProofAdapter {
    IRiscZeroVerifier public immutable verifier;

    constructor(IRiscZeroVerifier verifier_) {
        // Later, silence from a missing contract could pass for consent.
        if (address(verifier_).code.length == 0) revert VerifierMissing(address(verifier_));
        verifier = verifier_;
    }

    /// @inheritdoc IProofAdapter
    function workloadOf(bytes32 program) external pure returns (bytes32) {
        return keccak256(bytes(LibString.concat("risc0:", LibString.toHexString(uint256(program), 32))));
    }

    /// @inheritdoc IProofAdapter
    function proves(bytes32 program, bytes32 claimHash, bytes calldata proof) external view returns (bool) {
        try verifier.verify(proof, program, sha256(abi.encodePacked(claimHash))) {
            return true;
        } catch {
            return false;
        }
    }
}
