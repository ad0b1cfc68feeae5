// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {MarketHandler} from "./fixtures/MarketHandler.sol";

contract MarketInvariantsTest is Test {
    MarketHandler internal handler;

    function setUp() public {
        handler = new MarketHandler();
        handler.setUp();
        bytes4[] memory actions = new bytes4[](7);
        actions[0] = MarketHandler.offer.selector;
        actions[1] = MarketHandler.buy.selector;
        actions[2] = MarketHandler.settleOne.selector;
        actions[3] = MarketHandler.settleTwo.selector;
        actions[4] = MarketHandler.fail.selector;
        actions[5] = MarketHandler.withdraw.selector;
        actions[6] = MarketHandler.pass.selector;
        targetSelector(FuzzSelector(address(handler), actions));
        targetContract(address(handler));
    }

    /// @dev No donations happen here: the escrow holds what it owes, to the unit.
    function invariant_escrowHoldsWhatItOwes() public view {
        (uint256 held, uint256 owed) = handler.escrowBalance();
        assertEq(held, owed);
    }

    function invariant_moneyIsConserved() public view {
        assertEq(handler.paidIn(), handler.paidOut() + handler.owedByParts());
    }

    function invariant_soldWithinCapacity() public view {
        handler.checkCapacity();
    }
}
