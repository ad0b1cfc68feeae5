// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AttestorSignature} from "./IAttestorSet.sol";
import {IComputeVerifier} from "./IComputeVerifier.sol";

/// @notice A quote as the attestors found it: the enclave `enclave` runs the code `measurement`, and put `reportData` into
/// the quote at `issuedAt`, unix seconds. What a quorum signs.
struct EnclaveReport {
    bytes32 measurement;
    address enclave;
    bytes32 reportData;
    uint256 issuedAt;
}

/// @notice What a quorum said last, at `issuedAt`: valid until `validUntil`, that second included.
struct Grant {
    uint64 validUntil;
    uint64 issuedAt;
}

/// @notice Tier 2: delivery in a trusted execution environment. The attestors check hardware quotes off chain, because their
/// formats and certificates change too fast for a contract without an owner; the contract checks all that follows.
///
/// evidence = abi.encode(EnclaveReport report, AttestorSignature[] quorum, bytes enclaveSignature):
/// the quorum, of the present epoch, signs EnclaveReport(bytes32 measurement,address enclave,bytes32 reportData,uint256
/// issuedAt); the enclave signs the DeliveryClaim; both in this contract's EIP-712 domain.
interface ITeeVerifier is IComputeVerifier {
    event MeasurementGranted(bytes32 indexed measurement, uint256 validUntil, uint256 issuedAt);
    event EnclaveGranted(bytes32 indexed measurement, address indexed enclave, uint256 validUntil, uint256 issuedAt);

    error MaxAgeZero();
    error GrantStale(uint256 issuedAt, uint256 last);
    error IssuedInFuture(uint256 issuedAt, uint256 now_);
    error MeasurementNotAllowed(bytes32 measurement, uint256 validUntil);
    error EnclaveNotRegistered(bytes32 measurement, address enclave, uint256 validUntil);
    error ReportDataMismatch(bytes32 reportData, bytes32 expected);
    error ReportBeforeEnd(uint256 issuedAt, uint256 end);
    error ReportTooOld(uint256 issuedAt, uint256 oldest);
    error EnclaveSignatureInvalid(address enclave, bytes32 digest);

    /// @notice Allows code to run, or with a `validUntil` in the past (0) no longer. Signed by a quorum over
    /// MeasurementGrant(bytes32 measurement,uint256 validUntil,uint256 issuedAt). A later word replaces an earlier one, never
    /// the other way round: what was revoked cannot be replayed.
    function grantMeasurement(
        bytes32 measurement,
        uint256 validUntil,
        uint256 issuedAt,
        AttestorSignature[] calldata signatures
    ) external;

    /// @notice Registers a key that lives in an enclave running that code, or revokes it, likewise. Signed by a quorum over
    /// EnclaveGrant(bytes32 measurement,address enclave,uint256 validUntil,uint256 issuedAt).
    function grantEnclave(
        bytes32 measurement,
        address enclave,
        uint256 validUntil,
        uint256 issuedAt,
        AttestorSignature[] calldata signatures
    ) external;

    function measurementOf(bytes32 measurement) external view returns (Grant memory);
    function enclaveOf(bytes32 measurement, address enclave) external view returns (Grant memory);
    function attestors() external view returns (address);
    /// @notice Most seconds between a report and the claim it is for.
    function maxAge() external view returns (uint256);
}
