// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

enum Side {
    Operator,
    Challenger
}

/// @notice Two time budgets in seconds, of which only the mover's runs down, since `turnedAt`. At rest nobody's does.
struct Clock {
    uint32 operatorLeft;
    uint32 challengerLeft;
    uint64 turnedAt;
    Side mover;
    bool atRest;
}

/// @notice A chess clock. Whoever lets its own time run out has lost; moving in the last second is in time.
library ChessClock {
    error TimeUp(Side mover, uint256 since);

    /// @notice The operator moves first.
    function start(Clock storage self, uint32 operatorSeconds, uint32 challengerSeconds) internal {
        (self.operatorLeft, self.challengerLeft) = (operatorSeconds, challengerSeconds);
        self.turnedAt = uint64(block.timestamp);
        self.mover = Side.Operator;
    }

    /// @notice The mover has moved: its time stops, the other's runs.
    function press(Clock storage self) internal {
        _spend(self);
        self.mover = self.mover == Side.Operator ? Side.Challenger : Side.Operator;
    }

    /// @notice The mover's time stops, and nobody's runs any more.
    function stop(Clock storage self) internal {
        _spend(self);
        self.atRest = true;
    }

    /// @notice The last second in which the mover can move.
    function flagsAt(Clock memory self) internal pure returns (uint256) {
        return uint256(self.turnedAt) + (self.mover == Side.Operator ? self.operatorLeft : self.challengerLeft);
    }

    /// @notice Whether the mover has run out of time.
    function flagged(Clock memory self) internal view returns (bool) {
        return !self.atRest && block.timestamp > flagsAt(self);
    }

    function _spend(Clock storage self) private {
        uint256 until = flagsAt(self);
        if (block.timestamp > until) revert TimeUp(self.mover, until);
        uint32 left = uint32(until - block.timestamp);
        if (self.mover == Side.Operator) self.operatorLeft = left;
        else self.challengerLeft = left;
        self.turnedAt = uint64(block.timestamp);
    }
}
