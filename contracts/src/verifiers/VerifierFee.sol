// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice A share of what a lease earns, for those whose work stands behind the verdict.
abstract contract VerifierFee {
    uint256 internal constant PIPS = 1e6;

    uint256 public immutable feePips;
    address public immutable feePayee;

    error FeeInvalid(uint256 feePips, address feePayee);

    constructor(uint256 feePips_, address feePayee_) {
        if (feePips_ > PIPS || (feePips_ > 0 && feePayee_ == address(0))) revert FeeInvalid(feePips_, feePayee_);
        (feePips, feePayee) = (feePips_, feePayee_);
    }

    function _fee(uint256 earned) internal view returns (uint256 amount, address payee) {
        return (earned * feePips / PIPS, feePayee);
    }
}
