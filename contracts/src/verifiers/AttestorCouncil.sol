// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "solady/utils/EIP712.sol";
import {CouncilTerms, Dispute, IAttestorCouncil} from "../interfaces/IAttestorCouncil.sol";
import {AttestorSignature, IAttestorSet} from "../interfaces/IAttestorSet.sol";
import {IDisputeResolver, Ruling} from "../interfaces/IDisputeResolver.sol";
import {ChessClock, Clock, Side} from "../libraries/ChessClock.sol";

contract AttestorCouncil is IAttestorCouncil, EIP712 {
    using ChessClock for Clock;

    bytes32 public constant RULING_TYPEHASH =
        keccak256("Ruling(bytes32 disputeId,bytes32 claimHash,bool operatorWins)");

    address public immutable verifier;
    address public immutable attestors;
    uint256 public immutable operatorSeconds;
    uint256 public immutable challengerSeconds;
    uint256 public immutable rulingSeconds;
    uint256 public immutable maxMoves;

    mapping(bytes32 disputeId => Dispute) internal _disputes;

    constructor(CouncilTerms memory terms) {
        // `moves` counts both sides' in eight bits.
        if (
            terms.operatorSeconds == 0 || terms.challengerSeconds == 0 || terms.rulingSeconds == 0
                || terms.maxMoves == 0 || terms.maxMoves > 127
        ) revert TermsInvalid();
        verifier = terms.verifier;
        attestors = terms.attestors;
        operatorSeconds = terms.operatorSeconds;
        challengerSeconds = terms.challengerSeconds;
        rulingSeconds = terms.rulingSeconds;
        maxMoves = terms.maxMoves;
    }

    /// @inheritdoc IDisputeResolver
    function open(bytes32 disputeId, bytes32 claimHash, address operator, address challenger) external {
        if (msg.sender != verifier) revert NotVerifier(msg.sender);
        Dispute storage dispute = _disputes[disputeId];
        if (dispute.epoch != 0) revert DisputeExists(disputeId);
        dispute.claimHash = claimHash;
        dispute.operator = operator;
        dispute.challenger = challenger;
        dispute.epoch = uint64(IAttestorSet(attestors).epoch());
        dispute.clock.start(uint32(operatorSeconds), uint32(challengerSeconds));
        emit DisputeOpened(disputeId, claimHash, operator, challenger);
    }

    /// @inheritdoc IAttestorCouncil
    function respond(bytes32 disputeId, bytes32 evidence, bytes calldata uri) external {
        _move(disputeId, Side.Operator, evidence, uri);
    }

    /// @inheritdoc IAttestorCouncil
    function rebut(bytes32 disputeId, bytes32 evidence, bytes calldata uri) external {
        _move(disputeId, Side.Challenger, evidence, uri);
    }

    /// @inheritdoc IAttestorCouncil
    function requestRuling(bytes32 disputeId) external {
        Dispute storage dispute = _running(disputeId);
        _checkMover(disputeId, dispute, dispute.clock.mover);
        _callRuling(disputeId, dispute);
    }

    /// @inheritdoc IAttestorCouncil
    function rule(bytes32 disputeId, bool operatorWins, AttestorSignature[] calldata signatures) external {
        Dispute storage dispute = _open(disputeId);
        bytes32 ruling = keccak256(abi.encode(RULING_TYPEHASH, disputeId, dispute.claimHash, operatorWins));
        IAttestorSet(attestors).check(dispute.epoch, _hashTypedData(ruling), signatures);
        _decide(disputeId, dispute, operatorWins ? Ruling.OperatorWins : Ruling.ChallengerWins);
    }

    /// @inheritdoc IAttestorCouncil
    function timeOut(bytes32 disputeId) external {
        Dispute storage dispute = _dispute(disputeId);
        if (dispute.ruling != Ruling.Open) revert DisputeOver(disputeId, dispute.ruling);
        Ruling ruling = _rulingOf(dispute);
        if (ruling == Ruling.Open) revert StillOpen(disputeId, _openUntil(dispute));
        _decide(disputeId, dispute, ruling);
    }

    /// @inheritdoc IDisputeResolver
    function rulingOf(bytes32 disputeId) external view returns (Ruling) {
        return _rulingOf(_dispute(disputeId));
    }

    /// @inheritdoc IAttestorCouncil
    function openUntil(bytes32 disputeId) external view returns (uint256) {
        return _openUntil(_dispute(disputeId));
    }

    /// @inheritdoc IAttestorCouncil
    function disputeOf(bytes32 disputeId) external view returns (Dispute memory) {
        return _dispute(disputeId);
    }

    function _move(bytes32 disputeId, Side side, bytes32 evidence, bytes calldata uri) private {
        Dispute storage dispute = _running(disputeId);
        _checkMover(disputeId, dispute, side);
        emit Moved(disputeId, msg.sender, evidence, uri);
        if (++dispute.moves == 2 * maxMoves) _callRuling(disputeId, dispute);
        else dispute.clock.press();
    }

    function _callRuling(bytes32 disputeId, Dispute storage dispute) private {
        dispute.clock.stop();
        dispute.rulingUntil = uint64(block.timestamp + rulingSeconds);
        emit RulingDue(disputeId, dispute.rulingUntil);
    }

    function _decide(bytes32 disputeId, Dispute storage dispute, Ruling ruling) private {
        dispute.ruling = ruling;
        emit DisputeRuled(disputeId, ruling);
    }

    function _dispute(bytes32 disputeId) private view returns (Dispute storage dispute) {
        dispute = _disputes[disputeId];
        if (dispute.epoch == 0) revert DisputeUnknown(disputeId);
    }

    function _open(bytes32 disputeId) private view returns (Dispute storage dispute) {
        dispute = _dispute(disputeId);
        Ruling ruling = _rulingOf(dispute);
        if (ruling != Ruling.Open) revert DisputeOver(disputeId, ruling);
    }

    function _running(bytes32 disputeId) private view returns (Dispute storage dispute) {
        dispute = _open(disputeId);
        if (dispute.clock.atRest) revert RulingIsDue(disputeId, dispute.rulingUntil);
    }

    /// @dev The same address may be on both sides: then the side is what counts.
    function _checkMover(bytes32 disputeId, Dispute storage dispute, Side side) private view {
        address mover = dispute.clock.mover == Side.Operator ? dispute.operator : dispute.challenger;
        if (msg.sender != mover || side != dispute.clock.mover) revert NotMover(disputeId, msg.sender, mover);
    }

    /// @dev What was written down, else what time has decided. Time only moves on, and every transition asks here first:
    /// what this has said once it says for ever.
    function _rulingOf(Dispute storage dispute) private view returns (Ruling) {
        if (dispute.ruling != Ruling.Open) return dispute.ruling;
        if (dispute.clock.flagged()) {
            return dispute.clock.mover == Side.Operator ? Ruling.ChallengerWins : Ruling.OperatorWins;
        }
        return dispute.clock.atRest && block.timestamp > dispute.rulingUntil ? Ruling.Undecided : Ruling.Open;
    }

    function _openUntil(Dispute storage dispute) private view returns (uint256) {
        return dispute.clock.atRest ? dispute.rulingUntil : dispute.clock.flagsAt();
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Walras AttestorCouncil", "1");
    }
}
