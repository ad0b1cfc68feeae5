// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

enum Ruling {
    Open,
    OperatorWins,
    ChallengerWins,
    /// Nobody could decide in time: the claim stands, the challenger gets its bond back.
    Undecided
}

/// @notice Decides disputes: a quorum of attestors, an interactive bisection game, a court. The optimistic verifier opens
/// a dispute and later reads its ruling; it needs to know nothing else, and the escrow does not know of it at all.
interface IDisputeResolver {
    event DisputeOpened(
        bytes32 indexed disputeId, bytes32 claimHash, address indexed operator, address indexed challenger
    );
    event DisputeRuled(bytes32 indexed disputeId, Ruling ruling);

    error NotVerifier(address caller);
    error DisputeExists(bytes32 disputeId);
    error DisputeUnknown(bytes32 disputeId);

    /// @notice Opens a dispute. Only the verifier, once per id. Starts the operator's clock.
    function open(bytes32 disputeId, bytes32 claimHash, address operator, address challenger) external;

    /// @notice Open while undecided. Final otherwise: a ruling never changes.
    function rulingOf(bytes32 disputeId) external view returns (Ruling);
}
