// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {RegistryHandler} from "./fixtures/RegistryHandler.sol";

/// forge-config: default.invariant.runs = 24
contract RegistryInvariantsTest is Test {
    RegistryHandler internal handler;

    function setUp() public {
        handler = new RegistryHandler();
        handler.setUp();
        bytes4[] memory actions = new bytes4[](15);
        actions[0] = RegistryHandler.bond.selector;
        actions[1] = RegistryHandler.tryRequestUnbond.selector;
        actions[2] = RegistryHandler.unbond.selector;
        actions[3] = RegistryHandler.tryOffer.selector;
        actions[4] = RegistryHandler.tryFreeBond.selector;
        actions[5] = RegistryHandler.challenge.selector;
        actions[6] = RegistryHandler.answer.selector;
        actions[7] = RegistryHandler.close.selector;
        actions[8] = RegistryHandler.equivocate.selector;
        actions[9] = RegistryHandler.tryCollect.selector;
        actions[10] = RegistryHandler.passDays.selector;
        actions[11] = handler.pass.selector;
        actions[12] = handler.buy.selector;
        actions[13] = handler.settleTwo.selector;
        actions[14] = handler.fail.selector;
        targetSelector(FuzzSelector(address(handler), actions));
        targetContract(address(handler));
    }

    function invariant_bondsAndDeposits() public view {
        handler.checkBooks();
        handler.checkDeposits();
    }

    /// @dev Goes through every slot: once a run is enough, as what is wrong here stays wrong.
    function afterInvariant() public view {
        handler.checkLocked();
    }
}
