// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockingToken} from "../tokens/BlockingToken.sol";
import {FeeToken} from "../tokens/FeeToken.sol";
import {TestUSDC} from "../tokens/TestUSDC.sol";
import {MarketHandler} from "./MarketHandler.sol";
import {MarketInvariantsTest} from "./MarketInvariants.t.sol";

/// @notice A market whose token refuses some payees, by reverting or by returning false, now these and now those.
contract BlockingHandler is MarketHandler {
    function setBlocked(uint256 who, uint256 how) external {
        BlockingToken(address(usdc)).setBlocked(people[who % people.length], how % 2 == 0, how % 4 < 2);
    }

    /// @dev A dispute that ends while neither side can be paid. By chance that is seldom.
    function disputeBlocked(uint256 how, uint256 who) external {
        address[3] memory sides = [challenger, operatorA, operatorB];
        for (uint256 i; i < 3; ++i) {
            BlockingToken(address(usdc)).setBlocked(sides[i], true, how % 2 == 0);
        }
        this.dispute(how);
        for (uint256 i; i < 3; ++i) {
            BlockingToken(address(usdc)).setBlocked(sides[i], who % 2 == 0, how % 2 == 0);
        }
        this.withdrawBond(who);
    }

    function actions() public pure override returns (bytes4[] memory) {
        return _with(_with(super.actions(), this.setBlocked.selector), this.disputeBlocked.selector);
    }

    function _newToken() internal override returns (TestUSDC) {
        return new BlockingToken();
    }
}

/// @notice A market whose token begins, one day, to keep a part of every transfer.
contract FeeHandler is MarketHandler {
    function charge(uint256 chance) external {
        if (chance % 8 == 0) FeeToken(address(usdc)).charge();
    }

    function actions() public pure override returns (bytes4[] memory) {
        return _with(super.actions(), this.charge.selector);
    }

    function _newToken() internal override returns (TestUSDC) {
        return new FeeToken();
    }
}

/// forge-config: default.invariant.runs = 16
contract BlockingTokenInvariantsTest is MarketInvariantsTest {
    function _newHandler() internal override returns (MarketHandler) {
        return new BlockingHandler();
    }
}

/// @dev Purchases revert once the token charges; everything else must go on.
/// forge-config: default.invariant.runs = 16
/// forge-config: default.invariant.fail-on-revert = false
contract FeeTokenInvariantsTest is MarketInvariantsTest {
    function _newHandler() internal override returns (MarketHandler) {
        return new FeeHandler();
    }
}
