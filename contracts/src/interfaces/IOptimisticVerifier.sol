// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {DeliveryClaim} from "../types/Delivery.sol";
import {IComputeVerifier} from "./IComputeVerifier.sol";
import {Ruling} from "./IDisputeResolver.sol";

/// @notice What an optimistic verifier is built with. Shares in millionths.
/// @param token of leases and challengers' bonds
/// @param resolver decides disputes
/// @param windowMin least seconds to challenge a claim
/// @param windowMax most
/// @param valuePerSecond base units of value that make the window a second longer
/// @param bondMin least bond of a challenge, so that small claims are not disputed for nothing
/// @param bondPips bond as a share of the value
/// @param burnedPips of a lost bond; the rest is the operator's
/// @param feePips of what a lease earns
/// @param feePayee who gets the fee
struct OptimisticTerms {
    address escrow;
    address token;
    address resolver;
    uint32 windowMin;
    uint32 windowMax;
    uint256 valuePerSecond;
    uint256 bondMin;
    uint32 bondPips;
    uint32 burnedPips;
    uint32 feePips;
    address feePayee;
}

/// @notice A claim: it can be challenged until `until`, that second included. `ruling` is Open until `close`.
struct OptimisticClaim {
    bytes32 claimHash;
    address operator;
    uint64 until;
    Ruling ruling;
    address challenger;
    uint256 value;
}

/// @notice Tier 1: a claim stands unless somebody challenges it in time and the resolver finds for the challenger.
///
/// Window = min(windowMax, windowMin + value / valuePerSecond). Bond = max(bondMin, ceil(value · bondPips / 1e6)).
///
///     ruling           verdict     challenger     the bond goes to
///     OperatorWins     Accepted    reported       the operator, less what is burned
///     ChallengerWins   Rejected    reported       the challenger; the escrow gives it its share of the stake besides
///     Undecided        Accepted    not reported   the challenger: as if there had been no challenge
///
/// Holds nothing but challengers' bonds.
interface IOptimisticVerifier is IComputeVerifier {
    /// @notice All that a challenger needs to know.
    event ClaimRecorded(
        bytes32 indexed leaseId,
        address indexed operator,
        bytes32 claimHash,
        DeliveryClaim claim,
        uint256 value,
        uint256 until,
        bytes evidence
    );
    event Challenged(bytes32 indexed leaseId, address indexed challenger, uint256 bond);
    /// @notice The challenger's bond went to `payee`, but for what was burned.
    event DisputeClosed(bytes32 indexed leaseId, Ruling ruling, address indexed payee, uint256 amount, uint256 burned);

    error TermsInvalid();
    error ClaimMismatch(bytes32 leaseId, bytes32 claimHash, bytes32 recorded);
    error WindowClosed(bytes32 leaseId, uint256 until);
    error AlreadyChallenged(bytes32 leaseId, address challenger);
    error NotChallenged(bytes32 leaseId);
    error DisputeOpen(bytes32 leaseId);
    error AlreadyClosed(bytes32 leaseId);

    /// @notice Disputes a claim and posts the bond for it. The first challenge of a claim is the only one. The dispute's id
    /// in the resolver is the lease's.
    function challenge(DeliveryClaim calldata claim) external;

    /// @notice Pays the bond by the ruling. Anyone may call, once.
    function close(bytes32 leaseId) external;

    /// @notice The bond that a challenge of a claim of that value takes.
    function bondOf(uint256 value) external view returns (uint256);
    function claimOf(bytes32 leaseId) external view returns (OptimisticClaim memory);
    function escrow() external view returns (address);
    function resolver() external view returns (address);
}
