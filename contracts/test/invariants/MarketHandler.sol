// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AttackActions} from "./AttackActions.sol";

/// @notice Random life in a market.
contract MarketHandler is AttackActions {
    /// @notice What the fuzzer may do. The good life of leases more often than the rest.
    function actions() public pure virtual returns (bytes4[] memory selectors) {
        bytes4[33] memory all = [
            this.offer.selector,
            this.buy.selector,
            this.settleOne.selector,
            this.settleTwo.selector,
            this.settleTwo.selector,
            this.settleAgain.selector,
            this.start.selector,
            this.heartbeat.selector,
            this.submit.selector,
            this.release.selector,
            this.fail.selector,
            this.expire.selector,
            this.handOver.selector,
            this.serve.selector,
            this.serve.selector,
            this.challengeClaim.selector,
            this.move.selector,
            this.rule.selector,
            this.timeOut.selector,
            this.settleClaim.selector,
            this.closeDispute.selector,
            this.dispute.selector,
            this.dispute.selector,
            this.withdrawBond.selector,
            this.withdraw.selector,
            this.freeBond.selector,
            this.requestUnbond.selector,
            this.unbond.selector,
            this.pass.selector,
            this.passLong.selector,
            this.stealAsOperator.selector,
            this.forge.selector,
            this.enterBackDoors.selector
        ];
        selectors = new bytes4[](all.length);
        for (uint256 i; i < all.length; ++i) {
            selectors[i] = all[i];
        }
    }

    function _with(bytes4[] memory some, bytes4 more) internal pure returns (bytes4[] memory all) {
        all = new bytes4[](some.length + 1);
        for (uint256 i; i < some.length; ++i) {
            all[i] = some[i];
        }
        all[some.length] = more;
    }
}
