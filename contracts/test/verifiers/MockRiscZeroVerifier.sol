// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IRiscZeroVerifier} from "../../src/interfaces/IRiscZeroVerifier.sol";

/// @notice A mock in place of RISC Zero's router, which needs a prover this repository does not have. Takes as valid what it
/// was told, and compares the raw call, so that selector and encoding are tested too.
contract MockRiscZeroVerifier is IRiscZeroVerifier {
    error VerificationFailed();

    mapping(bytes32 call => bool) internal valid;

    function setValid(bytes calldata seal, bytes32 imageId, bytes32 journalDigest) external {
        // verify(bytes,bytes32,bytes32)
        valid[keccak256(abi.encodeWithSelector(0xab750e75, seal, imageId, journalDigest))] = true;
    }

    function verify(bytes calldata, bytes32, bytes32) external view {
        if (!valid[keccak256(msg.data)]) revert VerificationFailed();
    }
}
