// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch} from "../types/Batch.sol";
import {BatchVerdict} from "../types/BatchVerdict.sol";

/// @notice Judges a batch by every rule of settlement without stopping at the first that is broken. To be asked by
/// `eth_call`: it changes nothing. Nothing on chain depends on it.
interface IBatchLens {
    /// @notice Why {judge} takes an ERC-1271 owner for one that burns gas. Settling has no such rule: it pays for the gas.
    error SignatureGasExceeded(uint256 gasUsed, uint256 cap);

    /// @notice A call with so little gas could not tell a wallet that burns gas from one that got none.
    error GasTooLow(uint256 gasLeft);

    /// @notice How {rehearse} ends, always.
    error Rehearsed(bool settled, uint256 gas, bytes reason);

    /// @notice Verdicts on the batch, its purchases, its products and its orders, with every broken rule.
    /// @dev Orders with an empty signature are judged by all other rules. ERC-1271 owners are asked with at most 200,000
    /// gas each. With an award the settlement is rehearsed within 2^24 gas and rolled back, before anything else is read,
    /// so that its gas is that of a transaction. Call it with 100 million gas: 200 orders fit.
    /// @param awardSignature empty to judge a batch before it is awarded
    function judge(Batch calldata batch, bytes calldata awardSignature) external returns (BatchVerdict memory);

    /// @notice Settles and reverts with {Rehearsed}.
    function rehearse(Batch calldata batch, bytes calldata awardSignature) external;
}
