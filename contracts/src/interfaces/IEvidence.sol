// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Judges one kind of evidence from signed messages alone, and fines whom it convicts. Anyone may bring it; each
/// offence is punished once.
interface IEvidence {
    event Proven(bytes32 indexed offence, address indexed account, address indexed reporter, uint256 slashed);

    error AlreadyProven(bytes32 offence);

    /// @param offence see the function that proves it
    function proven(bytes32 offence) external view returns (bool);
    function registry() external view returns (address);
    function settlement() external view returns (address);

    /// @notice The fine. What the account's bond does not cover remains its debt.
    function penalty() external view returns (uint256);
}
