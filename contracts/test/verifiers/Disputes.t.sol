// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILeaseEscrow} from "../../src/interfaces/ILeaseEscrow.sol";
import {IOptimisticVerifier} from "../../src/interfaces/IOptimisticVerifier.sol";
import {Lease, LeaseStatus} from "../../src/types/Lease.sol";
import {VerifierFixture} from "../fixtures/VerifierFixture.sol";

/// @notice Tier 1 through the real escrow: where every unit of money ends up.
contract DisputesTest is VerifierFixture {
    uint256 internal constant UNITS = 8 * 3600;
    address internal constant BURNED = 0x000000000000000000000000000000000000dEaD;

    Lease internal lease;
    bytes32[] internal proof;
    uint256 internal stake;
    uint256 internal bond;

    struct Money {
        uint256 holder;
        uint256 operator;
        uint256 operatorBond;
        uint256 challenger;
        uint256 burned;
        uint256 fees;
    }

    Money internal start;

    function setUp() public override {
        super.setUp();
        start = _money();
        (lease,) = _buy(poolA, UNITS, WORKLOAD);
        stake = UNITS * pools.bondPerUnitOf(poolA);
        bond = optimistic.bondOf(lease.cost + stake);
        _serve(lease, proof);
        _submit(lease, proof, "ipfs://logs");
    }

    function test_unchallenged() public {
        uint256 until = optimistic.claimOf(_leaseId(lease)).until;
        assertEq(until, block.timestamp + WINDOW_MIN + (lease.cost + stake) / VALUE_PER_SECOND);
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Finished));
        vm.warp(until);
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.VerdictPending.selector, lease.batchId, lease.index));
        _settleLease(lease, proof);
        vm.warp(until + 1);
        _settleLease(lease, proof);
        _assertAccepted(0, 0, 0);
    }

    function test_operatorWins() public {
        _challenge();
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Disputed));
        vm.prank(operatorA);
        council.requestRuling(_leaseId(lease));
        _rule(lease, true);
        _settleLease(lease, proof);
        optimistic.close(_leaseId(lease));
        uint256 burned = bond / 4;
        _assertAccepted(bond - burned, -int256(bond), burned);
    }

    function test_operatorWins_challengersClock() public {
        _challenge();
        vm.prank(operatorA);
        council.respond(_leaseId(lease), "logs", "ipfs://logs");
        skip(CHALLENGER_SECONDS + 1);
        // Whoever is first, and though nobody called timeOut.
        optimistic.close(_leaseId(lease));
        _settleLease(lease, proof);
        uint256 burned = bond / 4;
        _assertAccepted(bond - burned, -int256(bond), burned);
    }

    function test_challengerWins() public {
        _challenge();
        vm.prank(operatorA);
        council.respond(_leaseId(lease), "logs", "ipfs://logs");
        vm.prank(challenger);
        council.requestRuling(_leaseId(lease));
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.VerdictPending.selector, lease.batchId, lease.index));
        _settleLease(lease, proof);
        _rule(lease, false);
        _settleLease(lease, proof);
        optimistic.close(_leaseId(lease));
        _assertRejected();
    }

    function test_challengerWins_operatorsClock() public {
        _challenge();
        skip(OPERATOR_SECONDS + 1);
        optimistic.close(_leaseId(lease));
        _settleLease(lease, proof);
        _assertRejected();
    }

    function test_undecided() public {
        _challenge();
        vm.prank(operatorA);
        council.requestRuling(_leaseId(lease));
        skip(RULING_SECONDS + 1);
        _settleLease(lease, proof);
        optimistic.close(_leaseId(lease));
        _assertAccepted(0, 0, 0);
    }

    /// @dev Pools A, A and B: one is lost, one is won, one nobody challenges, all at the same time.
    function test_severalAtOnce() public {
        vm.warp(FIRST_SLOT * SLOT_SECONDS - 600);
        Lease[] memory leases = new Lease[](4);
        leases[0] = lease;
        (leases[1],) = _buy(poolA, 3600, WORKLOAD);
        (leases[2],) = _buy(poolB, 2 * 3600, WORKLOAD);
        (leases[3],) = _buy(poolB, 3600, WORKLOAD);
        vm.warp(FIRST_SLOT * SLOT_SECONDS);
        for (uint256 i = 1; i < 4; ++i) {
            _start(leases[i], proof);
        }
        skip(SLOT_SECONDS / 2);
        for (uint256 i = 1; i < 4; ++i) {
            _heartbeat(leases[i], proof);
        }
        skip(SLOT_SECONDS / 2);
        for (uint256 i = 1; i < 4; ++i) {
            _submit(leases[i], proof, "");
        }

        _fundChallenger(bob.addr);
        uint256 before = usdc.balanceOf(bob.addr);
        uint256[4] memory bonds;
        for (uint256 i; i < 3; ++i) {
            address by = i == 1 ? bob.addr : challenger;
            bonds[i] = optimistic.bondOf(leases[i].cost + leases[i].units * pools.bondPerUnitOf(leases[i].poolId));
            vm.prank(by);
            optimistic.challenge(_claim(leases[i]));
        }
        assertEq(optimistic.owed(), bonds[0] + bonds[1] + bonds[2]);
        assertEq(usdc.balanceOf(address(optimistic)), optimistic.owed());

        _rule(leases[0], true);
        _rule(leases[1], false);
        vm.prank(operatorB);
        council.requestRuling(_leaseId(leases[2]));
        skip(RULING_SECONDS + 1);
        uint256 challengerBefore = usdc.balanceOf(challenger);
        for (uint256 i; i < 4; ++i) {
            _settleLease(leases[i], proof);
            if (i < 3) optimistic.close(_leaseId(leases[i]));
        }
        assertEq(uint8(escrow.statusOf(leases[0])), uint8(LeaseStatus.Settled));
        assertEq(uint8(escrow.statusOf(leases[1])), uint8(LeaseStatus.Failed));
        assertEq(uint8(escrow.statusOf(leases[2])), uint8(LeaseStatus.Settled));
        assertEq(uint8(escrow.statusOf(leases[3])), uint8(LeaseStatus.Settled));

        // The challenger lost one and got the undecided one back; Bob won.
        assertEq(usdc.balanceOf(challenger) - challengerBefore, bonds[2]);
        uint256 lost = leases[1].units * pools.bondPerUnitOf(poolA);
        assertEq(usdc.balanceOf(bob.addr) - before, lost - lost / 5);
        assertEq(usdc.balanceOf(BURNED), lost / 5 + bonds[0] / 4);
        assertEq(usdc.balanceOf(address(optimistic)), 0);
        assertEq(optimistic.owed(), 0);
        assertEq(usdc.balanceOf(address(escrow)), escrow.owed());
    }

    function test_challenge_afterTheWindow() public {
        uint256 until = optimistic.claimOf(_leaseId(lease)).until;
        vm.warp(until + 1);
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.WindowClosed.selector, _leaseId(lease), until));
        optimistic.challenge(_claim(lease));
    }

    /// @dev The holder may challenge, and is both then.
    function test_holderChallenges() public {
        _fundChallenger(carol.addr);
        start = _money();
        vm.prank(carol.addr);
        optimistic.challenge(_claim(lease));
        skip(OPERATOR_SECONDS + 1);
        _settleLease(lease, proof);
        optimistic.close(_leaseId(lease));
        assertEq(usdc.balanceOf(carol.addr) - start.holder, lease.cost + stake - stake / 5);
        assertEq(usdc.balanceOf(BURNED), stake / 5);
    }

    function testFuzz_ruledMoneyAddsUp(uint8 outcome, uint32 wait, bool closeFirst) public {
        outcome %= 3;
        skip(bound(wait, 0, WINDOW_MIN));
        _challenge();
        if (outcome < 2) {
            _rule(lease, outcome == 1);
        } else {
            vm.prank(operatorA);
            council.requestRuling(_leaseId(lease));
            skip(RULING_SECONDS + 1);
        }
        if (closeFirst) optimistic.close(_leaseId(lease));
        _settleLease(lease, proof);
        if (!closeFirst) optimistic.close(_leaseId(lease));
        if (outcome == 0) _assertRejected();
        else if (outcome == 1) _assertAccepted(bond - bond / 4, -int256(bond), bond / 4);
        else _assertAccepted(0, 0, 0);
    }

    function _challenge() private {
        vm.prank(challenger);
        optimistic.challenge(_claim(lease));
    }

    function _assertAccepted(uint256 operatorsShare, int256 challengers, uint256 burned) private view {
        Money memory end = _money();
        uint256 fee = lease.cost * VERIFIER_FEE_PIPS / 1e6;
        assertEq(start.holder - end.holder, lease.cost, "holder");
        assertEq(end.operator - start.operator, lease.cost - fee + operatorsShare, "operator");
        assertEq(end.operatorBond, start.operatorBond, "operator's bond");
        assertEq(int256(end.challenger) - int256(start.challenger), challengers, "challenger");
        assertEq(end.burned - start.burned, burned, "burned");
        assertEq(end.fees - start.fees, fee, "fee");
        _assertEmpty();
    }

    function _assertRejected() private view {
        Money memory end = _money();
        uint256 burned = stake * _shares().burned / 1e6;
        assertEq(end.holder, start.holder, "holder");
        assertEq(end.operator, start.operator, "operator");
        assertEq(start.operatorBond - end.operatorBond, stake, "operator's bond");
        assertEq(end.challenger - start.challenger, stake - burned, "challenger");
        assertEq(end.burned - start.burned, burned, "burned");
        assertEq(end.fees, start.fees, "fee");
        _assertEmpty();
    }

    function _assertEmpty() private view {
        assertEq(usdc.balanceOf(address(optimistic)), 0, "bonds left");
        assertEq(optimistic.owed(), 0, "owed left");
        assertEq(usdc.balanceOf(address(escrow)), escrow.owed(), "escrow");
    }

    function _money() private view returns (Money memory) {
        (uint256 total,,,) = registry.bondOf(operatorA);
        return Money({
            holder: usdc.balanceOf(carol.addr),
            operator: usdc.balanceOf(operatorA),
            operatorBond: total,
            challenger: usdc.balanceOf(challenger),
            burned: usdc.balanceOf(BURNED),
            fees: escrow.creditOf(treasury)
        });
    }
}
