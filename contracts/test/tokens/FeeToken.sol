// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TestUSDC} from "./TestUSDC.sol";

/// @notice Keeps a base unit of every transfer, once it is told to.
contract FeeToken is TestUSDC {
    bool public charging;

    function charge() external {
        charging = true;
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (!charging) return super.transferFrom(from, to, amount);
        _burn(from, 1);
        return super.transferFrom(from, to, amount - 1);
    }
}
