// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";
import {IComputeVerifier} from "../interfaces/IComputeVerifier.sol";
import {IDisputeResolver, Ruling} from "../interfaces/IDisputeResolver.sol";
import {IOptimisticVerifier, OptimisticClaim, OptimisticTerms} from "../interfaces/IOptimisticVerifier.sol";
import {ClaimHash} from "../libraries/ClaimHash.sol";
import {DeliveryClaim, Verdict} from "../types/Delivery.sol";
import {BondVault} from "./BondVault.sol";
import {VerifierFee} from "./VerifierFee.sol";

contract OptimisticVerifier is IOptimisticVerifier, BondVault, VerifierFee {
    /// @notice Where burned bonds go. Nobody has its key.
    address public constant BURNED = 0x000000000000000000000000000000000000dEaD;

    address public immutable escrow;
    address public immutable resolver;
    uint256 public immutable windowMin;
    uint256 public immutable windowMax;
    uint256 public immutable valuePerSecond;
    uint256 public immutable bondMin;
    uint256 public immutable bondPips;
    uint256 public immutable burnedPips;

    mapping(bytes32 leaseId => OptimisticClaim) internal _claims;

    constructor(OptimisticTerms memory terms) BondVault(terms.token) VerifierFee(terms.feePips, terms.feePayee) {
        if (
            terms.windowMin == 0 || terms.windowMin > terms.windowMax || terms.valuePerSecond == 0 || terms.bondMin == 0
                || terms.bondPips > PIPS || terms.burnedPips > PIPS
        ) revert TermsInvalid();
        escrow = terms.escrow;
        resolver = terms.resolver;
        windowMin = terms.windowMin;
        windowMax = terms.windowMax;
        valuePerSecond = terms.valuePerSecond;
        bondMin = terms.bondMin;
        bondPips = terms.bondPips;
        burnedPips = terms.burnedPips;
    }

    /// @inheritdoc IComputeVerifier
    /// @dev `evidence` is not judged here: it is published for whoever considers a challenge.
    function submit(DeliveryClaim calldata claim, uint256 value, bytes calldata evidence) external returns (Verdict) {
        if (msg.sender != escrow) revert NotEscrow(msg.sender);
        OptimisticClaim storage recorded = _claims[claim.leaseId];
        if (recorded.claimHash != 0) revert ClaimExists(claim.leaseId);
        recorded.claimHash = ClaimHash.hash(claim);
        recorded.operator = claim.operator;
        recorded.until = uint64(block.timestamp + disputeWindow(value));
        recorded.value = value;
        emit ClaimRecorded(claim.leaseId, claim.operator, recorded.claimHash, claim, value, recorded.until, evidence);
        return Verdict.Pending;
    }

    /// @inheritdoc IOptimisticVerifier
    function challenge(DeliveryClaim calldata claim) external nonReentrant {
        OptimisticClaim storage recorded = _recorded(claim.leaseId);
        bytes32 claimHash = ClaimHash.hash(claim);
        if (claimHash != recorded.claimHash) revert ClaimMismatch(claim.leaseId, claimHash, recorded.claimHash);
        if (block.timestamp > recorded.until) revert WindowClosed(claim.leaseId, recorded.until);
        if (recorded.challenger != address(0)) revert AlreadyChallenged(claim.leaseId, recorded.challenger);
        recorded.challenger = msg.sender;
        uint256 bond = bondOf(recorded.value);
        emit Challenged(claim.leaseId, msg.sender, bond);
        IDisputeResolver(resolver).open(claim.leaseId, claimHash, recorded.operator, msg.sender);
        _take(msg.sender, bond);
    }

    /// @inheritdoc IOptimisticVerifier
    function close(bytes32 leaseId) external nonReentrant {
        OptimisticClaim storage recorded = _recorded(leaseId);
        if (recorded.challenger == address(0)) revert NotChallenged(leaseId);
        if (recorded.ruling != Ruling.Open) revert AlreadyClosed(leaseId);
        Ruling ruling = IDisputeResolver(resolver).rulingOf(leaseId);
        if (ruling == Ruling.Open) revert DisputeOpen(leaseId);
        recorded.ruling = ruling;

        bool lost = ruling == Ruling.OperatorWins;
        address payee = lost ? recorded.operator : recorded.challenger;
        uint256 bond = bondOf(recorded.value);
        uint256 burned = lost ? bond * burnedPips / PIPS : 0;
        emit DisputeClosed(leaseId, ruling, payee, bond - burned, burned);
        if (bond > burned) _pay(payee, bond - burned);
        if (burned > 0) _pay(BURNED, burned);
    }

    /// @inheritdoc IComputeVerifier
    function verdictOf(bytes32 leaseId) external view returns (Verdict, address) {
        OptimisticClaim storage recorded = _recorded(leaseId);
        address challenger = recorded.challenger;
        if (challenger == address(0)) {
            return (block.timestamp > recorded.until ? Verdict.Accepted : Verdict.Pending, address(0));
        }
        Ruling ruling = recorded.ruling;
        if (ruling == Ruling.Open) ruling = IDisputeResolver(resolver).rulingOf(leaseId);
        if (ruling == Ruling.Open) return (Verdict.Pending, challenger);
        if (ruling == Ruling.Undecided) return (Verdict.Accepted, address(0));
        return (ruling == Ruling.OperatorWins ? Verdict.Accepted : Verdict.Rejected, challenger);
    }

    /// @inheritdoc IComputeVerifier
    function disputeWindow(uint256 value) public view returns (uint256) {
        return FixedPointMathLib.min(windowMax, FixedPointMathLib.saturatingAdd(windowMin, value / valuePerSecond));
    }

    /// @inheritdoc IComputeVerifier
    function fee(uint256 earned) external view returns (uint256, address) {
        return _fee(earned);
    }

    /// @inheritdoc IOptimisticVerifier
    function bondOf(uint256 value) public view returns (uint256) {
        return FixedPointMathLib.max(bondMin, FixedPointMathLib.fullMulDivUp(value, bondPips, PIPS));
    }

    /// @inheritdoc IOptimisticVerifier
    function claimOf(bytes32 leaseId) external view returns (OptimisticClaim memory) {
        return _recorded(leaseId);
    }

    function _recorded(bytes32 leaseId) private view returns (OptimisticClaim storage recorded) {
        recorded = _claims[leaseId];
        if (recorded.claimHash == 0) revert ClaimUnknown(leaseId);
    }
}
