// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Holds bonds, and what could not be paid out. A payee that cannot be paid keeps a claim and blocks nobody.
interface IBondVault {
    event Credited(address indexed payee, uint256 amount);
    event Withdrawn(address indexed payee, uint256 amount);

    /// @notice The token took a fee.
    error TransferIncomplete(uint256 received, uint256 amount);
    error NothingToWithdraw(address payee);

    /// @notice Pays out the caller's credit.
    function withdraw() external returns (uint256 amount);

    /// @notice Bonds and credits. Never above the balance.
    function owed() external view returns (uint256);
    function creditOf(address payee) external view returns (uint256);
    function token() external view returns (address);
}
