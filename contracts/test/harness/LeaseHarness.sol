// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {LeaseClock} from "../../src/libraries/LeaseClock.sol";
import {LeaseMoney} from "../../src/libraries/LeaseMoney.sol";
import {LeaseTree} from "../../src/libraries/LeaseTree.sol";
import {Failure, Lease, LeaseClocks, LeaseLife, LeaseShares, LeaseStatus} from "../../src/types/Lease.sol";

/// @notice Opens LeaseMoney and LeaseClock to tests, many cases in one call.
contract LeaseHarness {
    using LeaseClock for LeaseLife;

    struct MoneyCase {
        Lease lease;
        uint256 seconds_;
        uint256 slotSeconds;
        Failure failure;
        uint256 stake;
        bool challenged;
        LeaseShares shares;
    }

    struct Money {
        bytes32 leaseId;
        uint256 earned;
        uint256 refund;
        uint256 releaseEarned;
        uint256 releaseRefund;
        uint256 compensation;
        uint256 reward;
        uint256 burned;
    }

    struct ClockCase {
        Lease lease;
        LeaseStatus status;
        uint40 startedAt;
        uint40 beatAt;
        uint256 slotSeconds;
        LeaseClocks clocks;
    }

    /// @notice What the clocks allow now. `used` is what a release bills.
    struct Allowed {
        bool start;
        bool beat;
        bool finish;
        bool release;
        uint256 used;
        bool lapsed;
        Failure failure;
        uint256 nextClock;
    }

    LeaseLife internal _life;

    function money(MoneyCase[] calldata cases) external pure returns (Money[] memory results) {
        results = new Money[](cases.length);
        for (uint256 i; i < cases.length; ++i) {
            MoneyCase calldata c = cases[i];
            Money memory m = results[i];
            m.leaseId = LeaseTree.leaseId(c.lease);
            (m.earned, m.refund) = LeaseMoney.earn(c.lease, c.seconds_, c.slotSeconds);
            (m.releaseEarned, m.releaseRefund) = LeaseMoney.release(c.lease, c.seconds_, c.slotSeconds, c.shares);
            (m.compensation, m.reward, m.burned) =
                LeaseMoney.penalty(c.lease, c.failure, c.stake, c.challenged, c.shares);
        }
    }

    function clocks(ClockCase[] calldata cases) external returns (Allowed[] memory results) {
        results = new Allowed[](cases.length);
        for (uint256 i; i < cases.length; ++i) {
            ClockCase calldata c = cases[i];
            Allowed memory a = results[i];
            a.start = _allows(c, this.start.selector);
            a.beat = _allows(c, this.beat.selector);
            a.finish = _allows(c, this.finish.selector);
            (bool allowed, bytes memory used) = address(this).call(abi.encodeWithSelector(this.release.selector, c));
            (a.release, a.used) = (allowed, allowed ? abi.decode(used, (uint256)) : 0);
            if (c.status <= LeaseStatus.Started) {
                _set(c);
                (a.lapsed, a.failure) = _life.lapsed(c.lease, c.clocks, c.slotSeconds);
                a.nextClock = _life.nextClock(c.lease, c.clocks, c.slotSeconds);
            }
        }
    }

    function start(ClockCase calldata c) external {
        _set(c);
        _life.start(c.lease, c.clocks, c.slotSeconds);
    }

    function beat(ClockCase calldata c) external {
        _set(c);
        _life.beat(c.lease, c.clocks, c.slotSeconds);
    }

    function finish(ClockCase calldata c) external {
        _set(c);
        _life.finish(c.lease, c.clocks, c.slotSeconds);
    }

    function release(ClockCase calldata c) external returns (uint256) {
        _set(c);
        return _life.release(c.lease, c.slotSeconds);
    }

    function _allows(ClockCase calldata c, bytes4 transition) private returns (bool allowed) {
        (allowed,) = address(this).call(abi.encodeWithSelector(transition, c));
    }

    function _set(ClockCase calldata c) private {
        _life = LeaseLife({status: c.status, transferred: false, startedAt: c.startedAt, beatAt: c.beatAt, stake: 0});
    }
}
