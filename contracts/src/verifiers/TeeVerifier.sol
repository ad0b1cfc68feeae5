// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "solady/utils/EIP712.sol";
import {SafeCastLib} from "solady/utils/SafeCastLib.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";
import {AttestorSignature, IAttestorSet} from "../interfaces/IAttestorSet.sol";
import {EnclaveReport, Grant, ITeeVerifier} from "../interfaces/ITeeVerifier.sol";
import {IComputeVerifier} from "../interfaces/IComputeVerifier.sol";
import {ClaimHash} from "../libraries/ClaimHash.sol";
import {DeliveryClaim} from "../types/Delivery.sol";
import {InstantVerifier} from "./InstantVerifier.sol";
import {VerifierFee} from "./VerifierFee.sol";

contract TeeVerifier is ITeeVerifier, InstantVerifier, VerifierFee, EIP712 {
    bytes32 public constant MEASUREMENT_TYPEHASH =
        keccak256("MeasurementGrant(bytes32 measurement,uint256 validUntil,uint256 issuedAt)");
    bytes32 public constant ENCLAVE_TYPEHASH =
        keccak256("EnclaveGrant(bytes32 measurement,address enclave,uint256 validUntil,uint256 issuedAt)");
    bytes32 public constant REPORT_TYPEHASH =
        keccak256("EnclaveReport(bytes32 measurement,address enclave,bytes32 reportData,uint256 issuedAt)");

    address public immutable attestors;
    uint256 public immutable maxAge;

    mapping(bytes32 measurement => Grant) internal _measurements;
    mapping(bytes32 measurement => mapping(address enclave => Grant)) internal _enclaves;

    constructor(address escrow_, address attestors_, uint256 maxAge_, uint256 feePips_, address feePayee_)
        InstantVerifier(escrow_)
        VerifierFee(feePips_, feePayee_)
    {
        if (maxAge_ == 0) revert MaxAgeZero();
        (attestors, maxAge) = (attestors_, maxAge_);
    }

    /// @inheritdoc ITeeVerifier
    function grantMeasurement(
        bytes32 measurement,
        uint256 validUntil,
        uint256 issuedAt,
        AttestorSignature[] calldata signatures
    ) external {
        _checkQuorum(keccak256(abi.encode(MEASUREMENT_TYPEHASH, measurement, validUntil, issuedAt)), signatures);
        _grant(_measurements[measurement], validUntil, issuedAt);
        emit MeasurementGranted(measurement, validUntil, issuedAt);
    }

    /// @inheritdoc ITeeVerifier
    function grantEnclave(
        bytes32 measurement,
        address enclave,
        uint256 validUntil,
        uint256 issuedAt,
        AttestorSignature[] calldata signatures
    ) external {
        _checkQuorum(keccak256(abi.encode(ENCLAVE_TYPEHASH, measurement, enclave, validUntil, issuedAt)), signatures);
        _grant(_enclaves[measurement][enclave], validUntil, issuedAt);
        emit EnclaveGranted(measurement, enclave, validUntil, issuedAt);
    }

    /// @inheritdoc ITeeVerifier
    function measurementOf(bytes32 measurement) external view returns (Grant memory) {
        return _measurements[measurement];
    }

    /// @inheritdoc ITeeVerifier
    function enclaveOf(bytes32 measurement, address enclave) external view returns (Grant memory) {
        return _enclaves[measurement][enclave];
    }

    /// @inheritdoc IComputeVerifier
    function fee(uint256 earned) external view override(IComputeVerifier, InstantVerifier) returns (uint256, address) {
        return _fee(earned);
    }

    function _check(DeliveryClaim calldata claim, bytes calldata evidence) internal view override {
        (EnclaveReport memory report, AttestorSignature[] memory quorum, bytes memory enclaveSignature) =
            abi.decode(evidence, (EnclaveReport, AttestorSignature[], bytes));
        bytes32 claimHash = ClaimHash.hash(claim);
        _checkGrants(report);
        bytes32 expected = keccak256(abi.encode(claimHash, report.enclave));
        if (report.reportData != expected) revert ReportDataMismatch(report.reportData, expected);
        _checkFresh(report.issuedAt, claim.end);
        _checkQuorum(keccak256(abi.encode(REPORT_TYPEHASH, report)), quorum);
        bytes32 digest = _hashTypedData(claimHash);
        if (!SignatureCheckerLib.isValidSignatureNow(report.enclave, digest, enclaveSignature)) {
            revert EnclaveSignatureInvalid(report.enclave, digest);
        }
    }

    function _checkGrants(EnclaveReport memory report) private view {
        uint256 validUntil = _measurements[report.measurement].validUntil;
        if (block.timestamp > validUntil) revert MeasurementNotAllowed(report.measurement, validUntil);
        validUntil = _enclaves[report.measurement][report.enclave].validUntil;
        if (block.timestamp > validUntil) revert EnclaveNotRegistered(report.measurement, report.enclave, validUntil);
    }

    function _checkFresh(uint256 issuedAt, uint256 end) private view {
        if (issuedAt > block.timestamp) revert IssuedInFuture(issuedAt, block.timestamp);
        if (issuedAt < end) revert ReportBeforeEnd(issuedAt, end);
        if (block.timestamp - issuedAt > maxAge) revert ReportTooOld(issuedAt, block.timestamp - maxAge);
    }

    /// @dev Not from the future: a word that nothing can be later than could never be taken back.
    function _grant(Grant storage grant, uint256 validUntil, uint256 issuedAt) private {
        if (issuedAt > block.timestamp) revert IssuedInFuture(issuedAt, block.timestamp);
        if (issuedAt <= grant.issuedAt) revert GrantStale(issuedAt, grant.issuedAt);
        grant.validUntil = SafeCastLib.toUint64(validUntil);
        grant.issuedAt = uint64(issuedAt);
    }

    function _checkQuorum(bytes32 structHash, AttestorSignature[] memory signatures) private view {
        IAttestorSet set = IAttestorSet(attestors);
        set.check(set.epoch(), _hashTypedData(structHash), signatures);
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Walras TeeVerifier", "1");
    }
}
