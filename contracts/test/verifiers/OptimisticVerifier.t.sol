// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBondVault} from "../../src/interfaces/IBondVault.sol";
import {IComputeVerifier} from "../../src/interfaces/IComputeVerifier.sol";
import {Ruling} from "../../src/interfaces/IDisputeResolver.sol";
import {IOptimisticVerifier, OptimisticClaim, OptimisticTerms} from "../../src/interfaces/IOptimisticVerifier.sol";
import {ClaimHash} from "../../src/libraries/ClaimHash.sol";
import {DeliveryClaim, Verdict} from "../../src/types/Delivery.sol";
import {OptimisticVerifier} from "../../src/verifiers/OptimisticVerifier.sol";
import {VerifierFee} from "../../src/verifiers/VerifierFee.sol";
import {VerifierFixture} from "../fixtures/VerifierFixture.sol";

/// @notice The verifier's own rules: the test submits claims in the escrow's name.
contract OptimisticVerifierTest is VerifierFixture {
    uint256 internal constant VALUE = 40e6;
    bytes32 internal constant LEASE = keccak256("lease");

    function test_submit() public {
        DeliveryClaim memory claim = _anyClaim();
        uint256 until = block.timestamp + WINDOW_MIN + VALUE / VALUE_PER_SECOND;
        vm.expectEmit(address(optimistic));
        emit IOptimisticVerifier.ClaimRecorded(
            LEASE, claim.operator, ClaimHash.hash(claim), claim, VALUE, until, "ipfs://logs"
        );
        vm.prank(address(escrow));
        assertEq(uint8(optimistic.submit(claim, VALUE, "ipfs://logs")), uint8(Verdict.Pending));

        OptimisticClaim memory recorded = optimistic.claimOf(LEASE);
        assertEq(recorded.claimHash, ClaimHash.hash(claim));
        assertEq(recorded.operator, claim.operator);
        assertEq(recorded.until, until);
        assertEq(recorded.value, VALUE);
    }

    function test_submit_notEscrow() public {
        vm.expectRevert(abi.encodeWithSelector(IComputeVerifier.NotEscrow.selector, address(this)));
        optimistic.submit(_anyClaim(), VALUE, "");
    }

    function test_submit_twice() public {
        _submitAny();
        vm.prank(address(escrow));
        vm.expectRevert(abi.encodeWithSelector(IComputeVerifier.ClaimExists.selector, LEASE));
        optimistic.submit(_anyClaim(), VALUE, "");
    }

    function test_unknown() public {
        bytes memory unknown = abi.encodeWithSelector(IComputeVerifier.ClaimUnknown.selector, LEASE);
        vm.expectRevert(unknown);
        optimistic.verdictOf(LEASE);
        vm.expectRevert(unknown);
        optimistic.claimOf(LEASE);
        vm.expectRevert(unknown);
        optimistic.close(LEASE);
        vm.expectRevert(unknown);
        optimistic.challenge(_anyClaim());
    }

    function test_window_unchallenged() public {
        uint256 until = _submitAny();
        vm.warp(until);
        _assertVerdict(Verdict.Pending, address(0));
        vm.warp(until + 1);
        _assertVerdict(Verdict.Accepted, address(0));
    }

    function test_challenge_inTheLastSecond() public {
        vm.warp(_submitAny());
        vm.expectEmit(address(optimistic));
        emit IOptimisticVerifier.Challenged(LEASE, challenger, 4e6);
        _challenge(challenger);
        assertEq(usdc.balanceOf(address(optimistic)), 4e6);
        assertEq(optimistic.owed(), 4e6);
        skip(1);
        _assertVerdict(Verdict.Pending, challenger);
    }

    function test_challenge_afterTheWindow() public {
        uint256 until = _submitAny();
        vm.warp(until + 1);
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.WindowClosed.selector, LEASE, until));
        optimistic.challenge(_anyClaim());
    }

    function test_challenge_second() public {
        _submitAny();
        _challenge(challenger);
        _fundChallenger(bob.addr);
        vm.prank(bob.addr);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.AlreadyChallenged.selector, LEASE, challenger));
        optimistic.challenge(_anyClaim());
    }

    /// @dev Not after the dispute either.
    function test_challenge_again() public {
        _submitAny();
        _challenge(challenger);
        _rule(LEASE, ClaimHash.hash(_anyClaim()), true);
        optimistic.close(LEASE);
        vm.prank(challenger);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.AlreadyChallenged.selector, LEASE, challenger));
        optimistic.challenge(_anyClaim());
    }

    /// @dev Every field of the claim counts.
    function test_challenge_wrongClaim() public {
        _submitAny();
        bytes32 recorded = ClaimHash.hash(_anyClaim());
        for (uint256 i; i < 8; ++i) {
            DeliveryClaim memory claim = _anyClaim();
            if (i == 0) claim.intentId = "other";
            if (i == 1) claim.operator = address(this);
            if (i == 2) claim.workload = "other";
            if (i == 3) claim.inputRoot = "other";
            if (i == 4) claim.outputRoot = "other";
            if (i == 5) ++claim.units;
            if (i == 6) ++claim.start;
            if (i == 7) ++claim.end;
            vm.prank(challenger);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IOptimisticVerifier.ClaimMismatch.selector, LEASE, ClaimHash.hash(claim), recorded
                )
            );
            optimistic.challenge(claim);
        }
    }

    function test_challenge_withoutMoney() public {
        _submitAny();
        vm.prank(bob.addr);
        vm.expectRevert();
        optimistic.challenge(_anyClaim());
        _assertVerdict(Verdict.Pending, address(0));
    }

    function test_verdict_operatorWins() public {
        _disputed();
        _rule(LEASE, ClaimHash.hash(_anyClaim()), true);
        _assertVerdict(Verdict.Accepted, challenger);
        _close(Ruling.OperatorWins, operatorA, 3e6, 1e6);
        _assertVerdict(Verdict.Accepted, challenger);
    }

    function test_verdict_challengerWins() public {
        _disputed();
        _rule(LEASE, ClaimHash.hash(_anyClaim()), false);
        _assertVerdict(Verdict.Rejected, challenger);
        _close(Ruling.ChallengerWins, challenger, 4e6, 0);
        _assertVerdict(Verdict.Rejected, challenger);
    }

    function test_verdict_undecided() public {
        _disputed();
        vm.prank(operatorA);
        council.requestRuling(LEASE);
        skip(RULING_SECONDS + 1);
        _assertVerdict(Verdict.Accepted, address(0));
        _close(Ruling.Undecided, challenger, 4e6, 0);
        _assertVerdict(Verdict.Accepted, address(0));
    }

    function test_verdict_operatorsClock() public {
        _disputed();
        skip(OPERATOR_SECONDS);
        _assertVerdict(Verdict.Pending, challenger);
        skip(1);
        _assertVerdict(Verdict.Rejected, challenger);
    }

    function test_verdict_challengersClock() public {
        _disputed();
        vm.prank(operatorA);
        council.respond(LEASE, "logs", "");
        skip(CHALLENGER_SECONDS + 1);
        _assertVerdict(Verdict.Accepted, challenger);
    }

    function test_close_early() public {
        _submitAny();
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.NotChallenged.selector, LEASE));
        optimistic.close(LEASE);
        _challenge(challenger);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.DisputeOpen.selector, LEASE));
        optimistic.close(LEASE);
    }

    function test_close_twice() public {
        _disputed();
        _rule(LEASE, ClaimHash.hash(_anyClaim()), true);
        optimistic.close(LEASE);
        vm.expectRevert(abi.encodeWithSelector(IOptimisticVerifier.AlreadyClosed.selector, LEASE));
        optimistic.close(LEASE);
    }

    function test_withdraw_nothing() public {
        vm.expectRevert(abi.encodeWithSelector(IBondVault.NothingToWithdraw.selector, address(this)));
        optimistic.withdraw();
    }

    function testFuzz_disputeWindow(uint256 value, uint256 more) public view {
        uint256 window = optimistic.disputeWindow(value);
        assertGe(window, WINDOW_MIN);
        assertLe(window, WINDOW_MAX);
        uint256 slope = value / VALUE_PER_SECOND;
        if (slope < WINDOW_MAX - WINDOW_MIN) assertEq(window, WINDOW_MIN + slope);
        else assertEq(window, WINDOW_MAX);
        assertGe(optimistic.disputeWindow(value > type(uint256).max - more ? type(uint256).max : value + more), window);
    }

    function testFuzz_bondOf(uint128 value) public view {
        uint256 bond = optimistic.bondOf(value);
        uint256 share = uint256(value) * CHALLENGE_PIPS;
        assertGe(bond, BOND_MIN);
        assertGe(bond * 1e6, share);
        if (bond > BOND_MIN) assertLt((bond - 1) * 1e6, share);
    }

    function testFuzz_fee(uint128 earned) public view {
        (uint256 amount, address payee) = optimistic.fee(earned);
        assertEq(amount, uint256(earned) * VERIFIER_FEE_PIPS / 1e6);
        assertEq(payee, treasury);
    }

    function test_terms() public view {
        assertEq(optimistic.escrow(), address(escrow));
        assertEq(optimistic.resolver(), address(council));
        assertEq(optimistic.token(), address(usdc));
        assertEq(council.verifier(), address(optimistic));
    }

    function test_termsInvalid() public {
        for (uint256 i; i < 6; ++i) {
            OptimisticTerms memory terms = _optimisticTerms(address(council));
            if (i == 0) terms.windowMin = 0;
            if (i == 1) terms.windowMax = terms.windowMin - 1;
            if (i == 2) terms.valuePerSecond = 0;
            if (i == 3) terms.bondMin = 0;
            if (i == 4) terms.bondPips = 1e6 + 1;
            if (i == 5) terms.burnedPips = 1e6 + 1;
            vm.expectRevert(IOptimisticVerifier.TermsInvalid.selector);
            this.deploy(terms);
        }
    }

    function test_feeInvalid() public {
        OptimisticTerms memory terms = _optimisticTerms(address(council));
        terms.feePips = 1e6 + 1;
        vm.expectRevert(abi.encodeWithSelector(VerifierFee.FeeInvalid.selector, 1e6 + 1, treasury));
        this.deploy(terms);
        (terms.feePips, terms.feePayee) = (1, address(0));
        vm.expectRevert(abi.encodeWithSelector(VerifierFee.FeeInvalid.selector, 1, address(0)));
        this.deploy(terms);
        terms.feePips = 0;
        (uint256 amount,) = this.deploy(terms).fee(1e6);
        assertEq(amount, 0);
    }

    /// @dev Linked dynamically, a `new` that reverts where a revert is expected would end the test then and there.
    function deploy(OptimisticTerms memory terms) external returns (OptimisticVerifier) {
        return new OptimisticVerifier(terms);
    }

    function _anyClaim() private view returns (DeliveryClaim memory) {
        return
            DeliveryClaim("intent", LEASE, operatorA, "workload", "input", "output", 3600, 1_800_000_000, 1_800_003_600);
    }

    function _submitAny() private returns (uint256 until) {
        vm.prank(address(escrow));
        optimistic.submit(_anyClaim(), VALUE, "");
        return optimistic.claimOf(LEASE).until;
    }

    function _challenge(address by) private {
        vm.prank(by);
        optimistic.challenge(_anyClaim());
    }

    function _disputed() private {
        _submitAny();
        _challenge(challenger);
    }

    function _close(Ruling ruling, address payee, uint256 amount, uint256 burned) private {
        uint256 before = usdc.balanceOf(payee);
        vm.expectEmit(address(optimistic));
        emit IOptimisticVerifier.DisputeClosed(LEASE, ruling, payee, amount, burned);
        optimistic.close(LEASE);
        assertEq(usdc.balanceOf(payee) - before, amount);
        assertEq(usdc.balanceOf(optimistic.BURNED()), burned);
        assertEq(usdc.balanceOf(address(optimistic)), 0);
        assertEq(optimistic.owed(), 0);
    }

    function _assertVerdict(Verdict verdict, address by) private view {
        (Verdict now_, address reported) = optimistic.verdictOf(LEASE);
        assertEq(uint8(now_), uint8(verdict));
        assertEq(reported, by);
    }
}
