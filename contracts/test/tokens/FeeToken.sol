// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {TestUSDC} from "./TestUSDC.sol";

/// @notice Keeps a base unit of every transfer.
contract FeeToken is TestUSDC {
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _burn(from, 1);
        return super.transferFrom(from, to, amount - 1);
    }
}
