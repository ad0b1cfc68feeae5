// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Delivery, DeliveryClaim} from "../../src/types/Delivery.sol";
import {Lease, LeaseStatus} from "../../src/types/Lease.sol";
import {TradeActions} from "./TradeActions.sol";

/// @notice The life of leases, held against a model of it: a transition succeeds exactly when the model allows it.
abstract contract LeaseActions is TradeActions {
    function start(uint256 which) external {
        if (entries.length == 0) return;
        Entry storage entry = _entry(which);
        uint256 startsAt = entry.lease.slot * SLOT_SECONDS;
        bool allowed = entry.end == LeaseStatus.Leased && block.timestamp + _clocks().start >= startsAt
            && block.timestamp <= startsAt + _clocks().start;
        if (!_try(entry, entry.lease.operator, escrow.start.selector, allowed)) return;
        entry.end = LeaseStatus.Started;
        entry.startedAt = uint40(block.timestamp > startsAt ? block.timestamp : startsAt);
        entry.beatAt = entry.startedAt;
        ++done["start"];
    }

    function heartbeat(uint256 which) external {
        if (entries.length == 0) return;
        Entry storage entry = _entry(which);
        bool allowed = entry.end == LeaseStatus.Started && block.timestamp <= entry.beatAt + _clocks().heartbeat
            && block.timestamp < _endsAt(entry);
        if (!_try(entry, entry.lease.operator, escrow.heartbeat.selector, allowed)) return;
        if (block.timestamp > entry.beatAt) entry.beatAt = uint40(block.timestamp);
        ++done["heartbeat"];
    }

    /// @dev Now and then without evidence, which tier 2 does not take.
    function submit(uint256 which, uint256 how) external {
        if (entries.length == 0) return;
        Entry storage entry = _entry(which);
        DeliveryClaim memory claim = _claimOf(entry);
        bytes memory evidence = how % 8 > 0 ? _evidenceOf(claim, _reportOf(claim)) : bytes("");
        bool allowed = (entry.lease.poolId != poolC || how % 8 > 0) && entry.end == LeaseStatus.Started
            && block.timestamp >= _endsAt(entry) && entry.beatAt + _clocks().heartbeat >= _endsAt(entry)
            && block.timestamp <= _endsAt(entry) + _clocks().submit;
        if (!_trySubmit(entry, evidence, allowed)) return;
        _afterSubmit(entry);
        ++done["submit"];
    }

    function release(uint256 which) external {
        if (entries.length == 0) return;
        Entry storage entry = _entry(which);
        bool allowed = entry.end <= LeaseStatus.Started && block.timestamp < _endsAt(entry);
        if (!_try(entry, entry.holder, escrow.release.selector, allowed)) return;
        entry.end = LeaseStatus.Released;
        if (block.timestamp < entry.lease.slot * SLOT_SECONDS) {
            leased[entry.lease.poolId][entry.lease.slot] -= entry.lease.units;
        }
        ++done["release"];
    }

    function fail(uint256 which) external {
        // Seldom, or few leases would get anywhere.
        if (entries.length == 0 || which % 4 != 0) return;
        Entry storage entry = _entry(which / 4);
        if (!_try(entry, entry.lease.operator, escrow.fail.selector, entry.end <= LeaseStatus.Started)) return;
        entry.end = LeaseStatus.Failed;
        ++done["fail"];
    }

    function expire(uint256 which) external {
        if (entries.length == 0) return;
        Entry storage entry = _entry(which);
        bool allowed = entry.end <= LeaseStatus.Started && block.timestamp > _clockEnds(entry);
        if (!_try(entry, makeAddr("anyone"), escrow.expire.selector, allowed)) return;
        entry.end = LeaseStatus.Failed;
        ++done["expire"];
    }

    function handOver(uint256 which, uint256 to) external {
        if (entries.length == 0) return;
        Entry storage entry = _entry(which);
        if (_ended(entry.end)) return;
        address heir = [makeAddr("heir"), alice.addr, operatorB][to % 3];
        vm.prank(entry.holder);
        escrow.transfer(entry.lease, _proofOf(entry), heir);
        entry.holder = heir;
        ++done["handOver"];
    }

    /// @dev Takes the first lease that can be served through a good life. By chance few would get there.
    function serve() external {
        for (uint256 i; i < entries.length; ++i) {
            Entry storage entry = entries[i];
            uint256 startsAt = entry.lease.slot * SLOT_SECONDS;
            if (entry.end != LeaseStatus.Leased || block.timestamp > startsAt) continue;
            vm.warp(startsAt);
            this.start(i);
            vm.warp(startsAt + SLOT_SECONDS / 2);
            this.heartbeat(i);
            vm.warp(startsAt + SLOT_SECONDS);
            this.submit(i, 1);
            return;
        }
    }

    function withdraw(uint256 who) external {
        address payee = people[who % people.length];
        if (escrow.creditOf(payee) == 0) return;
        vm.prank(payee);
        try escrow.withdraw() {
            ++done["withdraw"];
        } catch {
            require(escrow.creditOf(payee) > 0, "a failed withdrawal loses nothing");
        }
    }

    function freeBond(uint256 pool, uint64 slot) external {
        (bytes32 poolId, address operator) = _pool(pool);
        slot = FIRST_SLOT + slot % SLOTS;
        bool allowed =
            !pools.slotOf(poolId, slot).freed && block.timestamp > (slot + 1) * SLOT_SECONDS + pools.bondHold();
        uint64[] memory slots = new uint64[](1);
        slots[0] = slot;
        vm.prank(operator);
        (bool success,) = address(pools).call(abi.encodeCall(pools.freeBond, (poolId, slots)));
        require(success == allowed, "freeBond: model and contract differ");
        if (success) ++done["freeBond"];
    }

    function requestUnbond(uint256 who, uint256 amount) external virtual {
        address operator = who % 2 == 0 ? operatorA : operatorB;
        (uint256 total, uint256 locked, uint256 unbonding,) = registry.bondOf(operator);
        amount = bound(amount, 0, (total - locked - unbonding) / 4);
        vm.prank(operator);
        registry.requestUnbond(amount);
    }

    function unbond(uint256 who) external virtual {
        address operator = who % 2 == 0 ? operatorA : operatorB;
        vm.prank(operator);
        try registry.unbond() {
            ++done["unbond"];
        } catch {}
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 1, 900));
        vm.roll(block.number + 1);
    }

    /// @dev Rarely, or nothing would ever be bought.
    function passLong(uint256 time) external {
        if (time % 64 != 0) return;
        vm.warp(block.timestamp + bound(time / 64, 1 hours, 8 days));
        vm.roll(block.number + 1);
    }

    /// @dev What a verifier that accepts at once makes of a claim. Others override it.
    function _afterSubmit(Entry storage entry) internal virtual {
        ++done["attested"];
        entry.end = LeaseStatus.Settled;
    }

    /// @dev What the escrow should claim for it, from what was said when it was submitted.
    function _claimOf(Entry storage entry) internal view returns (DeliveryClaim memory claim) {
        claim = _claim(entry.lease);
        claim.start = entry.startedAt;
        claim.units = entry.lease.units * (claim.end - claim.start) / SLOT_SECONDS;
    }

    function _entry(uint256 which) internal view returns (Entry storage) {
        return entries[which % entries.length];
    }

    function _endsAt(Entry storage entry) internal view returns (uint256) {
        return (entry.lease.slot + 1) * SLOT_SECONDS;
    }

    /// @dev Calls a transition of one lease; the model and the contract must agree on whether it may happen.
    function _try(Entry storage entry, address caller, bytes4 selector, bool allowed) internal returns (bool success) {
        (Lease[] memory leases, bytes32[][] memory proofs) = _one(entry.lease, _proofOf(entry));
        vm.prank(caller);
        (success,) = address(escrow).call(abi.encodeWithSelector(selector, leases, proofs));
        require(success == allowed, "model and contract differ");
    }

    function _trySubmit(Entry storage entry, bytes memory evidence, bool allowed) private returns (bool success) {
        (Lease[] memory leases, bytes32[][] memory proofs) = _one(entry.lease, _proofOf(entry));
        Delivery[] memory deliveries = new Delivery[](1);
        deliveries[0] = Delivery(keccak256("input"), keccak256("output"), evidence);
        vm.prank(entry.lease.operator);
        (success,) = address(escrow).call(abi.encodeCall(escrow.submit, (leases, proofs, deliveries)));
        require(success == allowed, "submit: model and contract differ");
    }

    function _clockEnds(Entry storage entry) private view returns (uint256) {
        if (entry.end == LeaseStatus.Leased) return entry.lease.slot * SLOT_SECONDS + _clocks().start;
        uint256 silentAt = uint256(entry.beatAt) + _clocks().heartbeat;
        return silentAt < _endsAt(entry) ? silentAt : _endsAt(entry) + _clocks().submit;
    }
}
