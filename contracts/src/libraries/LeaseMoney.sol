// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Failure, Lease, LeaseShares} from "../types/Lease.sol";

/// @notice Who gets what of a lease's money. Every function gives away exactly `lease.cost`, or the penalty.
/// @dev A product's price averages its pools, so a fill may pay less than its cost share. What goes back to a buyer is
/// measured by the smaller of the two: else one could buy at the average and release at the pool's own price.
library LeaseMoney {
    uint256 internal constant PIPS = 1e6;

    error SharesInvalid(LeaseShares shares);

    /// @notice A lie costs all of what any failure costs, honesty no more than silence.
    function validate(LeaseShares memory shares) internal pure {
        if (
            shares.declared > shares.notStarted || shares.notStarted > shares.disproven
                || shares.declared > shares.silent || shares.silent > shares.disproven
                || shares.declared > shares.notSubmitted || shares.notSubmitted > shares.disproven
                || shares.disproven > PIPS || shares.burned > PIPS || shares.releaseFee > PIPS
        ) revert SharesInvalid(shares);
    }

    /// @notice Per second: what `seconds_` of the slot earn, and what the rest gives back. Rounds for the pool.
    function earn(Lease calldata lease, uint256 seconds_, uint256 slotSeconds)
        internal
        pure
        returns (uint256 earned, uint256 refund)
    {
        refund = _refundable(lease) * (slotSeconds - seconds_) / slotSeconds;
        earned = lease.cost - refund;
    }

    /// @notice Like `earn`, but the operator keeps at least the release fee.
    function release(Lease calldata lease, uint256 used, uint256 slotSeconds, LeaseShares memory shares)
        internal
        pure
        returns (uint256 earned, uint256 refund)
    {
        (, refund) = earn(lease, used, slotSeconds);
        uint256 most = _refundable(lease) * (PIPS - shares.releaseFee) / PIPS;
        if (refund > most) refund = most;
        earned = lease.cost - refund;
    }

    /// @notice What a failed operator loses of its stake: first the holder is made whole for the margin it paid, then a
    /// part is burned, so that nobody profits from failing themselves, and the rest is for the challenger or the holder.
    function penalty(Lease calldata lease, Failure failure, uint256 stake, bool challenged, LeaseShares memory shares)
        internal
        pure
        returns (uint256 compensation, uint256 reward, uint256 burned)
    {
        uint256 margin = lease.payment > lease.cost ? lease.payment - lease.cost : 0;
        compensation = margin < stake ? margin : stake;
        uint256 lost = stake * _shareOf(failure, shares) / PIPS;
        if (lost <= compensation) return (compensation, 0, 0);
        uint256 rest = lost - compensation;
        burned = rest * shares.burned / PIPS;
        if (challenged) reward = rest - burned;
        else compensation += rest - burned;
    }

    function _refundable(Lease calldata lease) private pure returns (uint256) {
        return lease.payment < lease.cost ? lease.payment : lease.cost;
    }

    function _shareOf(Failure failure, LeaseShares memory shares) private pure returns (uint256) {
        if (failure == Failure.Declared) return shares.declared;
        if (failure == Failure.NotStarted) return shares.notStarted;
        if (failure == Failure.Silent) return shares.silent;
        if (failure == Failure.NotSubmitted) return shares.notSubmitted;
        return shares.disproven;
    }
}
