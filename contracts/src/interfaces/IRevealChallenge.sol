// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AuctionHeader, Solution} from "../registry/AuctionTypes.sol";
import {IPullPayments} from "./IPullPayments.sol";

enum ChallengeStatus {
    None,
    Open,
    Answered,
    Unanswered
}

/// @notice A solver that committed to a bid has to reveal it. That it did not publish cannot be proven, that it does not
/// publish can: anyone may demand the bid on chain, for a deposit. A solver that answers keeps the deposit, which pays
/// for its gas; one that does not is fined.
///
/// Does not prove that the bid was not revealed in time: whoever reveals only when challenged escapes the fine, but has
/// to publish the bid on chain, at its own expense beyond the deposit.
interface IRevealChallenge is IPullPayments {
    event Challenged(
        bytes32 indexed challengeId,
        bytes32 indexed auctionHash,
        address indexed solver,
        bytes32 bidHash,
        address challenger,
        uint256 answerBy
    );
    event BidPublished(bytes32 indexed challengeId);
    event BidWithheld(bytes32 indexed challengeId, uint256 slashed);

    error CommitmentSignatureInvalid(address solver);
    /// @param revealByMs until when the solver may still reveal by itself, unix milliseconds
    error RevealStillOpen(uint256 revealByMs);
    /// @param challengeBy until when solvers have to keep their bids, unix seconds
    error ChallengeTooLate(uint256 challengeBy);
    error ChallengeExists(bytes32 challengeId);
    /// @dev Nobody challenged this bid: a salt or a fill is other than what was committed to.
    error ChallengeUnknown(bytes32 challengeId);
    error ChallengeClosed(bytes32 challengeId, ChallengeStatus status);
    error AnswerTooLate(bytes32 challengeId, uint256 answerBy);
    error AnswerStillDue(bytes32 challengeId, uint256 answerBy);
    error SolutionCount(uint256 count);
    /// @dev A solver could be gone before its challenge is over.
    error WindowsTooLong(uint256 challengeSeconds, uint256 answerSeconds, uint256 unbondDelay);

    /// @notice Demands a bid. Takes `deposit` from the caller.
    /// @param header of the auction: its digest is what the solver signed, so it tells when revealing was due
    /// @param signature the solver's, of BidCommitment(digest of header, solver, bidHash): 65 or 64 bytes
    function challenge(AuctionHeader calldata header, address solver, bytes32 bidHash, bytes calldata signature)
        external
        returns (bytes32 challengeId);

    /// @notice Publishes a challenged bid. Anyone may; the deposit is the solver's.
    /// @param certificateHash of the bid's certificate, 0 without one: the certificate itself stays off chain
    function answer(
        bytes32 auctionHash,
        address solver,
        Solution[] calldata solutions,
        bytes32 certificateHash,
        bytes32 salt
    ) external;

    /// @notice Ends a challenge that was not answered in time. Anyone may; deposit and reward are the challenger's.
    function close(bytes32 challengeId) external;

    /// @notice keccak256(abi.encode(auctionHash, solver, bidHash)): a bid is challenged once.
    function challengeIdOf(bytes32 auctionHash, address solver, bytes32 bidHash) external pure returns (bytes32);
    function challengeOf(bytes32 challengeId)
        external
        view
        returns (ChallengeStatus status, address solver, address challenger, uint256 answerBy);

    function registry() external view returns (address);
    function settlement() external view returns (address);
    function deposit() external view returns (uint256);
    function penalty() external view returns (uint256);

    /// @notice Seconds after the reveal deadline in which a bid can be challenged: so long solvers keep their bids.
    function challengeSeconds() external view returns (uint256);
    function answerSeconds() external view returns (uint256);
}
