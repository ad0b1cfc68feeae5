// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Guarded} from "../Guarded.sol";
import {IBondVault} from "../interfaces/IBondVault.sol";

/// @dev Whatever calls `_take` or `_pay` must be nonReentrant, and done with its own state.
abstract contract BondVault is IBondVault, Guarded {
    address public immutable token;

    uint256 public owed;
    mapping(address payee => uint256) public creditOf;

    constructor(address token_) {
        token = token_;
    }

    /// @inheritdoc IBondVault
    function withdraw() external nonReentrant returns (uint256 amount) {
        amount = creditOf[msg.sender];
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        creditOf[msg.sender] = 0;
        owed -= amount;
        emit Withdrawn(msg.sender, amount);
        SafeTransferLib.safeTransfer(token, msg.sender, amount);
    }

    /// @dev Pulls a bond.
    function _take(address payer, uint256 amount) internal {
        owed += amount;
        uint256 before = SafeTransferLib.balanceOf(token, address(this));
        SafeTransferLib.safeTransferFrom(token, payer, address(this), amount);
        uint256 received = SafeTransferLib.balanceOf(token, address(this)) - before;
        if (received != amount) revert TransferIncomplete(received, amount);
    }

    /// @dev Pays out of what is owed already.
    function _pay(address payee, uint256 amount) internal {
        if (_tryTransfer(payee, amount)) {
            owed -= amount;
        } else {
            creditOf[payee] += amount;
            emit Credited(payee, amount);
        }
    }

    function _tryTransfer(address to, uint256 amount) private returns (bool) {
        (bool success, bytes memory result) =
            token.call(abi.encodeWithSignature("transfer(address,uint256)", to, amount));
        // Tokens that return nothing count as paid, like in SafeTransferLib.
        return success && (result.length == 0 || (result.length >= 32 && abi.decode(result, (uint256)) == 1));
    }
}
