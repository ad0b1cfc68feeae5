// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CouncilTerms} from "../../src/interfaces/IAttestorCouncil.sol";
import {Ruling} from "../../src/interfaces/IDisputeResolver.sol";
import {OptimisticTerms} from "../../src/interfaces/IOptimisticVerifier.sol";
import {ClaimHash} from "../../src/libraries/ClaimHash.sol";
import {Clock, Side} from "../../src/libraries/ChessClock.sol";
import {LeaseStatus} from "../../src/types/Lease.sol";
import {LeaseActions} from "./LeaseActions.sol";

/// @notice Claims of tier 1: challenged or not, argued, ruled or left to time, settled; with books of challengers' bonds.
abstract contract DisputeActions is LeaseActions {
    struct Contest {
        uint256 until;
        address by;
        uint256 bond;
        bool ruled;
        bool closed;
    }

    mapping(bytes32 leaseId => Contest) internal contestOf;
    /// Entries with a challenge.
    uint256[] internal disputed;
    uint256 internal openBonds;

    function setUp() public virtual override {
        super.setUp();
        for (uint256 i; i < 2; ++i) {
            vm.prank([operatorA, operatorB][i]);
            usdc.approve(address(optimistic), type(uint256).max);
        }
    }

    /// @dev The verifier holds open bonds and what could not be paid out: no more, no less.
    function checkDisputes() external view {
        uint256 total = openBonds;
        for (uint256 i; i < people.length; ++i) {
            total += optimistic.creditOf(people[i]);
        }
        assertEq(total, optimistic.owed(), "owed = open bonds + credits");
        assertEq(usdc.balanceOf(address(optimistic)), total, "the verifier holds what it owes");
    }

    /// @dev By an outsider, by the operator itself, or by a competitor.
    function challengeClaim(uint256 which, uint256 who) external {
        if (entries.length > 0) _challenge(_claimed(which), [challenger, operatorA, operatorB][who % 3]);
    }

    function move(uint256 which, uint256 how) external {
        if (disputed.length > 0) _move(disputed[which % disputed.length], how % 4 == 0);
    }

    function rule(uint256 which, uint256 how) external {
        if (disputed.length > 0) _ruleOn(disputed[which % disputed.length], how % 2 == 0);
    }

    function timeOut(uint256 which) external {
        if (disputed.length == 0) return;
        bytes32 id = _leaseId(entries[disputed[which % disputed.length]].lease);
        bool allowed = council.disputeOf(id).ruling == Ruling.Open && block.timestamp > council.openUntil(id);
        (bool success,) = address(council).call(abi.encodeCall(council.timeOut, (id)));
        require(success == allowed, "timeOut: model and contract differ");
        if (success) ++done["timeOut"];
    }

    function settleClaim(uint256 which) external {
        if (entries.length > 0) _settleClaim(_claimed(which));
    }

    function closeDispute(uint256 which) external {
        if (disputed.length > 0) _close(disputed[which % disputed.length]);
    }

    /// @dev Takes the first claim that can be challenged to one of the ends a claim may have. By chance few get there.
    function dispute(uint256 how) external {
        for (uint256 i; i < entries.length; ++i) {
            Contest storage contest = contestOf[_leaseId(entries[i].lease)];
            if (entries[i].end != LeaseStatus.Finished || contest.by != address(0)) continue;
            uint256 end = how % 6;
            if (end > 0) _challenge(i, challenger);
            if (end > 0 && contest.by == address(0)) return;
            if (end == 0 && block.timestamp <= contest.until) vm.warp(contest.until + 1);
            if (end == 1 || end == 2) _ruleOn(i, end == 1);
            if (end == 4 || end == 5) _move(i, end == 5);
            if (end >= 3) vm.warp(council.openUntil(_leaseId(entries[i].lease)) + 1);
            if (end > 0 && how % 4 < 2) _close(i);
            _settleClaim(i);
            return;
        }
    }

    function withdrawBond(uint256 who) external {
        address payee;
        for (uint256 i; i < people.length && optimistic.creditOf(payee) == 0; ++i) {
            payee = people[(who % people.length + i) % people.length];
        }
        if (optimistic.creditOf(payee) == 0) return;
        vm.prank(payee);
        try optimistic.withdraw() {
            ++done["withdrawBond"];
        } catch {
            require(optimistic.creditOf(payee) > 0, "a failed withdrawal loses nothing");
        }
    }

    function _afterSubmit(Entry storage entry) internal override {
        if (entry.lease.poolId == poolC) return super._afterSubmit(entry);
        entry.end = LeaseStatus.Finished;
        entry.stakeWaiting = entry.lease.units * pools.bondPerUnitOf(entry.lease.poolId);
        uint256 window = 10 minutes + _valueOf(entry) / VALUE_PER_SECOND;
        contestOf[_leaseId(entry.lease)].until = block.timestamp + (window < 30 minutes ? window : 30 minutes);
    }

    function _expected(Entry storage entry) internal view override returns (LeaseStatus) {
        bytes32 id = _leaseId(entry.lease);
        bool waits = entry.end == LeaseStatus.Finished && contestOf[id].by != address(0);
        return waits && council.rulingOf(id) == Ruling.Open ? LeaseStatus.Disputed : entry.end;
    }

    /// @dev Everything takes minutes, so that trade goes on meanwhile.
    function _optimisticTerms(address resolver) internal view override returns (OptimisticTerms memory terms) {
        terms = super._optimisticTerms(resolver);
        (terms.windowMin, terms.windowMax) = (10 minutes, 30 minutes);
    }

    function _councilTerms() internal view override returns (CouncilTerms memory terms) {
        terms = super._councilTerms();
        (terms.operatorSeconds, terms.challengerSeconds) = (10 minutes, 5 minutes);
        (terms.rulingSeconds, terms.maxMoves) = (15 minutes, 2);
    }

    function _challenge(uint256 index, address by) private {
        Entry storage entry = entries[index];
        Contest storage contest = contestOf[_leaseId(entry.lease)];
        uint256 bond = (_valueOf(entry) * CHALLENGE_PIPS + 1e6 - 1) / 1e6;
        if (bond < BOND_MIN) bond = BOND_MIN;
        bool allowed = entry.end == LeaseStatus.Finished && block.timestamp <= contest.until && contest.by == address(0)
            && usdc.balanceOf(by) >= bond;
        vm.prank(by);
        (bool success,) = address(optimistic).call(abi.encodeCall(optimistic.challenge, (_claimOf(entry))));
        require(success == allowed, "challenge: model and contract differ");
        if (!success) return;
        (contest.by, contest.bond) = (by, bond);
        openBonds += bond;
        disputed.push(index);
        ++done["challenge"];
        if (by == entry.lease.operator) ++done["selfChallenge"];
    }

    function _move(uint256 index, bool request) private {
        Entry storage entry = entries[index];
        bytes32 id = _leaseId(entry.lease);
        Clock memory clock = council.disputeOf(id).clock;
        bool operators = clock.mover == Side.Operator;
        bytes memory call = abi.encodeCall(council.requestRuling, (id));
        if (!request && operators) call = abi.encodeCall(council.respond, (id, "evidence", ""));
        if (!request && !operators) call = abi.encodeCall(council.rebut, (id, "evidence", ""));
        bool allowed = council.rulingOf(id) == Ruling.Open && !clock.atRest;
        vm.prank(operators ? entry.lease.operator : contestOf[id].by);
        (bool success,) = address(council).call(call);
        require(success == allowed, "move: model and contract differ");
        if (success) ++done["move"];
    }

    function _ruleOn(uint256 index, bool operatorWins) private {
        bytes32 id = _leaseId(entries[index].lease);
        bool allowed = council.rulingOf(id) == Ruling.Open;
        bytes32 ruling = _rulingHash(id, ClaimHash.hash(_claimOf(entries[index])), operatorWins);
        bytes32 digest = _digest("Walras AttestorCouncil", address(council), ruling);
        (bool success,) = address(council).call(abi.encodeCall(council.rule, (id, operatorWins, _quorum(digest))));
        require(success == allowed, "rule: model and contract differ");
        if (success) contestOf[id].ruled = true;
    }

    function _settleClaim(uint256 index) private {
        Entry storage entry = entries[index];
        bytes32 id = _leaseId(entry.lease);
        Contest storage contest = contestOf[id];
        Ruling ruling = contest.by == address(0) ? Ruling.Open : council.rulingOf(id);
        bool isFinal = ruling != Ruling.Open || (contest.by == address(0) && block.timestamp > contest.until);
        bool allowed = entry.end == LeaseStatus.Finished && isFinal;
        if (!_try(entry, makeAddr("anyone"), escrow.settle.selector, allowed)) return;
        entry.end = ruling == Ruling.ChallengerWins ? LeaseStatus.Failed : LeaseStatus.Settled;
        if (ruling == Ruling.Open) ++done["unchallenged"];
        if (ruling == Ruling.Undecided) ++done["undecided"];
        if (ruling == Ruling.OperatorWins) ++done[contest.ruled ? bytes32("upheld") : bytes32("challengerLate")];
        if (ruling == Ruling.ChallengerWins) ++done[contest.ruled ? bytes32("disproven") : bytes32("operatorLate")];
    }

    /// @dev The bond goes where the ruling says, once.
    function _close(uint256 index) private {
        address operator = entries[index].lease.operator;
        bytes32 id = _leaseId(entries[index].lease);
        Contest storage contest = contestOf[id];
        Ruling ruling = council.rulingOf(id);
        bool lost = ruling == Ruling.OperatorWins;
        address payee = lost ? operator : contest.by;
        uint256 burned = lost ? contest.bond * BOND_BURNED_PIPS / 1e6 : 0;
        (uint256 before, uint256 ashes) = (_bondMoney(payee), _bondMoney(optimistic.BURNED()));
        (bool success,) = address(optimistic).call(abi.encodeCall(optimistic.close, (id)));
        require(success == (ruling != Ruling.Open && !contest.closed), "close: model and contract differ");
        if (!success) return;
        require(_bondMoney(payee) - before == contest.bond - burned, "the bond is the winner's");
        require(_bondMoney(optimistic.BURNED()) - ashes == burned, "but for what is burned");
        contest.closed = true;
        openBonds -= contest.bond;
        ++done[lost ? bytes32("bondLost") : bytes32("bondBack")];
    }

    /// @dev Mostly one that waits for a verdict.
    function _claimed(uint256 which) private view returns (uint256 index) {
        bool any = which % 4 == 0;
        which %= entries.length;
        for (uint256 i; i < entries.length && !any; ++i) {
            index = (which + i) % entries.length;
            if (entries[index].end == LeaseStatus.Finished) return index;
        }
        return which;
    }

    /// @dev What a claim is about: cost and stake.
    function _valueOf(Entry storage entry) private view returns (uint256) {
        return entry.lease.cost + entry.stakeWaiting;
    }

    function _bondMoney(address account) private view returns (uint256) {
        return usdc.balanceOf(account) + optimistic.creditOf(account);
    }
}
