// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {MarketHandler} from "./MarketHandler.sol";

/// @notice What is true of a market whatever happens in it. One campaign for all of it: more calls for the same time.
contract MarketInvariantsTest is Test {
    MarketHandler internal handler;

    function setUp() public {
        handler = _newHandler();
        handler.setUp();
        targetSelector(FuzzSelector(address(handler), handler.actions()));
        targetContract(address(handler));
    }

    function _newHandler() internal virtual returns (MarketHandler) {
        return new MarketHandler();
    }

    function invariant_market() public view {
        handler.checkEscrow();
        handler.checkMoney();
        handler.checkUnits();
        handler.checkDisputes();
    }

    /// @dev Long checks, at the end of each run: what they see cannot heal.
    function afterInvariant() public view {
        handler.checkAllUnits();
        handler.checkBonds();
        handler.checkLeases();
    }
}
