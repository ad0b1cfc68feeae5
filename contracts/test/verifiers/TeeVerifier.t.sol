// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCastLib} from "solady/utils/SafeCastLib.sol";
import {AttestorSignature, IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {IComputeVerifier} from "../../src/interfaces/IComputeVerifier.sol";
import {EnclaveReport, ITeeVerifier} from "../../src/interfaces/ITeeVerifier.sol";
import {ClaimHash} from "../../src/libraries/ClaimHash.sol";
import {DeliveryClaim, Verdict} from "../../src/types/Delivery.sol";
import {Lease, LeaseStatus} from "../../src/types/Lease.sol";
import {TeeVerifier} from "../../src/verifiers/TeeVerifier.sol";
import {TeeFixture} from "../fixtures/TeeFixture.sol";

/// @notice Tier 2 through the real escrow: pool C.
contract TeeVerifierTest is TeeFixture {
    bytes32 internal constant OTHER = keccak256("another image");

    Lease internal lease;
    bytes32[] internal proof;
    uint256 internal granted;
    uint256 internal end;

    function setUp() public override {
        super.setUp();
        granted = block.timestamp;
        end = (FIRST_SLOT + 1) * SLOT_SECONDS;
        _grantAll(end + 1 days);
        (lease,) = _buy(poolC, 4 * 3600, WORKLOAD);
        _serve(lease, proof);
        skip(60);
    }

    function test_acceptedAtOnce() public {
        uint256 before = usdc.balanceOf(operatorA);
        _submit(lease, proof, _evidence(_report()));
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Settled));
        uint256 fee = lease.cost * VERIFIER_FEE_PIPS / 1e6;
        assertEq(usdc.balanceOf(operatorA) - before, lease.cost - fee);
        assertEq(escrow.creditOf(treasury), fee);
        (Verdict verdict, address by) = tee.verdictOf(_leaseId(lease));
        assertEq(uint8(verdict), uint8(Verdict.Accepted));
        assertEq(by, address(0));
        assertEq(tee.disputeWindow(1e18), 0);
    }

    /// @dev Nothing is kept of evidence that failed: the operator may try again while its clock runs.
    function test_retry() public {
        EnclaveReport memory report = _report();
        report.reportData = 0;
        _expectRefused(_evidence(report), ITeeVerifier.ReportDataMismatch.selector);
        vm.expectRevert(abi.encodeWithSelector(IComputeVerifier.ClaimUnknown.selector, _leaseId(lease)));
        tee.verdictOf(_leaseId(lease));
        _submit(lease, proof, _evidence(_report()));
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Settled));
    }

    function test_onlyEscrow_once() public {
        bytes memory evidence = _evidence(_report());
        vm.expectRevert(abi.encodeWithSelector(IComputeVerifier.NotEscrow.selector, address(this)));
        tee.submit(_claim(lease), 0, evidence);
        _submit(lease, proof, evidence);
        vm.prank(address(escrow));
        vm.expectRevert(abi.encodeWithSelector(IComputeVerifier.ClaimExists.selector, _leaseId(lease)));
        tee.submit(_claim(lease), 0, evidence);
    }

    function test_measurement_unknown() public {
        EnclaveReport memory report = _report();
        report.measurement = OTHER;
        _expectRefused(_evidence(report), abi.encodeWithSelector(ITeeVerifier.MeasurementNotAllowed.selector, OTHER, 0));
    }

    function test_measurement_expires() public {
        _grantMeasurement(MEASUREMENT, block.timestamp, granted + 1);
        uint256 until = block.timestamp;
        skip(1);
        _expectRefused(
            _evidence(_report()),
            abi.encodeWithSelector(ITeeVerifier.MeasurementNotAllowed.selector, MEASUREMENT, until)
        );
        // In the last second it counts.
        vm.warp(until);
        _submit(lease, proof, _evidence(_report()));
    }

    function test_measurement_revoked() public {
        vm.expectEmit(address(tee));
        emit ITeeVerifier.MeasurementGranted(MEASUREMENT, 0, granted + 1);
        _grantMeasurement(MEASUREMENT, 0, granted + 1);
        bytes memory refusal = abi.encodeWithSelector(ITeeVerifier.MeasurementNotAllowed.selector, MEASUREMENT, 0);
        _expectRefused(_evidence(_report()), refusal);

        // The grant of before cannot be brought back.
        AttestorSignature[] memory signatures = _quorum(_measurementDigest(MEASUREMENT, end + 1 days, granted));
        vm.expectRevert(abi.encodeWithSelector(ITeeVerifier.GrantStale.selector, granted, granted + 1));
        tee.grantMeasurement(MEASUREMENT, end + 1 days, granted, signatures);
        assertEq(tee.measurementOf(MEASUREMENT).validUntil, 0);
    }

    function test_enclave_unknown() public {
        enclave = _account("another enclave");
        _expectRefused(
            _evidence(_report()),
            abi.encodeWithSelector(ITeeVerifier.EnclaveNotRegistered.selector, MEASUREMENT, enclave.addr, 0)
        );
    }

    /// @dev A key is registered for one image, not for all that are allowed.
    function test_enclave_ofAnotherMeasurement() public {
        _grantMeasurement(OTHER, end + 1 days, granted);
        EnclaveReport memory report = _report();
        report.measurement = OTHER;
        _expectRefused(
            _evidence(report),
            abi.encodeWithSelector(ITeeVerifier.EnclaveNotRegistered.selector, OTHER, enclave.addr, 0)
        );
    }

    function test_enclave_revoked() public {
        vm.expectEmit(address(tee));
        emit ITeeVerifier.EnclaveGranted(MEASUREMENT, enclave.addr, 0, granted + 1);
        _grantEnclave(MEASUREMENT, enclave.addr, 0, granted + 1);
        assertEq(tee.enclaveOf(MEASUREMENT, enclave.addr).issuedAt, granted + 1);
        _expectRefused(
            _evidence(_report()),
            abi.encodeWithSelector(ITeeVerifier.EnclaveNotRegistered.selector, MEASUREMENT, enclave.addr, 0)
        );
        AttestorSignature[] memory signatures =
            _quorum(_enclaveDigest(MEASUREMENT, enclave.addr, end + 1 days, granted));
        vm.expectRevert(abi.encodeWithSelector(ITeeVerifier.GrantStale.selector, granted, granted + 1));
        tee.grantEnclave(MEASUREMENT, enclave.addr, end + 1 days, granted, signatures);
    }

    function test_grant_fromTheFuture() public {
        uint256 issuedAt = block.timestamp + 1;
        AttestorSignature[] memory signatures = _quorum(_measurementDigest(OTHER, end, issuedAt));
        vm.expectRevert(abi.encodeWithSelector(ITeeVerifier.IssuedInFuture.selector, issuedAt, block.timestamp));
        tee.grantMeasurement(OTHER, end, issuedAt, signatures);
    }

    function test_grant_tooFar() public {
        uint256 validUntil = uint256(type(uint64).max) + 1;
        AttestorSignature[] memory signatures = _quorum(_measurementDigest(OTHER, validUntil, granted));
        vm.expectRevert(SafeCastLib.Overflow.selector);
        tee.grantMeasurement(OTHER, validUntil, granted, signatures);
    }

    function test_grant_needsQuorum() public {
        AttestorSignature[] memory signatures = _signatures(attestorList, 2, _measurementDigest(OTHER, end, granted));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.QuorumMissing.selector, 2, 3));
        tee.grantMeasurement(OTHER, end, granted, signatures);
        signatures = _signatures(attestorList, 2, _enclaveDigest(OTHER, enclave.addr, end, granted));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.QuorumMissing.selector, 2, 3));
        tee.grantEnclave(OTHER, enclave.addr, end, granted, signatures);
    }

    function test_grant_anotherKind() public {
        AttestorSignature[] memory signatures = _quorum(_measurementDigest(OTHER, end, granted));
        vm.expectPartialRevert(IAttestorSet.AttestorSignatureInvalid.selector);
        tee.grantEnclave(OTHER, enclave.addr, end, granted, signatures);
    }

    function test_grant_anotherContract() public {
        TeeVerifier twin = new TeeVerifier(address(escrow), address(attestors), MAX_AGE, 0, address(0));
        AttestorSignature[] memory signatures = _quorum(_measurementDigest(OTHER, end, granted));
        vm.expectPartialRevert(IAttestorSet.AttestorSignatureInvalid.selector);
        twin.grantMeasurement(OTHER, end, granted, signatures);
    }

    /// @dev Those who were attestors once grant and report nothing any more.
    function test_presentEpochOnly() public {
        address[] memory next = _newAttestors("next", 1);
        attestors.rotate(next, 1, _quorum(_rotateDigest(2, next, 1)));
        AttestorSignature[] memory signatures = _quorum(_measurementDigest(OTHER, end, granted));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAttestor.selector, attestorList[0], 2));
        tee.grantMeasurement(OTHER, end, granted, signatures);
        _expectRefused(
            _evidence(_report()), abi.encodeWithSelector(IAttestorSet.NotAttestor.selector, attestorList[0], 2)
        );
        tee.grantMeasurement(OTHER, end, granted, _signatures(next, 1, _measurementDigest(OTHER, end, granted)));
    }

    function test_reportData_anotherEnclave() public {
        EnclaveReport memory report = _report();
        bytes32 expected = report.reportData;
        report.reportData = keccak256(abi.encode(ClaimHash.hash(_claim(lease)), address(this)));
        _expectRefused(
            _evidence(report),
            abi.encodeWithSelector(ITeeVerifier.ReportDataMismatch.selector, report.reportData, expected)
        );
    }

    /// @dev A report binds one claim: any change of it is another.
    function testFuzz_reportData_anotherClaim(uint8 field, uint256 change) public {
        change = bound(change, 1, type(uint64).max);
        DeliveryClaim memory claim = _claim(lease);
        field %= 8;
        if (field == 0) claim.leaseId ^= bytes32(change);
        if (field == 1) claim.workload ^= bytes32(change);
        if (field == 2) claim.inputRoot ^= bytes32(change);
        if (field == 3) claim.outputRoot ^= bytes32(change);
        if (field == 4) claim.units ^= change;
        if (field == 5) claim.start ^= change;
        if (field == 6) claim.operator = address(uint160(claim.operator) ^ uint160(change));
        if (field == 7) claim.intentId ^= bytes32(change);
        bytes memory evidence = _evidence(_report());
        vm.prank(address(escrow));
        vm.expectPartialRevert(ITeeVerifier.ReportDataMismatch.selector);
        tee.submit(claim, 0, evidence);
    }

    function test_fresh_beforeTheEnd() public {
        EnclaveReport memory report = _report();
        report.issuedAt = end - 1;
        _expectRefused(_evidence(report), abi.encodeWithSelector(ITeeVerifier.ReportBeforeEnd.selector, end - 1, end));
        report.issuedAt = end;
        _submit(lease, proof, _evidence(report));
    }

    function test_fresh_tooOld() public {
        EnclaveReport memory report = _report();
        report.issuedAt = end;
        vm.warp(end + MAX_AGE + 1);
        _expectRefused(_evidence(report), abi.encodeWithSelector(ITeeVerifier.ReportTooOld.selector, end, end + 1));
        vm.warp(end + MAX_AGE);
        _submit(lease, proof, _evidence(report));
    }

    function test_fresh_fromTheFuture() public {
        EnclaveReport memory report = _report();
        report.issuedAt = block.timestamp + 1;
        _expectRefused(
            _evidence(report),
            abi.encodeWithSelector(ITeeVerifier.IssuedInFuture.selector, block.timestamp + 1, block.timestamp)
        );
    }

    /// @dev The attestors' signatures cover every field of the report.
    function test_quorum_coversTheReport() public {
        EnclaveReport memory report = _report();
        AttestorSignature[] memory signatures = _quorum(_reportDigest(report));
        ++report.issuedAt;
        skip(1);
        bytes memory evidence = abi.encode(report, signatures, _enclaveSignature(enclave.key));
        _expectRefused(evidence, IAttestorSet.AttestorSignatureInvalid.selector);
    }

    function test_quorum_missing() public {
        EnclaveReport memory report = _report();
        AttestorSignature[] memory signatures = _signatures(attestorList, 2, _reportDigest(report));
        bytes memory evidence = abi.encode(report, signatures, _enclaveSignature(enclave.key));
        _expectRefused(evidence, abi.encodeWithSelector(IAttestorSet.QuorumMissing.selector, 2, 3));
    }

    function test_quorum_anotherChain() public {
        bytes memory evidence = _evidence(_report());
        vm.chainId(block.chainid + 1);
        _expectRefused(evidence, IAttestorSet.AttestorSignatureInvalid.selector);
    }

    function test_enclaveSignature() public {
        EnclaveReport memory report = _report();
        AttestorSignature[] memory signatures = _quorum(_reportDigest(report));
        bytes memory refusal = abi.encodeWithSelector(
            ITeeVerifier.EnclaveSignatureInvalid.selector, enclave.addr, _claimDigest(address(tee))
        );
        // By somebody else, of nothing, and for another market.
        _expectRefused(abi.encode(report, signatures, _enclaveSignature(alice.key)), refusal);
        _expectRefused(abi.encode(report, signatures, ""), refusal);
        _expectRefused(abi.encode(report, signatures, _signature(enclave.key, _claimDigest(address(this)))), refusal);
    }

    /// @dev Address 0 signs nothing, though it be registered by mistake.
    function test_enclaveZero() public {
        _grantEnclave(MEASUREMENT, address(0), end + 1 days, granted);
        enclave.addr = address(0);
        _expectRefused(_evidence(_report()), ITeeVerifier.EnclaveSignatureInvalid.selector);
    }

    function test_malformed() public {
        (Lease[] memory leases, bytes32[][] memory proofs) = _one(lease, proof);
        vm.expectRevert();
        this.submitRaw(leases, proofs, "not a report");
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Started));
    }

    function test_maxAgeZero() public {
        vm.expectRevert(ITeeVerifier.MaxAgeZero.selector);
        this.deploy(0);
    }

    function deploy(uint256 maxAge) external returns (TeeVerifier) {
        return new TeeVerifier(address(escrow), address(attestors), maxAge, 0, address(0));
    }

    /// @dev As one call, for what is expected of it.
    function submitRaw(Lease[] memory leases, bytes32[][] memory, bytes memory evidence) external {
        _submit(leases[0], proof, evidence);
    }

    function _expectRefused(bytes memory evidence, bytes memory reason) private {
        (Lease[] memory leases, bytes32[][] memory proofs) = _one(lease, proof);
        vm.expectRevert(reason);
        this.submitRaw(leases, proofs, evidence);
    }

    function _expectRefused(bytes memory evidence, bytes4 selector) private {
        (Lease[] memory leases, bytes32[][] memory proofs) = _one(lease, proof);
        vm.expectPartialRevert(selector);
        this.submitRaw(leases, proofs, evidence);
    }

    function _report() private view returns (EnclaveReport memory) {
        return _reportOf(_claim(lease));
    }

    function _evidence(EnclaveReport memory report) private view returns (bytes memory) {
        return _evidenceOf(_claim(lease), report);
    }

    function _enclaveSignature(uint256 key) private view returns (bytes memory) {
        return _signature(key, _claimDigest(address(tee)));
    }

    function _claimDigest(address target) private view returns (bytes32) {
        return _digest("Walras TeeVerifier", target, ClaimHash.hash(_claim(lease)));
    }
}
