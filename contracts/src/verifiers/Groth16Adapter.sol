// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {LibString} from "solady/utils/LibString.sol";
import {IProofAdapter} from "../interfaces/IProofAdapter.sol";

/// @notice Asks a verifier contract that snarkjs exported. Which one, the buyer signed: it is trusted by that buyer only.
contract Groth16Adapter is IProofAdapter {
    bytes4 internal constant VERIFY_PROOF =
        bytes4(keccak256("verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[1])"));
    /// The order r of BN254's scalar field.
    uint256 internal constant FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;
    /// Of two points in G1 and one in G2.
    uint256 internal constant PROOF_BYTES = 256;

    /// @inheritdoc IProofAdapter
    function workloadOf(bytes32 program) external pure returns (bytes32) {
        return keccak256(bytes(LibString.concat("groth16:", LibString.toHexString(_verifier(program)))));
    }

    /// @inheritdoc IProofAdapter
    function proves(bytes32 program, bytes32 claimHash, bytes calldata proof) external view returns (bool) {
        if (proof.length != PROOF_BYTES) return false;
        // All arguments are static: they are encoded one after the other.
        return _answersTrue(_verifier(program), bytes.concat(VERIFY_PROOF, proof, bytes32(uint256(claimHash) % FIELD)));
    }

    function _verifier(bytes32 program) private pure returns (address) {
        return address(uint160(uint256(program)));
    }

    /// @dev Anybody may have written the verifier. It can change nothing, returns one word, and must say exactly `true`;
    /// an address without code answers nothing.
    function _answersTrue(address verifier, bytes memory data) private view returns (bool answer) {
        assembly ("memory-safe") {
            let success := staticcall(gas(), verifier, add(data, 0x20), mload(data), 0x00, 0x20)
            answer := and(and(success, eq(returndatasize(), 0x20)), eq(mload(0x00), 1))
        }
    }
}
