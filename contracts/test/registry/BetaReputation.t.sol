// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {BetaReputation, Reputation} from "../../src/registry/BetaReputation.sol";

contract BetaReputationTest is Test {
    using BetaReputation for Reputation;

    uint256 internal constant HALF = 30 days;
    uint256 internal constant PRIOR = 8 * 3600;
    uint256 internal constant MAX_TIME = type(uint40).max;

    struct Event {
        uint128 completed;
        uint128 failed;
        uint32 pause;
    }

    /// @dev Anything a market could bring about in ten years, and anything at all.
    function _live(Event[] memory events, uint256 time, uint256 halfLife)
        internal
        pure
        returns (Reputation memory reputation, uint256 now_)
    {
        now_ = time;
        uint256 count = events.length < 32 ? events.length : 32;
        for (uint256 i; i < count; ++i) {
            now_ += events[i].pause;
            reputation = reputation.record(events[i].completed, events[i].failed, now_, halfLife);
        }
    }

    function _bounded(uint256 time, uint256 halfLife, uint256 prior) internal pure returns (uint256, uint256, uint256) {
        return (
            bound(time, 0, MAX_TIME),
            bound(halfLife, 1, BetaReputation.MAX_HALF_LIFE),
            bound(prior, 1, BetaReputation.MAX_UNITS)
        );
    }

    function test_strangerIsEven() public pure {
        Reputation memory stranger;
        assertEq(stranger.mean(1_800_000_000, HALF, PRIOR), 500_000);
    }

    /// @dev At the start of a half-life weights are exact: (8 + 24) / (16 + 24 + 8) of the hours.
    function test_meanIsThatOfTheBetaPosterior() public pure {
        uint256 time = 600 * HALF;
        Reputation memory reputation;
        reputation = reputation.record(24 * 3600, 8 * 3600, time, HALF);
        assertEq(reputation.mean(time, HALF, PRIOR), uint256(32e6) / 48);
    }

    function test_validate() public {
        vm.expectRevert(abi.encodeWithSelector(BetaReputation.HalfLifeInvalid.selector, 0));
        this.validate(0, PRIOR);
        vm.expectRevert(abi.encodeWithSelector(BetaReputation.HalfLifeInvalid.selector, (1 << 32) + 1));
        this.validate((1 << 32) + 1, PRIOR);
        vm.expectRevert(abi.encodeWithSelector(BetaReputation.PriorInvalid.selector, 0));
        this.validate(HALF, 0);
        vm.expectRevert(abi.encodeWithSelector(BetaReputation.PriorInvalid.selector, (1 << 70) + 1));
        this.validate(HALF, (1 << 70) + 1);
        this.validate(1 << 32, 1 << 70);
    }

    function validate(uint256 halfLife, uint256 prior) external pure {
        BetaReputation.validate(halfLife, prior);
    }

    function testFuzz_isAProbability(Event[] memory events, uint256 time, uint256 halfLife, uint256 prior) public pure {
        (time, halfLife, prior) = _bounded(time, halfLife, prior);
        (Reputation memory reputation, uint256 now_) = _live(events, time, halfLife);
        assertLe(reputation.mean(now_, halfLife, prior), 1e6);
    }

    function testFuzz_risesWithCompletions(
        Event[] memory events,
        uint256 units,
        uint256 time,
        uint256 halfLife,
        uint256 prior
    ) public pure {
        (time, halfLife, prior) = _bounded(time, halfLife, prior);
        (Reputation memory before, uint256 now_) = _live(events, time, halfLife);
        Reputation memory later = before.record(units, 0, now_, halfLife);
        assertGe(later.mean(now_, halfLife, prior), before.mean(now_, halfLife, prior));
    }

    function testFuzz_fallsWithFailures(
        Event[] memory events,
        uint256 units,
        uint256 time,
        uint256 halfLife,
        uint256 prior
    ) public pure {
        (time, halfLife, prior) = _bounded(time, halfLife, prior);
        (Reputation memory before, uint256 now_) = _live(events, time, halfLife);
        Reputation memory later = before.record(0, units, now_, halfLife);
        assertLe(later.mean(now_, halfLife, prior), before.mean(now_, halfLife, prior));
    }

    /// @dev Halving odd counters may move the score by its last digit; never by more, however long one waits.
    function testFuzz_tendsToThePrior(
        Event[] memory events,
        uint256 pause,
        uint256 further,
        uint256 halfLife,
        uint256 prior
    ) public pure {
        uint256 time;
        (time, halfLife, prior) = _bounded(1_800_000_000, halfLife, prior);
        // With a half-life of seconds a single unit has few digits behind the point.
        halfLife = bound(halfLife, 1 hours, BetaReputation.MAX_HALF_LIFE);
        (Reputation memory reputation, uint256 now_) = _live(events, time, halfLife);
        uint256 sooner = now_ + bound(pause, 0, MAX_TIME);
        uint256 later = sooner + bound(further, 0, MAX_TIME);
        uint256 before = reputation.mean(sooner, halfLife, prior);
        uint256 after_ = reputation.mean(later, halfLife, prior);
        if (before >= 500_000) assertTrue(after_ <= before + 1 && after_ + 1 >= 500_000);
        else assertTrue(after_ + 1 >= before && after_ <= 500_000);
        assertEq(reputation.mean(later + 105 * halfLife, halfLife, prior), 500_000);
    }

    /// @dev Units recorded one half-life ago count exactly as half as many recorded now.
    function testFuzz_halfLife(uint64 completed, uint64 failed, uint256 time, uint256 halfLife, uint256 prior)
        public
        pure
    {
        (time, halfLife, prior) = _bounded(time, halfLife, prior);
        Reputation memory none;
        Reputation memory old = none.record(2 * uint256(completed), 2 * uint256(failed), time, halfLife);
        Reputation memory fresh = none.record(completed, failed, time + halfLife, halfLife);
        assertEq(old.mean(time + halfLife, halfLife, prior), fresh.mean(time + halfLife, halfLife, prior));
    }

    /// @dev Being looked at, or touched without units, changes nothing.
    function testFuzz_lazyDecayIsExact(Event[] memory events, uint32[8] memory pauses, uint256 halfLife, uint256 prior)
        public
        pure
    {
        uint256 time;
        (time, halfLife, prior) = _bounded(1_800_000_000, halfLife, prior);
        (Reputation memory untouched, uint256 now_) = _live(events, time, halfLife);
        Reputation memory touched = untouched;
        for (uint256 i; i < pauses.length; ++i) {
            now_ += pauses[i];
            touched = touched.record(0, 0, now_, halfLife);
            assertEq(touched.mean(now_, halfLife, prior), untouched.mean(now_, halfLife, prior));
        }
    }

    /// @dev Seen every day of a half-life from its start, where the line is farthest from the curve.
    function test_lineIsCloseToTheExponential() public pure {
        uint256 worst;
        Reputation memory none;
        Reputation memory reputation = none.record(1 << 40, 0, 600 * HALF, HALF);
        // Against a prior of 2^40 units, score = (1 + x) / (2 + x), so x = (2s − 1) / (1 − s).
        for (uint256 hour; hour <= 720; hour += 24) {
            uint256 score = reputation.mean(600 * HALF + hour * 1 hours, HALF, 1 << 40);
            uint256 weight = (2 * score - 1e6) * 1e6 / (1e6 - score);
            uint256 exact = _halved(hour);
            uint256 off = weight > exact ? weight - exact : exact - weight;
            uint256 relative = off * 1e6 / exact;
            if (relative > worst) worst = relative;
        }
        assertLt(worst, 62_000);
    }

    /// @dev 2^(−hour/720) in millionths.
    function _halved(uint256 hour) private pure returns (uint256) {
        // 2^(−1/30), in 1e18.
        uint256 value = 1e18;
        for (uint256 i; i < hour / 24; ++i) {
            value = value * 977_159_968_434_245_680 / 1e18;
        }
        return value / 1e12;
    }

    function test_saturates() public pure {
        Reputation memory reputation;
        for (uint256 i; i < 10; ++i) {
            reputation = reputation.record(type(uint256).max, 0, 1_800_000_000, BetaReputation.MAX_HALF_LIFE);
        }
        assertEq(reputation.completed, type(uint104).max);
        assertEq(reputation.mean(1_800_000_000, BetaReputation.MAX_HALF_LIFE, 1), 1e6 - 1);
    }
}
