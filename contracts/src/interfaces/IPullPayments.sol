// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Money is pushed; what a payee does not take waits for it, so that nobody can block anybody.
interface IPullPayments {
    event Credited(address indexed payee, uint256 amount);
    event Withdrawn(address indexed payee, uint256 amount);

    error TransferIncomplete(uint256 received, uint256 expected);
    error NothingToWithdraw(address payee);

    /// @notice Pays out what could not be pushed to the caller.
    function withdraw() external returns (uint256 amount);

    function creditOf(address payee) external view returns (uint256);
    function token() external view returns (address);
}
