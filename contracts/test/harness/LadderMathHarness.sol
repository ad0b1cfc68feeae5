// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {LadderMath} from "../../src/libraries/LadderMath.sol";
import {LadderRange} from "../../src/types/Pool.sol";

/// @notice Opens LadderMath to tests, one case at a time or many in one call.
contract LadderMathHarness {
    struct Case {
        LadderRange[] ladder;
        uint256 gpus;
        uint256 slotSeconds;
        uint256 sold;
        uint256 units;
    }

    function validate(LadderRange[] memory ladder) external pure {
        LadderMath.validate(ladder);
    }

    function capacity(LadderRange[] memory ladder, uint256 gpus, uint256 slotSeconds) external pure returns (uint256) {
        return LadderMath.capacity(ladder, gpus, slotSeconds);
    }

    function cost(LadderRange[] memory ladder, uint256 gpus, uint256 slotSeconds, uint256 sold, uint256 units)
        external
        pure
        returns (uint256)
    {
        return LadderMath.cost(ladder, gpus, slotSeconds, sold, units);
    }

    function evaluate(Case[] memory cases) external pure returns (uint256[] memory capacities, uint256[] memory costs) {
        capacities = new uint256[](cases.length);
        costs = new uint256[](cases.length);
        for (uint256 i; i < cases.length; ++i) {
            Case memory c = cases[i];
            capacities[i] = LadderMath.capacity(c.ladder, c.gpus, c.slotSeconds);
            costs[i] = LadderMath.cost(c.ladder, c.gpus, c.slotSeconds, c.sold, c.units);
        }
    }
}
