// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice Units completed and failed, each weighted by its age. In units times the weight of their moment, as seen from
/// the beginning of half-life number `period`.
struct Reputation {
    uint104 completed;
    uint104 failed;
    uint48 period;
}

/// @notice The mean of Beta(prior + completed, prior + failed), where what is past counts half as much after every
/// half-life, and nothing at all in the end.
/// @dev Instead of shrinking the past at every moment, the present is given more weight: `weight` rises linearly from h to
/// 2h within each half-life h, and at its end all counters are halved, which is a shift. So the weight of a unit falls to
/// exactly one half in exactly one half-life, whenever it was delivered and however often it was looked at meanwhile; in
/// between it is within 6.2 % of 2^(−t/h).
library BetaReputation {
    uint256 internal constant SCALE = 1e6;
    /// @dev With units of at most 2^70, one record times a weight of at most 2^33 fits a counter.
    uint256 internal constant MAX_UNITS = 1 << 70;
    uint256 internal constant MAX_HALF_LIFE = 1 << 32;

    error HalfLifeInvalid(uint256 halfLife);
    error PriorInvalid(uint256 priorUnits);

    function validate(uint256 halfLife, uint256 priorUnits) internal pure {
        if (halfLife == 0 || halfLife > MAX_HALF_LIFE) revert HalfLifeInvalid(halfLife);
        if (priorUnits == 0 || priorUnits > MAX_UNITS) revert PriorInvalid(priorUnits);
    }

    /// @notice Adds units at `time`. Counters stop at their maximum instead of overflowing.
    function record(Reputation memory past, uint256 completed, uint256 failed, uint256 time, uint256 halfLife)
        internal
        pure
        returns (Reputation memory)
    {
        uint256 period = time / halfLife;
        return Reputation({
            completed: _add(_carried(past.completed, past.period, period), completed, time, halfLife),
            failed: _add(_carried(past.failed, past.period, period), failed, time, halfLife),
            period: uint48(period)
        });
    }

    /// @notice In millionths, rounded down.
    function mean(Reputation memory past, uint256 time, uint256 halfLife, uint256 priorUnits)
        internal
        pure
        returns (uint256)
    {
        uint256 period = time / halfLife;
        uint256 prior = priorUnits * _weight(time, halfLife);
        uint256 completed = prior + _carried(past.completed, past.period, period);
        uint256 failed = prior + _carried(past.failed, past.period, period);
        return completed * SCALE / (completed + failed);
    }

    /// @dev Shifting in two steps drops the same bits as in one.
    function _carried(uint256 counter, uint256 from, uint256 to) private pure returns (uint256) {
        return counter >> (to - from);
    }

    function _add(uint256 counter, uint256 units, uint256 time, uint256 halfLife) private pure returns (uint104) {
        if (units > MAX_UNITS) units = MAX_UNITS;
        counter += units * _weight(time, halfLife);
        return counter > type(uint104).max ? type(uint104).max : uint104(counter);
    }

    function _weight(uint256 time, uint256 halfLife) private pure returns (uint256) {
        return halfLife + time % halfLife;
    }
}
