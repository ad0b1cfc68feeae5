// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Clock} from "../libraries/ChessClock.sol";
import {AttestorSignature} from "./IAttestorSet.sol";
import {IDisputeResolver, Ruling} from "./IDisputeResolver.sol";

/// @notice What a council is built with.
/// @param verifier who opens disputes
/// @param attestors whose quorum rules
/// @param operatorSeconds time the operator has for all its moves of a dispute
/// @param challengerSeconds time the challenger has for all of its
/// @param rulingSeconds time the attestors have once a ruling is due
/// @param maxMoves moves of each side; after the challenger's last the ruling is due
struct CouncilTerms {
    address verifier;
    address attestors;
    uint32 operatorSeconds;
    uint32 challengerSeconds;
    uint32 rulingSeconds;
    uint8 maxMoves;
}

/// @notice A dispute. `rulingUntil` is 0 while the clocks run; `ruling` is what was written down, `rulingOf` what holds.
struct Dispute {
    bytes32 claimHash;
    address operator;
    uint64 rulingUntil;
    uint8 moves;
    Ruling ruling;
    address challenger;
    uint64 epoch;
    Clock clock;
}

/// @notice Resolves disputes by a quorum of attestors, after both sides had their say under chess clocks. The operator moves
/// first, moves alternate, and only the mover's time runs: whoever lets it run out has lost. Takes at most
/// operatorSeconds + challengerSeconds + rulingSeconds, whatever anybody does.
interface IAttestorCouncil is IDisputeResolver {
    /// @notice A move. `evidence` is the hash of what `uri` leads to.
    event Moved(bytes32 indexed disputeId, address indexed party, bytes32 evidence, bytes uri);
    /// @notice The clocks have stopped. Without a quorum by `until` the dispute is Undecided.
    event RulingDue(bytes32 indexed disputeId, uint256 until);

    error TermsInvalid();
    error NotMover(bytes32 disputeId, address caller, address mover);
    error RulingIsDue(bytes32 disputeId, uint256 until);
    error DisputeOver(bytes32 disputeId, Ruling ruling);
    /// @notice Time has not decided it yet.
    error StillOpen(bytes32 disputeId, uint256 until);

    /// @notice The operator's move.
    function respond(bytes32 disputeId, bytes32 evidence, bytes calldata uri) external;

    /// @notice The challenger's move.
    function rebut(bytes32 disputeId, bytes32 evidence, bytes calldata uri) external;

    /// @notice The mover has nothing to add: stops the clocks and leaves it to the attestors.
    function requestRuling(bytes32 disputeId) external;

    /// @notice A quorum of the epoch in which the dispute was opened signed
    /// Ruling(bytes32 disputeId,bytes32 claimHash,bool operatorWins). The first valid one is final. Anyone may relay it.
    /// @dev Also before a ruling is due: an operator that challenges itself, to let the challenger's clock run out, must not
    /// be safe from what everybody can see. A quorum decides anyhow as soon as either side asks: it gains nothing by this.
    function rule(bytes32 disputeId, bool operatorWins, AttestorSignature[] calldata signatures) external;

    /// @notice Writes down what time has decided. `rulingOf` says so without it.
    function timeOut(bytes32 disputeId) external;

    /// @notice When time alone decides, if nobody does anything until then.
    function openUntil(bytes32 disputeId) external view returns (uint256);
    function disputeOf(bytes32 disputeId) external view returns (Dispute memory);
    function verifier() external view returns (address);
    function attestors() external view returns (address);
    function operatorSeconds() external view returns (uint256);
    function challengerSeconds() external view returns (uint256);
    function rulingSeconds() external view returns (uint256);
    function maxMoves() external view returns (uint256);
}
