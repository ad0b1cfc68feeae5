// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch} from "../types/Batch.sol";

/// @notice The rules of a settlement that hold or fail whatever the pools, balances and permits are at the time. Uses the
/// settlement's own code with all pools for free, so what fails here fails in `settle`, with the same typed error.
interface IBatchRules {
    /// @notice Reverts if the batch is not in canonical form: order, indices, nothing unused.
    function checkForm(Batch calldata batch) external view;

    /// @notice Reverts if the batch can never settle: its form, or a rule of an order, or a margin that is above the
    /// product's maximum price or the buyer's limit by itself.
    function check(Batch calldata batch) external view;

    function settlement() external view returns (address);
}
