// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Guarded} from "../Guarded.sol";
import {IPullPayments} from "../interfaces/IPullPayments.sol";

abstract contract PullPayments is IPullPayments, Guarded {
    address public immutable token;

    mapping(address payee => uint256) public creditOf;

    constructor(address token_) {
        token = token_;
    }

    /// @inheritdoc IPullPayments
    function withdraw() external nonReentrant returns (uint256 amount) {
        amount = creditOf[msg.sender];
        if (amount == 0) revert NothingToWithdraw(msg.sender);
        creditOf[msg.sender] = 0;
        emit Withdrawn(msg.sender, amount);
        SafeTransferLib.safeTransfer(token, msg.sender, amount);
    }

    /// @dev All of it or nothing: books are kept in what was asked for.
    function _receive(uint256 amount) internal {
        uint256 before = SafeTransferLib.balanceOf(token, address(this));
        SafeTransferLib.safeTransferFrom(token, msg.sender, address(this), amount);
        uint256 received = SafeTransferLib.balanceOf(token, address(this)) - before;
        if (received != amount) revert TransferIncomplete(received, amount);
    }

    /// @dev Last, after every effect: the token may call back.
    function _pay(address payee, uint256 amount) internal {
        if (amount == 0 || _tryTransfer(payee, amount)) return;
        creditOf[payee] += amount;
        emit Credited(payee, amount);
    }

    function _tryTransfer(address to, uint256 amount) private returns (bool) {
        (bool success, bytes memory result) =
            token.call(abi.encodeWithSignature("transfer(address,uint256)", to, amount));
        // Tokens that return nothing count as paid, like in SafeTransferLib.
        return success && (result.length == 0 || (result.length >= 32 && abi.decode(result, (uint256)) == 1));
    }
}
