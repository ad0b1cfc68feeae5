// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ChallengeStatus, IRevealChallenge} from "../interfaces/IRevealChallenge.sol";
import {ISolverRegistry} from "../interfaces/ISolverRegistry.sol";
import {AuctionHash} from "./AuctionHash.sol";
import {AuctionHeader, Solution} from "./AuctionTypes.sol";
import {PullPayments} from "./PullPayments.sol";

contract RevealChallenge is IRevealChallenge, PullPayments {
    struct Challenge {
        address solver;
        uint64 answerBy;
        ChallengeStatus status;
        address challenger;
    }

    /// @dev As many as the wire carries: a bid that nobody could have revealed is not revealed here either.
    uint256 internal constant MAX_SOLUTIONS = 3;
    /// @dev Left for commitments to be revealed, and for somebody to close a challenge.
    uint256 internal constant SLACK = 1 hours;

    address public immutable registry;
    address public immutable settlement;
    uint256 public immutable deposit;
    uint256 public immutable penalty;
    uint256 public immutable challengeSeconds;
    uint256 public immutable answerSeconds;

    mapping(bytes32 challengeId => Challenge) internal _challenges;

    constructor(
        address registry_,
        address settlement_,
        uint256 deposit_,
        uint256 penalty_,
        uint256 challengeSeconds_,
        uint256 answerSeconds_
    ) PullPayments(ISolverRegistry(registry_).token()) {
        uint256 unbondDelay = ISolverRegistry(registry_).unbondDelay();
        if (challengeSeconds_ + answerSeconds_ + SLACK > unbondDelay) {
            revert WindowsTooLong(challengeSeconds_, answerSeconds_, unbondDelay);
        }
        registry = registry_;
        settlement = settlement_;
        deposit = deposit_;
        penalty = penalty_;
        challengeSeconds = challengeSeconds_;
        answerSeconds = answerSeconds_;
    }

    /// @inheritdoc IRevealChallenge
    function challenge(AuctionHeader calldata header, address solver, bytes32 bidHash, bytes calldata signature)
        external
        nonReentrant
        returns (bytes32 challengeId)
    {
        _checkTime(header.revealByMs);
        bytes32 auctionHash = AuctionHash.auction(settlement, header);
        bytes32 digest = AuctionHash.commitment(settlement, auctionHash, solver, bidHash);
        if (!AuctionHash.isSignedBy(solver, digest, signature)) revert CommitmentSignatureInvalid(solver);

        challengeId = challengeIdOf(auctionHash, solver, bidHash);
        if (_challenges[challengeId].status != ChallengeStatus.None) revert ChallengeExists(challengeId);
        uint64 answerBy = uint64(block.timestamp + answerSeconds);
        _challenges[challengeId] = Challenge(solver, answerBy, ChallengeStatus.Open, msg.sender);
        emit Challenged(challengeId, auctionHash, solver, bidHash, msg.sender, answerBy);
        _receive(deposit);
    }

    /// @inheritdoc IRevealChallenge
    function answer(
        bytes32 auctionHash,
        address solver,
        Solution[] calldata solutions,
        bytes32 certificateHash,
        bytes32 salt
    ) external nonReentrant {
        if (solutions.length == 0 || solutions.length > MAX_SOLUTIONS) {
            revert SolutionCount(solutions.length);
        }
        // Encoded again, so that only well-formed bids have this hash.
        bytes32 bidHash = AuctionHash.bid(auctionHash, solver, solutions, certificateHash, salt);
        bytes32 challengeId = challengeIdOf(auctionHash, solver, bidHash);
        Challenge storage opened = _open(challengeId);
        if (block.timestamp > opened.answerBy) revert AnswerTooLate(challengeId, opened.answerBy);
        opened.status = ChallengeStatus.Answered;
        emit BidPublished(challengeId);
        _pay(solver, deposit);
    }

    /// @inheritdoc IRevealChallenge
    function close(bytes32 challengeId) external nonReentrant {
        Challenge storage opened = _open(challengeId);
        if (block.timestamp <= opened.answerBy) revert AnswerStillDue(challengeId, opened.answerBy);
        opened.status = ChallengeStatus.Unanswered;
        uint256 slashed = ISolverRegistry(registry).slash(opened.solver, penalty, opened.challenger);
        emit BidWithheld(challengeId, slashed);
        _pay(opened.challenger, deposit);
    }

    /// @inheritdoc IRevealChallenge
    function challengeOf(bytes32 challengeId) external view returns (ChallengeStatus, address, address, uint256) {
        Challenge storage stored = _challenges[challengeId];
        return (stored.status, stored.solver, stored.challenger, stored.answerBy);
    }

    /// @inheritdoc IRevealChallenge
    function challengeIdOf(bytes32 auctionHash, address solver, bytes32 bidHash) public pure returns (bytes32) {
        return keccak256(abi.encode(auctionHash, solver, bidHash));
    }

    /// @dev Not before the deadline, or a challenge could make a solver show its bid to those who still compose theirs.
    function _checkTime(uint256 revealByMs) private view {
        if (block.timestamp * 1000 <= revealByMs) revert RevealStillOpen(revealByMs);
        // Cannot overflow: the deadline is in the past.
        uint256 challengeBy = revealByMs / 1000 + challengeSeconds;
        if (block.timestamp > challengeBy) revert ChallengeTooLate(challengeBy);
    }

    function _open(bytes32 challengeId) private view returns (Challenge storage opened) {
        opened = _challenges[challengeId];
        if (opened.status == ChallengeStatus.None) revert ChallengeUnknown(challengeId);
        if (opened.status != ChallengeStatus.Open) revert ChallengeClosed(challengeId, opened.status);
    }
}
