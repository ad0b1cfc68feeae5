// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILeaseEscrow} from "../interfaces/ILeaseEscrow.sol";
import {Failure, Lease, LeaseClocks, LeaseLife, LeaseStatus} from "../types/Lease.sol";

/// @notice The transitions of a lease that time decides. Money is elsewhere.
library LeaseClock {
    error ClocksInvalid(LeaseClocks clocks, uint256 slotSeconds);

    /// @notice A start comes before the slot's end, and a heartbeat clock of zero would fail everybody.
    function validate(LeaseClocks memory clocks, uint256 slotSeconds) internal pure {
        if (clocks.start >= slotSeconds || clocks.heartbeat == 0 || clocks.submit == 0) {
            revert ClocksInvalid(clocks, slotSeconds);
        }
    }

    function start(LeaseLife storage life, Lease calldata lease, LeaseClocks memory clocks, uint256 slotSeconds)
        internal
    {
        require_(life, lease, LeaseStatus.Leased);
        uint256 startsAt = uint256(lease.slot) * slotSeconds;
        if (block.timestamp + clocks.start < startsAt) {
            revert ILeaseEscrow.TooEarly(lease.batchId, lease.index, startsAt - clocks.start);
        }
        _checkUntil(lease, startsAt + clocks.start);
        life.status = LeaseStatus.Started;
        life.startedAt = uint40(block.timestamp < startsAt ? startsAt : block.timestamp);
        life.beatAt = life.startedAt;
    }

    function beat(LeaseLife storage life, Lease calldata lease, LeaseClocks memory clocks, uint256 slotSeconds)
        internal
    {
        require_(life, lease, LeaseStatus.Started);
        _checkUntil(lease, uint256(life.beatAt) + clocks.heartbeat);
        _checkUntil(lease, _endsAt(lease, slotSeconds) - 1);
        // A lease that was started ahead of its slot has nothing to prove yet.
        if (block.timestamp > life.beatAt) life.beatAt = uint40(block.timestamp);
    }

    function finish(LeaseLife storage life, Lease calldata lease, LeaseClocks memory clocks, uint256 slotSeconds)
        internal
    {
        require_(life, lease, LeaseStatus.Started);
        uint256 endsAt = _endsAt(lease, slotSeconds);
        if (block.timestamp < endsAt) revert ILeaseEscrow.TooEarly(lease.batchId, lease.index, endsAt);
        uint256 silentAt = uint256(life.beatAt) + clocks.heartbeat;
        if (silentAt < endsAt) revert ILeaseEscrow.TooLate(lease.batchId, lease.index, silentAt);
        _checkUntil(lease, endsAt + clocks.submit);
        life.status = LeaseStatus.Finished;
    }

    /// @return used seconds of the slot that the holder has had
    function release(LeaseLife storage life, Lease calldata lease, uint256 slotSeconds)
        internal
        returns (uint256 used)
    {
        requireUnfinished(life, lease);
        _checkUntil(lease, _endsAt(lease, slotSeconds) - 1);
        if (life.status == LeaseStatus.Started && block.timestamp > life.startedAt) {
            used = block.timestamp - life.startedAt;
        }
        life.status = LeaseStatus.Released;
    }

    /// @notice Whether a clock has run out on the operator, and which.
    function lapsed(LeaseLife storage life, Lease calldata lease, LeaseClocks memory clocks, uint256 slotSeconds)
        internal
        view
        returns (bool, Failure failure)
    {
        requireUnfinished(life, lease);
        if (life.status == LeaseStatus.Leased) failure = Failure.NotStarted;
        else if (uint256(life.beatAt) + clocks.heartbeat < _endsAt(lease, slotSeconds)) failure = Failure.Silent;
        else failure = Failure.NotSubmitted;
        return (block.timestamp > nextClock(life, lease, clocks, slotSeconds), failure);
    }

    /// @notice When the operator's current clock runs out.
    function nextClock(LeaseLife storage life, Lease calldata lease, LeaseClocks memory clocks, uint256 slotSeconds)
        internal
        view
        returns (uint256)
    {
        if (life.status == LeaseStatus.Leased) return uint256(lease.slot) * slotSeconds + clocks.start;
        uint256 endsAt = _endsAt(lease, slotSeconds);
        uint256 silentAt = uint256(life.beatAt) + clocks.heartbeat;
        return silentAt < endsAt ? silentAt : endsAt + clocks.submit;
    }

    /// @notice Seconds from the start to the end of the slot.
    function metered(LeaseLife storage life, Lease calldata lease, uint256 slotSeconds)
        internal
        view
        returns (uint256)
    {
        return _endsAt(lease, slotSeconds) - life.startedAt;
    }

    function require_(LeaseLife storage life, Lease calldata lease, LeaseStatus status) internal view {
        if (life.status != status) revert ILeaseEscrow.WrongStatus(lease.batchId, lease.index, life.status);
    }

    /// @notice Leased or Started: the operator has not claimed, nothing has ended.
    function requireUnfinished(LeaseLife storage life, Lease calldata lease) internal view {
        if (life.status > LeaseStatus.Started) {
            revert ILeaseEscrow.WrongStatus(lease.batchId, lease.index, life.status);
        }
    }

    /// @notice Not ended: there may still be money for the holder.
    function requireOpen(LeaseLife storage life, Lease calldata lease) internal view {
        if (life.status > LeaseStatus.Finished) {
            revert ILeaseEscrow.WrongStatus(lease.batchId, lease.index, life.status);
        }
    }

    function _checkUntil(Lease calldata lease, uint256 until) private view {
        if (block.timestamp > until) revert ILeaseEscrow.TooLate(lease.batchId, lease.index, until);
    }

    function _endsAt(Lease calldata lease, uint256 slotSeconds) private pure returns (uint256) {
        return (uint256(lease.slot) + 1) * slotSeconds;
    }
}
