// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TestUSDC} from "./TestUSDC.sol";

/// @notice Calls somebody in the middle of every transfer, and remembers how that went.
contract HookToken is TestUSDC {
    address internal target;
    bytes internal data;
    bytes public result;
    uint256 public successes;
    uint256 public failures;

    function setHook(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function _afterTokenTransfer(address from, address, uint256) internal override {
        if (from == address(0) || target == address(0)) return;
        bool success;
        (success, result) = target.call(data);
        success ? ++successes : ++failures;
    }
}
