// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "solady/utils/ReentrancyGuardTransient.sol";
import {ChallengeStatus, IRevealChallenge} from "../../src/interfaces/IRevealChallenge.sol";
import {ISolverRegistry} from "../../src/interfaces/ISolverRegistry.sol";
import {AuctionHeader, Bid, Fill, Solution} from "../../src/registry/AuctionTypes.sol";
import {AuctionHash} from "../../src/registry/AuctionHash.sol";
import {RevealChallenge} from "../../src/registry/RevealChallenge.sol";
import {HookToken} from "../tokens/HookToken.sol";
import {EvidenceFixture} from "./fixtures/EvidenceFixture.sol";

contract RevealChallengeTest is EvidenceFixture {
    uint256 internal constant DEPOSIT = 50e6;
    uint256 internal constant CHALLENGE_TIME = 1 days;
    uint256 internal constant ANSWER_TIME = 4 hours;

    RevealChallenge internal challenges = RevealChallenge(judge);
    AuctionHeader internal header;

    function setUp() public override {
        super.setUp();
        deployCodeTo("RevealChallenge.sol:RevealChallenge", _arguments(), judge);
        header = _header(1);
        _pay(reporter);
        vm.warp(block.timestamp + 2);
    }

    function _arguments() private view returns (bytes memory) {
        return abi.encode(registry, settlement, DEPOSIT, PENALTY, CHALLENGE_TIME, ANSWER_TIME);
    }

    function _pay(address challenger) private {
        usdc.mint(challenger, DEPOSIT);
        vm.prank(challenger);
        usdc.approve(address(challenges), type(uint256).max);
    }

    function _bid(uint256 fills) private view returns (Bid memory bid) {
        Solution[] memory solutions = new Solution[](1);
        solutions[0].fills = new Fill[](fills);
        for (uint256 i; i < fills; ++i) {
            solutions[0].fills[i] = Fill(uint32(i), 1, FIRST_SLOT, 0, 3600);
        }
        return _bidOf(this.auctionHashOf(header), solutions);
    }

    function _challenge(Bid memory bid) private returns (bytes32) {
        bytes memory signature = _commit(bid);
        vm.prank(reporter);
        return challenges.challenge(header, bid.solver, _hash(bid), signature);
    }

    function _answer(Bid memory bid) private {
        challenges.answer(bid.auctionHash, bid.solver, bid.solutions, bid.certificateHash, bid.salt);
    }

    function test_answered_depositIsTheSolvers() public {
        Bid memory bid = _bid(3);
        bytes32 id = challenges.challengeIdOf(bid.auctionHash, bid.solver, _hash(bid));
        vm.expectEmit(address(challenges));
        emit IRevealChallenge.Challenged(
            id, bid.auctionHash, solver.addr, _hash(bid), reporter, block.timestamp + ANSWER_TIME
        );
        assertEq(_challenge(bid), id);
        assertEq(usdc.balanceOf(reporter), 0);
        skip(ANSWER_TIME);
        vm.expectEmit(address(challenges));
        emit IRevealChallenge.BidPublished(id);
        _answer(bid);
        assertEq(usdc.balanceOf(solver.addr), DEPOSIT);
        assertEq(usdc.balanceOf(address(challenges)), 0);
        (ChallengeStatus status,,,) = challenges.challengeOf(id);
        assertTrue(status == ChallengeStatus.Answered);
        (uint256 total,,,) = registry.bondOf(solver.addr);
        assertEq(total, BOND);

        skip(1);
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.ChallengeClosed.selector, id, ChallengeStatus.Answered));
        challenges.close(id);
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.ChallengeClosed.selector, id, ChallengeStatus.Answered));
        _answer(bid);
    }

    function test_unanswered_solverIsFined() public {
        Bid memory bid = _bid(3);
        bytes32 id = _challenge(bid);
        (ChallengeStatus status, address challenged, address challenger, uint256 answerBy) = challenges.challengeOf(id);
        assertTrue(status == ChallengeStatus.Open);
        assertEq(challenged, solver.addr);
        assertEq(challenger, reporter);
        assertEq(answerBy, block.timestamp + ANSWER_TIME);

        skip(ANSWER_TIME);
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.AnswerStillDue.selector, id, answerBy));
        challenges.close(id);
        skip(1);
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.AnswerTooLate.selector, id, answerBy));
        _answer(bid);
        vm.expectEmit(address(challenges));
        emit IRevealChallenge.BidWithheld(id, PENALTY);
        challenges.close(id);
        assertEq(usdc.balanceOf(reporter), DEPOSIT + PENALTY / 4);
        assertEq(usdc.balanceOf(BURNED), PENALTY - PENALTY / 4);
        assertEq(usdc.balanceOf(address(challenges)), 0);
        vm.expectRevert(
            abi.encodeWithSelector(IRevealChallenge.ChallengeClosed.selector, id, ChallengeStatus.Unanswered)
        );
        challenges.close(id);
    }

    /// @dev A solver that asks for its bond as soon as it has committed is still there when the last challenge ends.
    function test_unbondingDoesNotSave() public {
        vm.prank(solver.addr);
        registry.requestUnbond(BOND);
        vm.warp(header.revealByMs / 1000 + CHALLENGE_TIME);
        bytes32 id = _challenge(_bid(3));
        skip(ANSWER_TIME + 1);
        vm.prank(solver.addr);
        vm.expectPartialRevert(ISolverRegistry.NotReady.selector);
        registry.unbond();
        challenges.close(id);
        (uint256 total,, uint256 unbonding,) = registry.bondOf(solver.addr);
        assertEq(total, BOND - PENALTY);
        assertEq(unbonding, BOND - PENALTY);
    }

    function test_once() public {
        Bid memory bid = _bid(3);
        bytes32 id = _challenge(bid);
        _pay(alice.addr);
        bytes memory signature = _commit(bid);
        vm.prank(alice.addr);
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.ChallengeExists.selector, id));
        challenges.challenge(header, solver.addr, _hash(bid), signature);
    }

    function test_revealStillOpen() public {
        Bid memory bid = _bid(3);
        bytes memory signature = _commit(bid);
        vm.warp(header.revealByMs / 1000);
        vm.prank(reporter);
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.RevealStillOpen.selector, header.revealByMs));
        challenges.challenge(header, solver.addr, _hash(bid), signature);
        header.revealByMs = type(uint256).max;
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.RevealStillOpen.selector, type(uint256).max));
        challenges.challenge(header, solver.addr, _hash(bid), signature);
    }

    function test_challengeTooLate() public {
        Bid memory bid = _bid(3);
        bytes memory signature = _commit(bid);
        uint256 challengeBy = header.revealByMs / 1000 + CHALLENGE_TIME;
        vm.warp(challengeBy + 1);
        vm.prank(reporter);
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.ChallengeTooLate.selector, challengeBy));
        challenges.challenge(header, solver.addr, _hash(bid), signature);
    }

    function test_commitmentSignatureInvalid() public {
        Bid memory bid = _bid(3);
        bytes32 hash = _hash(bid);
        bytes memory good = _commit(bid);
        bytes memory reason = abi.encodeWithSelector(IRevealChallenge.CommitmentSignatureInvalid.selector, solver.addr);

        vm.startPrank(reporter);
        vm.expectRevert(reason);
        challenges.challenge(header, solver.addr, keccak256("another bid"), good);
        vm.expectRevert(reason);
        challenges.challenge(header, solver.addr, hash, "");
        bytes memory others =
            _sign(alice.key, AuctionHash.commitment(address(settlement), bid.auctionHash, solver.addr, hash));
        vm.expectRevert(reason);
        challenges.challenge(header, solver.addr, hash, others);
        // Another deadline is another auction.
        header.revealByMs -= 1;
        vm.expectRevert(reason);
        challenges.challenge(header, solver.addr, hash, good);
        header.revealByMs += 1;
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.CommitmentSignatureInvalid.selector, address(0)));
        challenges.challenge(header, address(0), hash, "");
        // A commitment of another market.
        bytes memory foreign =
            _sign(solver.key, AuctionHash.commitment(address(escrow), bid.auctionHash, solver.addr, hash));
        vm.expectRevert(reason);
        challenges.challenge(header, solver.addr, hash, foreign);
    }

    /// @dev The short form of a signature is the same signature, not a second challenge.
    function test_shortSignature() public {
        Bid memory bid = _bid(3);
        (bytes32 r, bytes32 vs) = vm.signCompact(
            solver.key, AuctionHash.commitment(address(settlement), bid.auctionHash, bid.solver, _hash(bid))
        );
        vm.prank(reporter);
        challenges.challenge(header, solver.addr, _hash(bid), abi.encodePacked(r, vs));
        _pay(reporter);
        bytes memory signature = _commit(bid);
        vm.prank(reporter);
        vm.expectPartialRevert(IRevealChallenge.ChallengeExists.selector);
        challenges.challenge(header, solver.addr, _hash(bid), signature);
    }

    function test_answer_onlyTheBid() public {
        Bid memory bid = _bid(3);
        _challenge(bid);
        bid.solutions[0].fills[2].units += 1;
        vm.expectPartialRevert(IRevealChallenge.ChallengeUnknown.selector);
        _answer(bid);
        bid.solutions[0].fills[2].units -= 1;
        bytes32 salt = bid.salt;
        bid.salt = keccak256("another salt");
        vm.expectPartialRevert(IRevealChallenge.ChallengeUnknown.selector);
        _answer(bid);
        bid.salt = salt;
        bid.certificateHash = 0;
        vm.expectPartialRevert(IRevealChallenge.ChallengeUnknown.selector);
        _answer(bid);
    }

    /// @dev A commitment to something that is no bid cannot be answered with it.
    function test_answer_solutionCount() public {
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.SolutionCount.selector, 0));
        challenges.answer(bytes32(0), solver.addr, new Solution[](0), 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.SolutionCount.selector, 4));
        challenges.answer(bytes32(0), solver.addr, new Solution[](4), 0, 0);
    }

    function test_close_unknown() public {
        vm.expectRevert(abi.encodeWithSelector(IRevealChallenge.ChallengeUnknown.selector, bytes32(uint256(1))));
        challenges.close(bytes32(uint256(1)));
    }

    /// @dev A fine of somebody without a bond: the challenger still gets its deposit back.
    function test_unanswered_withoutBond() public {
        vm.startPrank(solver.addr);
        registry.requestUnbond(BOND);
        vm.warp(block.timestamp + UNBOND_DELAY);
        registry.unbond();
        vm.stopPrank();
        header = _header(2);
        vm.warp(block.timestamp + 2);
        bytes32 id = _challenge(_bid(3));
        skip(ANSWER_TIME + 1);
        challenges.close(id);
        assertEq(usdc.balanceOf(reporter), DEPOSIT);
        assertEq(registry.debtOf(solver.addr), PENALTY);
    }

    function test_windowsTooLong() public {
        uint256 longest = UNBOND_DELAY - 1 hours - ANSWER_TIME;
        this.construct(longest);
        vm.expectRevert(
            abi.encodeWithSelector(IRevealChallenge.WindowsTooLong.selector, longest + 1, ANSWER_TIME, UNBOND_DELAY)
        );
        this.construct(longest + 1);
    }

    /// @dev Outside the test: `vm.expectRevert` before `new` ends a test where it stands.
    function construct(uint256 challengeTime) external {
        new RevealChallenge(address(registry), address(settlement), 0, 0, challengeTime, ANSWER_TIME);
    }

    function test_reentrancy() public {
        HookToken token = new HookToken();
        _deployMarket(address(token), auctioneer.addr);
        usdc = token;
        deployCodeTo("RevealChallenge.sol:RevealChallenge", _arguments(), judge);
        _bondOf(solver.addr);
        _pay(reporter);
        Bid memory bid = _bid(3);
        bytes32 id = _challenge(bid);
        skip(ANSWER_TIME + 1);
        bytes[4] memory doors = [
            abi.encodeCall(challenges.challenge, (header, bid.solver, _hash(bid), _commit(bid))),
            abi.encodeCall(
                challenges.answer, (bid.auctionHash, bid.solver, bid.solutions, bid.certificateHash, bid.salt)
            ),
            abi.encodeCall(challenges.close, (id)),
            abi.encodeCall(challenges.withdraw, ())
        ];
        uint256 before = vm.snapshotState();
        for (uint256 i; i < doors.length; ++i) {
            token.setHook(judge, doors[i]);
            challenges.close(id);
            assertEq(token.successes(), 0);
            assertEq(token.failures(), 3);
            assertEq(token.result(), abi.encodeWithSelector(ReentrancyGuardTransient.Reentrancy.selector));
            assertEq(usdc.balanceOf(judge), 0);
            vm.revertToState(before);
        }
    }

    /// @dev The largest bid that can win: three solutions of as many fills as fit a settlement.
    function test_answer_largestBidFitsATransaction() public {
        Bid memory bid = _bid(1398);
        Solution[] memory solutions = new Solution[](3);
        (solutions[0], solutions[1], solutions[2]) = (bid.solutions[0], bid.solutions[0], bid.solutions[0]);
        bid.solutions = solutions;
        _challenge(bid);
        bytes memory data = abi.encodeCall(
            challenges.answer, (bid.auctionHash, bid.solver, bid.solutions, bid.certificateHash, bid.salt)
        );
        uint256 tokens;
        for (uint256 i; i < data.length; ++i) {
            tokens += data[i] == 0 ? 1 : 4;
        }
        uint256 before = gasleft();
        (bool success,) = judge.call(data);
        uint256 used = before - gasleft();
        assertTrue(success);
        // EIP-7623: 4 gas a token and the execution, or 10 gas a token, whichever is more.
        uint256 executed = 21_000 + 4 * tokens + used;
        uint256 floor = 21_000 + 10 * tokens;
        emit log_named_uint("gas", executed > floor ? executed : floor);
        assertLt(executed > floor ? executed : floor, 1 << 24);
    }
}
