// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {BondHandler} from "./BondHandler.sol";

contract BondInvariantsTest is Test {
    BondHandler internal handler;

    function setUp() public {
        handler = new BondHandler();
        bytes4[] memory selectors = new bytes4[](9);
        selectors[0] = handler.submit.selector;
        selectors[1] = handler.challenge.selector;
        selectors[2] = handler.move.selector;
        selectors[3] = handler.rule.selector;
        selectors[4] = handler.close.selector;
        selectors[5] = handler.withdraw.selector;
        selectors[6] = handler.setBlocked.selector;
        selectors[7] = handler.pass.selector;
        selectors[8] = handler.timeOut.selector;
        targetContract(address(handler));
        targetSelector(FuzzSelector(address(handler), selectors));
    }

    /// @dev It holds open bonds and what could not be paid out: no more, no less. After every step the handler itself checks
    /// that no verdict has changed.
    function invariant_bonds() public view {
        assertEq(handler.verifier().owed(), handler.openBonds() + handler.credits());
        assertEq(handler.token().balanceOf(address(handler.verifier())), handler.verifier().owed());
    }
}
