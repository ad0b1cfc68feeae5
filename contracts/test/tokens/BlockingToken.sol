// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TestUSDC} from "./TestUSDC.sol";

/// @notice Refuses some payees, as real USDC does; says so by reverting or by returning false.
contract BlockingToken is TestUSDC {
    mapping(address => bool) public blocked;
    bool public silent;

    function setBlocked(address account, bool blocked_, bool silent_) external {
        blocked[account] = blocked_;
        silent = silent_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (!blocked[to]) return super.transfer(to, amount);
        require(silent, "blocked");
        return false;
    }
}
