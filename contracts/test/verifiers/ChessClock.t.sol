// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {ChessClock, Clock, Side} from "../../src/libraries/ChessClock.sol";

contract ClockHarness {
    using ChessClock for Clock;

    Clock internal clock;

    function start(uint32 operatorSeconds, uint32 challengerSeconds) external {
        clock.start(operatorSeconds, challengerSeconds);
    }

    function press() external {
        clock.press();
    }

    function stop() external {
        clock.stop();
    }

    function flagged() external view returns (bool) {
        return clock.flagged();
    }

    function read() external view returns (Clock memory) {
        return clock;
    }
}

contract ChessClockTest is Test {
    ClockHarness internal clock = new ClockHarness();

    function setUp() public {
        vm.warp(1_800_000_000);
        clock.start(100, 50);
    }

    function test_onlyTheMoversTimeRuns() public {
        skip(30);
        clock.press();
        _assertClock(70, 50, Side.Challenger);
        skip(50);
        clock.press();
        _assertClock(70, 0, Side.Operator);
        skip(70);
        assertFalse(clock.flagged());
        skip(1);
        assertTrue(clock.flagged());
        vm.expectRevert(abi.encodeWithSelector(ChessClock.TimeUp.selector, Side.Operator, block.timestamp - 1));
        clock.press();
        vm.expectRevert(abi.encodeWithSelector(ChessClock.TimeUp.selector, Side.Operator, block.timestamp - 1));
        clock.stop();
    }

    function test_atRest() public {
        skip(40);
        clock.stop();
        _assertClock(60, 50, Side.Operator);
        skip(1000 days);
        assertFalse(clock.flagged());
    }

    /// @dev Whatever the moves: nobody gets more than its budget, and no time is lost or made.
    function testFuzz_budgets(uint32 operatorSeconds, uint32 challengerSeconds, uint32[16] calldata waits) public {
        clock.start(operatorSeconds, challengerSeconds);
        uint256[2] memory left = [uint256(operatorSeconds), challengerSeconds];
        for (uint256 i; i < waits.length; ++i) {
            uint256 side = i % 2;
            uint256 wait = bound(waits[i], 0, left[side] + left[side] / 8 + 1);
            skip(wait);
            assertEq(clock.flagged(), wait > left[side]);
            if (wait > left[side]) {
                vm.expectPartialRevert(ChessClock.TimeUp.selector);
                clock.press();
                return;
            }
            left[side] -= wait;
            clock.press();
            _assertClock(left[0], left[1], side == 0 ? Side.Challenger : Side.Operator);
        }
    }

    function _assertClock(uint256 operatorLeft, uint256 challengerLeft, Side mover) private view {
        Clock memory read = clock.read();
        assertEq(read.operatorLeft, operatorLeft);
        assertEq(read.challengerLeft, challengerLeft);
        assertEq(uint8(read.mover), uint8(mover));
        assertEq(read.turnedAt, block.timestamp);
    }
}
