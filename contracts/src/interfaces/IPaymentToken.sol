// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice What the lenses ask of the payment token.
interface IPaymentToken {
    function balanceOf(address owner) external view returns (uint256);
    function allowance(address owner, address spender) external view returns (uint256);
}
