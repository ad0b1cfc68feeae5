// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBatchRules} from "../interfaces/IBatchRules.sol";
import {Batch} from "../types/Batch.sol";

/// @notice Asks the rules for the reason why a batch can never settle.
library StaticRules {
    error BatchValid();
    /// @dev The rules ended without a typed error: out of gas, or input that does not decode. That proves nothing.
    error ReasonMissing();

    function reasonOf(IBatchRules rules, Batch calldata batch) internal view returns (bytes memory) {
        try rules.check(batch) {
            revert BatchValid();
        } catch (bytes memory reason) {
            // Whoever brings evidence also brings the gas: running out of it must not look like a broken rule.
            if (reason.length < 4) revert ReasonMissing();
            return reason;
        }
    }
}
