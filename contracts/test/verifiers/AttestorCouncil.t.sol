// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CouncilTerms, Dispute, IAttestorCouncil} from "../../src/interfaces/IAttestorCouncil.sol";
import {AttestorSignature, IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {IDisputeResolver, Ruling} from "../../src/interfaces/IDisputeResolver.sol";
import {AttestorCouncil} from "../../src/verifiers/AttestorCouncil.sol";
import {AttestorFixture} from "./AttestorFixture.sol";

/// @notice The council alone: the test opens disputes itself.
contract AttestorCouncilTest is AttestorFixture {
    bytes32 internal constant DISPUTE = keccak256("dispute");
    bytes32 internal constant CLAIM = keccak256("claim");
    uint32 internal constant OPERATOR_SECONDS = 1 days;
    uint32 internal constant CHALLENGER_SECONDS = 12 hours;
    uint32 internal constant RULING_SECONDS = 2 days;
    uint8 internal constant MOVES = 3;

    AttestorCouncil internal council;
    address internal operator = makeAddr("operator");
    address internal challenger = makeAddr("challenger");

    function setUp() public {
        vm.warp(1_800_000_000);
        _deployAttestors();
        council = new AttestorCouncil(_terms());
        council.open(DISPUTE, CLAIM, operator, challenger);
    }

    function test_open() public {
        vm.expectEmit(address(council));
        emit IDisputeResolver.DisputeOpened("2", CLAIM, operator, challenger);
        council.open("2", CLAIM, operator, challenger);
        Dispute memory dispute = council.disputeOf("2");
        assertEq(dispute.claimHash, CLAIM);
        assertEq(dispute.epoch, 1);
        assertEq(council.openUntil("2"), block.timestamp + OPERATOR_SECONDS);
        _assertRuling(Ruling.Open);
    }

    function test_open_twice() public {
        vm.expectRevert(abi.encodeWithSelector(IDisputeResolver.DisputeExists.selector, DISPUTE));
        council.open(DISPUTE, CLAIM, operator, challenger);
    }

    function test_open_notVerifier() public {
        vm.expectRevert(abi.encodeWithSelector(IDisputeResolver.NotVerifier.selector, challenger));
        vm.prank(challenger);
        council.open("2", CLAIM, operator, challenger);
    }

    function test_unknown() public {
        bytes memory unknown = abi.encodeWithSelector(IDisputeResolver.DisputeUnknown.selector, bytes32("2"));
        vm.expectRevert(unknown);
        council.rulingOf("2");
        vm.expectRevert(unknown);
        council.openUntil("2");
        vm.expectRevert(unknown);
        council.disputeOf("2");
        vm.expectRevert(unknown);
        council.timeOut("2");
        vm.expectRevert(unknown);
        council.respond("2", 0, "");
        vm.expectRevert(unknown);
        council.rule("2", true, new AttestorSignature[](0));
    }

    function test_moves_alternate() public {
        _expectNotMover(challenger, operator);
        council.rebut(DISPUTE, "too early", "");
        // The operator cannot move as the challenger either.
        _expectNotMover(operator, operator);
        council.rebut(DISPUTE, "not mine", "");
        vm.prank(operator);
        vm.expectEmit(address(council));
        emit IAttestorCouncil.Moved(DISPUTE, operator, "logs", "ipfs://logs");
        council.respond(DISPUTE, "logs", "ipfs://logs");
        _expectNotMover(operator, challenger);
        council.respond(DISPUTE, "again", "");
        _expectNotMover(address(this), challenger);
        council.rebut(DISPUTE, "stranger", "");
        _rebut();
        assertEq(council.disputeOf(DISPUTE).moves, 2);
    }

    function test_moves_usedUp() public {
        for (uint256 i; i + 1 < MOVES; ++i) {
            _respond();
            _rebut();
        }
        _respond();
        vm.expectEmit(address(council));
        emit IAttestorCouncil.RulingDue(DISPUTE, block.timestamp + RULING_SECONDS);
        _rebut();
        vm.prank(operator);
        vm.expectRevert(
            abi.encodeWithSelector(IAttestorCouncil.RulingIsDue.selector, DISPUTE, block.timestamp + RULING_SECONDS)
        );
        council.respond(DISPUTE, "one more", "");
    }

    function test_sameAddressOnBothSides() public {
        council.open("2", CLAIM, operator, operator);
        vm.startPrank(operator);
        vm.expectRevert(abi.encodeWithSelector(IAttestorCouncil.NotMover.selector, bytes32("2"), operator, operator));
        council.rebut("2", "", "");
        council.respond("2", "", "");
        vm.expectRevert(abi.encodeWithSelector(IAttestorCouncil.NotMover.selector, bytes32("2"), operator, operator));
        council.respond("2", "", "");
        council.rebut("2", "", "");
    }

    function test_timeOut_operator() public {
        skip(OPERATOR_SECONDS);
        _assertRuling(Ruling.Open);
        vm.expectRevert(abi.encodeWithSelector(IAttestorCouncil.StillOpen.selector, DISPUTE, block.timestamp));
        council.timeOut(DISPUTE);
        skip(1);
        // Nobody has to say so.
        _assertRuling(Ruling.ChallengerWins);
        vm.prank(operator);
        vm.expectRevert(_over(Ruling.ChallengerWins));
        council.respond(DISPUTE, "too late", "");
        vm.prank(operator);
        vm.expectRevert(_over(Ruling.ChallengerWins));
        council.requestRuling(DISPUTE);
        AttestorSignature[] memory signatures = _ruling(DISPUTE, true);
        vm.expectRevert(_over(Ruling.ChallengerWins));
        council.rule(DISPUTE, true, signatures);

        vm.expectEmit(address(council));
        emit IDisputeResolver.DisputeRuled(DISPUTE, Ruling.ChallengerWins);
        council.timeOut(DISPUTE);
        _assertRuling(Ruling.ChallengerWins);
        vm.expectRevert(_over(Ruling.ChallengerWins));
        council.timeOut(DISPUTE);
    }

    function test_timeOut_challenger() public {
        skip(OPERATOR_SECONDS);
        _respond();
        skip(CHALLENGER_SECONDS);
        _assertRuling(Ruling.Open);
        skip(1);
        _assertRuling(Ruling.OperatorWins);
        council.timeOut(DISPUTE);
        _assertRuling(Ruling.OperatorWins);
    }

    /// @dev Time not used is kept for later moves; time used is gone.
    function test_timeOut_budgets() public {
        skip(OPERATOR_SECONDS - 10);
        _respond();
        skip(CHALLENGER_SECONDS / 2);
        _rebut();
        assertEq(council.openUntil(DISPUTE), block.timestamp + 10);
        skip(11);
        _assertRuling(Ruling.ChallengerWins);
    }

    function test_requestRuling() public {
        _expectNotMover(challenger, operator);
        council.requestRuling(DISPUTE);
        vm.prank(operator);
        council.requestRuling(DISPUTE);
        uint256 until = block.timestamp + RULING_SECONDS;
        assertEq(council.openUntil(DISPUTE), until);
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(IAttestorCouncil.RulingIsDue.selector, DISPUTE, until));
        council.requestRuling(DISPUTE);
        skip(RULING_SECONDS);
        _assertRuling(Ruling.Open);
        skip(1);
        _assertRuling(Ruling.Undecided);
        AttestorSignature[] memory signatures = _ruling(DISPUTE, false);
        vm.expectRevert(_over(Ruling.Undecided));
        council.rule(DISPUTE, false, signatures);
        council.timeOut(DISPUTE);
        _assertRuling(Ruling.Undecided);
    }

    function test_requestRuling_byChallenger() public {
        _respond();
        _expectNotMover(operator, challenger);
        council.requestRuling(DISPUTE);
        vm.prank(challenger);
        council.requestRuling(DISPUTE);
        assertEq(council.openUntil(DISPUTE), block.timestamp + RULING_SECONDS);
    }

    function testFuzz_rule(bool operatorWins) public {
        vm.prank(operator);
        council.requestRuling(DISPUTE);
        skip(RULING_SECONDS);
        Ruling ruling = operatorWins ? Ruling.OperatorWins : Ruling.ChallengerWins;
        vm.expectEmit(address(council));
        emit IDisputeResolver.DisputeRuled(DISPUTE, ruling);
        council.rule(DISPUTE, operatorWins, _ruling(DISPUTE, operatorWins));
        _assertRuling(ruling);
        // The first is final, for whoever changes its mind, and for time.
        AttestorSignature[] memory signatures = _ruling(DISPUTE, !operatorWins);
        vm.expectRevert(_over(ruling));
        council.rule(DISPUTE, !operatorWins, signatures);
        skip(365 days);
        _assertRuling(ruling);
        vm.expectRevert(_over(ruling));
        council.timeOut(DISPUTE);
    }

    /// @dev An operator that challenges itself and lets the challenger's clock run out can be stopped.
    function test_rule_whileClocksRun() public {
        _respond();
        skip(CHALLENGER_SECONDS);
        council.rule(DISPUTE, false, _ruling(DISPUTE, false));
        skip(1);
        _assertRuling(Ruling.ChallengerWins);
    }

    function test_rule_otherWayRound() public {
        AttestorSignature[] memory signatures = _ruling(DISPUTE, true);
        _expectBadSignature();
        council.rule(DISPUTE, false, signatures);
    }

    function test_rule_replay_anotherDispute() public {
        council.open("2", CLAIM, operator, challenger);
        AttestorSignature[] memory signatures = _ruling(DISPUTE, true);
        _expectBadSignature();
        council.rule("2", true, signatures);
    }

    function test_rule_replay_anotherClaim() public {
        AttestorCouncil twin = new AttestorCouncil(_terms());
        twin.open(DISPUTE, "another claim", operator, challenger);
        bytes32 digest = _digest("Walras AttestorCouncil", address(twin), _rulingHash(DISPUTE, CLAIM, true));
        AttestorSignature[] memory signatures = _quorum(digest);
        _expectBadSignature();
        twin.rule(DISPUTE, true, signatures);
    }

    function test_rule_replay_anotherContract() public {
        AttestorCouncil twin = new AttestorCouncil(_terms());
        twin.open(DISPUTE, CLAIM, operator, challenger);
        AttestorSignature[] memory signatures = _ruling(DISPUTE, true);
        _expectBadSignature();
        twin.rule(DISPUTE, true, signatures);
    }

    function test_rule_replay_anotherChain() public {
        AttestorSignature[] memory signatures = _ruling(DISPUTE, true);
        vm.chainId(block.chainid + 1);
        _expectBadSignature();
        council.rule(DISPUTE, true, signatures);
    }

    function test_rule_quorumMissing() public {
        bytes32 digest = _digest("Walras AttestorCouncil", address(council), _rulingHash(DISPUTE, CLAIM, true));
        AttestorSignature[] memory signatures = _signatures(attestorList, 2, digest);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.QuorumMissing.selector, 2, 3));
        council.rule(DISPUTE, true, signatures);
    }

    /// @dev A dispute is decided by those who were attestors when it began, whoever they are now.
    function test_rule_epochOfOpening() public {
        address[] memory next = _newAttestors("next", 3);
        attestors.rotate(next, 2, _quorum(_rotateDigest(2, next, 2)));
        council.open("2", CLAIM, operator, challenger);
        assertEq(council.disputeOf("2").epoch, 2);

        bytes32 digest = _digest("Walras AttestorCouncil", address(council), _rulingHash(DISPUTE, CLAIM, true));
        AttestorSignature[] memory signatures = _signatures(next, 3, digest);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAttestor.selector, next[0], 1));
        council.rule(DISPUTE, true, signatures);
        signatures = _ruling("2", true);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAttestor.selector, attestorList[0], 2));
        council.rule("2", true, signatures);

        council.rule(DISPUTE, true, _ruling(DISPUTE, true));
        digest = _digest("Walras AttestorCouncil", address(council), _rulingHash("2", CLAIM, false));
        council.rule("2", false, _signatures(next, 2, digest));
        assertEq(uint8(council.rulingOf("2")), uint8(Ruling.ChallengerWins));
    }

    /// @dev Whatever the parties do, time decides by then; and what `rulingOf` has said once it says for ever.
    function testFuzz_ends(uint256 seed) public {
        uint256 latest = block.timestamp + OPERATOR_SECONDS + CHALLENGER_SECONDS + RULING_SECONDS;
        Ruling ruling;
        while (block.timestamp <= latest) {
            seed = uint256(keccak256(abi.encode(seed)));
            skip((seed >> 128) % 8 hours);
            address mover = seed % 2 == 0 ? operator : challenger;
            bool moved = true;
            vm.prank(mover);
            if (seed % 32 < 2) {
                try council.requestRuling(DISPUTE) {}
                catch {
                    moved = false;
                }
            } else if (mover == operator) {
                try council.respond(DISPUTE, bytes32(seed), "") {}
                catch {
                    moved = false;
                }
            } else {
                try council.rebut(DISPUTE, bytes32(seed), "") {}
                catch {
                    moved = false;
                }
            }
            Ruling now_ = council.rulingOf(DISPUTE);
            if (ruling != Ruling.Open) {
                assertEq(uint8(now_), uint8(ruling), "a ruling changed");
                assertFalse(moved, "moved after the ruling");
            }
            ruling = now_;
            assertEq(now_ == Ruling.Open, block.timestamp <= council.openUntil(DISPUTE));
        }
        assertTrue(ruling != Ruling.Open, "open for longer than all budgets");
    }

    function test_termsInvalid() public {
        for (uint256 i; i < 5; ++i) {
            CouncilTerms memory terms = _terms();
            if (i == 0) terms.operatorSeconds = 0;
            if (i == 1) terms.challengerSeconds = 0;
            if (i == 2) terms.rulingSeconds = 0;
            if (i == 3) terms.maxMoves = 0;
            if (i == 4) terms.maxMoves = 128;
            vm.expectRevert(IAttestorCouncil.TermsInvalid.selector);
            this.deploy(terms);
        }
    }

    /// @dev Linked dynamically, a `new` that reverts where a revert is expected would end the test then and there.
    function deploy(CouncilTerms memory terms) external returns (AttestorCouncil) {
        return new AttestorCouncil(terms);
    }

    function _terms() private view returns (CouncilTerms memory) {
        return CouncilTerms({
            verifier: address(this),
            attestors: address(attestors),
            operatorSeconds: OPERATOR_SECONDS,
            challengerSeconds: CHALLENGER_SECONDS,
            rulingSeconds: RULING_SECONDS,
            maxMoves: MOVES
        });
    }

    function _ruling(bytes32 disputeId, bool operatorWins) private view returns (AttestorSignature[] memory) {
        return _quorum(_digest("Walras AttestorCouncil", address(council), _rulingHash(disputeId, CLAIM, operatorWins)));
    }

    function _respond() private {
        vm.prank(operator);
        council.respond(DISPUTE, "evidence", "");
    }

    function _rebut() private {
        vm.prank(challenger);
        council.rebut(DISPUTE, "evidence", "");
    }

    function _expectNotMover(address caller, address mover) private {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IAttestorCouncil.NotMover.selector, DISPUTE, caller, mover));
    }

    function _expectBadSignature() private {
        vm.expectPartialRevert(IAttestorSet.AttestorSignatureInvalid.selector);
    }

    function _over(Ruling ruling) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAttestorCouncil.DisputeOver.selector, DISPUTE, ruling);
    }

    function _assertRuling(Ruling ruling) private view {
        assertEq(uint8(council.rulingOf(DISPUTE)), uint8(ruling));
    }
}
