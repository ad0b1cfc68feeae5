// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IComputeVerifier} from "../../src/interfaces/IComputeVerifier.sol";
import {IProofAdapter} from "../../src/interfaces/IProofAdapter.sol";
import {IRiscZeroVerifier} from "../../src/interfaces/IRiscZeroVerifier.sol";
import {IZkVerifier, ProofSystem} from "../../src/interfaces/IZkVerifier.sol";
import {ClaimHash} from "../../src/libraries/ClaimHash.sol";
import {DeliveryClaim, Verdict} from "../../src/types/Delivery.sol";
import {Lease, LeaseStatus} from "../../src/types/Lease.sol";
import {RiscZeroAdapter} from "../../src/verifiers/RiscZeroAdapter.sol";
import {ZkVerifier} from "../../src/verifiers/ZkVerifier.sol";
import {VerifierFixture} from "../fixtures/VerifierFixture.sol";
import {Groth16Verifier} from "./groth16/Groth16Verifier.sol";
import {HostileProofVerifier} from "./HostileProofVerifier.sol";

/// @notice Tier 3 through the real escrow, pool D, with proofs that snarkjs made (scripts/zk) and the verifier it exported.
contract ZkVerifierTest is VerifierFixture {
    /// Where scripts/zk/claims.ts expects the verifier: claims name it.
    address internal constant GROTH16_VERIFIER = address(0x1616);
    string internal constant GROTH16_WORKLOAD = "groth16:0x0000000000000000000000000000000000001616";
    bytes32 internal constant PROGRAM = bytes32(uint256(uint160(GROTH16_VERIFIER)));
    bytes32 internal constant IMAGE = 0x00aabbccddeeff00112233445566778899aabbccddeeff001122334455667788;
    string internal constant RISC0_WORKLOAD =
        "risc0:0x00aabbccddeeff00112233445566778899aabbccddeeff001122334455667788";
    uint256 internal constant FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

    uint256 internal constant BASE_FIELD =
        21888242871839275222246405745257275088696311157297823662689037894645226208583;

    string internal proofs;
    Lease internal lease;
    Lease internal second;
    bytes32[] internal proof;

    function setUp() public override {
        super.setUp();
        vm.etch(GROTH16_VERIFIER, address(new Groth16Verifier()).code);
        proofs = vm.readFile("test/verifiers/groth16/proofs.json");
        (lease,) = _buy(poolD, 3600, keccak256(bytes(GROTH16_WORKLOAD)));
        (second,) = _buy(poolD, 3600, keccak256(bytes(GROTH16_WORKLOAD)));
        _serve(lease, proof);
    }

    /// @dev If this fails the fixtures are stale: `pnpm zk` proves claims of the market as it is now.
    function test_fixturesAreOfThisMarket() public view {
        assertEq(ClaimHash.hash(_claim(lease)), vm.parseJsonBytes32(proofs, "[0].claimHash"));
        assertEq(ClaimHash.hash(_claim(second)), vm.parseJsonBytes32(proofs, "[1].claimHash"));
    }

    function test_groth16_acceptedAtOnce() public {
        uint256 before = usdc.balanceOf(operatorA);
        _submit(lease, proof, _groth16(_proof(0)));
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Settled));
        assertEq(usdc.balanceOf(operatorA) - before, lease.cost);
        (Verdict verdict, address by) = zk.verdictOf(_leaseId(lease));
        assertEq(uint8(verdict), uint8(Verdict.Accepted));
        assertEq(by, address(0));
        assertEq(zk.disputeWindow(1e18), 0);
        (uint256 fee, address payee) = zk.fee(1e18);
        assertEq(fee, 0);
        assertEq(payee, address(0));
    }

    function test_onlyEscrow_once() public {
        bytes memory evidence = _groth16(_proof(0));
        vm.expectRevert(abi.encodeWithSelector(IComputeVerifier.NotEscrow.selector, address(this)));
        zk.submit(_claim(lease), 0, evidence);
        _submit(lease, proof, evidence);
        vm.prank(address(escrow));
        vm.expectRevert(abi.encodeWithSelector(IComputeVerifier.ClaimExists.selector, _leaseId(lease)));
        zk.submit(_claim(lease), 0, evidence);
    }

    /// @dev Another lease of the same workload needs a proof of its own, and has one.
    function test_groth16_anotherLease() public {
        _expectInvalid(_claim(lease), _groth16(_proof(1)));
        _expectInvalid(_claim(second), _groth16(_proof(0)));
        vm.prank(address(escrow));
        zk.submit(_claim(second), 0, _groth16(_proof(1)));
    }

    function testFuzz_groth16_anotherClaim(uint8 field, uint256 change) public {
        change = bound(change, 1, type(uint64).max);
        DeliveryClaim memory claim = _claim(lease);
        field %= 8;
        if (field == 0) claim.leaseId ^= bytes32(change);
        if (field == 1) claim.intentId ^= bytes32(change);
        if (field == 2) claim.inputRoot ^= bytes32(change);
        if (field == 3) claim.outputRoot ^= bytes32(change);
        if (field == 4) claim.units ^= change;
        if (field == 5) claim.start ^= change;
        if (field == 6) claim.end ^= change;
        if (field == 7) claim.operator = address(uint160(claim.operator) ^ uint160(change));
        _expectInvalid(claim, _groth16(_proof(0)));
    }

    /// @dev Each of the eight field elements, changed by one and exchanged for anything.
    function testFuzz_groth16_tampered(uint8 element, uint256 value) public {
        element %= 8;
        bytes memory tampered = _proof(0);
        uint256 offset = 0x20 + uint256(element) * 32;
        uint256 old = _get(tampered, offset);
        vm.assume(value != old);
        _set(tampered, offset, value);
        _expectInvalid(_claim(lease), _groth16(tampered));
        _set(tampered, offset, old ^ 1);
        _expectInvalid(_claim(lease), _groth16(tampered));
    }

    function test_groth16_everyElement() public {
        for (uint256 i; i < 8; ++i) {
            bytes memory tampered = _proof(0);
            uint256 offset = 0x20 + i * 32;
            uint256 old = _get(tampered, offset);
            _set(tampered, offset, old + 1);
            _expectInvalid(_claim(lease), _groth16(tampered));
            _set(tampered, offset, 0);
            _expectInvalid(_claim(lease), _groth16(tampered));
        }
    }

    /// @dev All of it points of the curve: parts of a valid proof in another, and negated ones.
    function test_groth16_otherPoints() public {
        bytes memory first = _proof(0);
        bytes memory other = _proof(1);
        for (uint256 i; i < 3; ++i) {
            // a, b and c.
            (uint256 from, uint256 to) = i == 0 ? (0, 2) : i == 1 ? (2, 6) : (6, 8);
            bytes memory mixed = _proof(0);
            for (uint256 element = from; element < to; ++element) {
                _set(mixed, 0x20 + element * 32, _get(other, 0x20 + element * 32));
            }
            _expectInvalid(_claim(lease), _groth16(mixed));
        }
        for (uint256 element = 1; element < 8; element += 6) {
            bytes memory negated = bytes.concat(first);
            _set(negated, 0x20 + element * 32, BASE_FIELD - _get(first, 0x20 + element * 32));
            _expectInvalid(_claim(lease), _groth16(negated));
        }
    }

    function test_groth16_length() public {
        bytes memory valid = _proof(0);
        _expectInvalid(_claim(lease), _groth16(""));
        _expectInvalid(_claim(lease), _groth16(bytes.concat(valid, bytes32(0))));
        _expectInvalid(_claim(lease), _groth16(bytes.concat(valid, hex"00")));
    }

    /// @dev A longer proof must not bring its own public signal along, in front of the claim's.
    function test_groth16_smuggledSignal() public {
        bytes32 signal = bytes32(uint256(ClaimHash.hash(_claim(second))) % FIELD);
        _expectInvalid(_claim(lease), _groth16(bytes.concat(_proof(1), signal)));
    }

    /// @dev The signal stays in the field: its other representations are not even shown to the verifier.
    function test_groth16_signalIsReduced() public view {
        uint256 hash = uint256(ClaimHash.hash(_claim(lease)));
        (bool success, bytes memory result) = GROTH16_VERIFIER.staticcall(
            bytes.concat(
                bytes4(keccak256("verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[1])")),
                _proof(0),
                bytes32(hash % FIELD)
            )
        );
        assertTrue(success && abi.decode(result, (bool)));
    }

    /// @dev The buyer signed one program: an operator's own, however obliging, is another.
    function test_groth16_anotherProgram() public {
        HostileProofVerifier obliging = new HostileProofVerifier();
        bytes32 program = bytes32(uint256(uint160(address(obliging))));
        bytes memory evidence = abi.encode(ProofSystem.Groth16, program, _proof(0));
        bytes32 expected = keccak256(bytes(string.concat("groth16:", vm.toLowercase(vm.toString(address(obliging))))));
        _expectRefused(
            _claim(lease),
            evidence,
            abi.encodeWithSelector(IZkVerifier.WorkloadMismatch.selector, _leaseId(lease), lease.workload, expected)
        );
    }

    function test_anotherSystem() public {
        bytes memory evidence = abi.encode(ProofSystem.RiscZero, PROGRAM, _proof(0));
        _expectRefused(_claim(lease), evidence, IZkVerifier.WorkloadMismatch.selector);
    }

    /// @dev What a verifier must not be taken to say yes by.
    function test_groth16_hostileVerifiers() public {
        HostileProofVerifier hostile = new HostileProofVerifier();
        for (uint256 i; i < uint256(type(HostileProofVerifier.Answer).max) + 1; ++i) {
            hostile.setAnswer(HostileProofVerifier.Answer(i));
            (DeliveryClaim memory claim, bytes memory evidence) = _claimFor(address(hostile));
            if (i == uint256(HostileProofVerifier.Answer.True)) {
                vm.prank(address(escrow));
                zk.submit(claim, 0, evidence);
                continue;
            }
            claim.leaseId = bytes32(i + 1);
            vm.prank(address(escrow));
            vm.expectPartialRevert(IZkVerifier.ProofInvalid.selector);
            zk.submit{gas: 10_000_000}(claim, 0, evidence);
        }
    }

    function test_groth16_noCode() public {
        (DeliveryClaim memory claim, bytes memory evidence) = _claimFor(address(0xdead));
        _expectInvalid(claim, evidence);
        // A precompile answers whatever it is asked.
        (claim, evidence) = _claimFor(address(4));
        _expectInvalid(claim, evidence);
    }

    function test_workloads() public view {
        IProofAdapter groth16 = IProofAdapter(zk.adapterOf(ProofSystem.Groth16));
        IProofAdapter risc0 = IProofAdapter(zk.adapterOf(ProofSystem.RiscZero));
        assertEq(groth16.workloadOf(PROGRAM), keccak256(bytes(GROTH16_WORKLOAD)));
        assertEq(risc0.workloadOf(IMAGE), keccak256(bytes(RISC0_WORKLOAD)));
    }

    function testFuzz_workloads(bytes32 program) public view {
        string memory hex_ = vm.toLowercase(vm.toString(program));
        assertEq(
            IProofAdapter(zk.adapterOf(ProofSystem.RiscZero)).workloadOf(program),
            keccak256(bytes(string.concat("risc0:", hex_)))
        );
        hex_ = vm.toLowercase(vm.toString(address(uint160(uint256(program)))));
        assertEq(
            IProofAdapter(zk.adapterOf(ProofSystem.Groth16)).workloadOf(program),
            keccak256(bytes(string.concat("groth16:", hex_)))
        );
    }

    function test_riscZero() public {
        vm.warp(FIRST_SLOT * SLOT_SECONDS - 600);
        (Lease memory guest,) = _buy(poolD, 3600, keccak256(bytes(RISC0_WORKLOAD)));
        _serve(guest, proof);
        bytes32 claimHash = ClaimHash.hash(_claim(guest));
        bytes32 digest = sha256(abi.encodePacked(claimHash));
        bytes memory evidence = abi.encode(ProofSystem.RiscZero, IMAGE, bytes("seal"));
        _expectInvalid(_claim(guest), evidence);
        // Of another journal, image, or seal.
        riscZero.setValid("seal", IMAGE, claimHash);
        riscZero.setValid("seal", bytes32(uint256(IMAGE) + 1), digest);
        riscZero.setValid("another seal", IMAGE, digest);
        _expectInvalid(_claim(guest), evidence);

        riscZero.setValid("seal", IMAGE, digest);
        vm.expectCall(address(riscZero), abi.encodeWithSelector(0xab750e75, bytes("seal"), IMAGE, digest));
        _submit(guest, proof, evidence);
        assertEq(uint8(escrow.statusOf(guest)), uint8(LeaseStatus.Settled));
    }

    function test_riscZero_verifierMissing() public {
        vm.expectRevert(abi.encodeWithSelector(IProofAdapter.VerifierMissing.selector, address(0xdead)));
        this.deployRiscZero(address(0xdead));
    }

    function test_systemMissing() public {
        ZkVerifier bare = new ZkVerifier(address(this), zk.adapterOf(ProofSystem.Groth16), address(0));
        DeliveryClaim memory claim = _claim(lease);
        vm.expectRevert(abi.encodeWithSelector(IZkVerifier.SystemMissing.selector, ProofSystem.RiscZero));
        bare.submit(claim, 0, abi.encode(ProofSystem.RiscZero, IMAGE, bytes("seal")));
        bare.submit(claim, 0, _groth16(_proof(0)));
    }

    function test_malformed() public {
        vm.startPrank(address(escrow));
        vm.expectRevert();
        zk.submit(_claim(lease), 0, "");
        vm.expectRevert();
        zk.submit(_claim(lease), 0, abi.encode(uint256(2), PROGRAM, _proof(0)));
    }

    function deployRiscZero(address verifier) external returns (RiscZeroAdapter) {
        return new RiscZeroAdapter(IRiscZeroVerifier(verifier));
    }

    function _proof(uint256 index) private view returns (bytes memory) {
        return vm.parseJsonBytes(proofs, string.concat("[", vm.toString(index), "].encoded"));
    }

    function _groth16(bytes memory encoded) private pure returns (bytes memory) {
        return abi.encode(ProofSystem.Groth16, PROGRAM, encoded);
    }

    /// @dev A claim whose workload names that verifier.
    function _claimFor(address verifier) private view returns (DeliveryClaim memory claim, bytes memory evidence) {
        claim = _claim(lease);
        claim.workload = keccak256(bytes(string.concat("groth16:", vm.toLowercase(vm.toString(verifier)))));
        evidence = abi.encode(ProofSystem.Groth16, bytes32(uint256(uint160(verifier))), _proof(0));
    }

    function _expectInvalid(DeliveryClaim memory claim, bytes memory evidence) private {
        _expectRefused(claim, evidence, IZkVerifier.ProofInvalid.selector);
    }

    function _expectRefused(DeliveryClaim memory claim, bytes memory evidence, bytes4 selector) private {
        vm.prank(address(escrow));
        vm.expectPartialRevert(selector);
        // A precompile that is given no point of the curve takes all the gas there is.
        zk.submit{gas: 1_000_000}(claim, 0, evidence);
    }

    function _expectRefused(DeliveryClaim memory claim, bytes memory evidence, bytes memory reason) private {
        vm.prank(address(escrow));
        vm.expectRevert(reason);
        zk.submit(claim, 0, evidence);
    }

    function _get(bytes memory data, uint256 offset) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(data, offset))
        }
    }

    function _set(bytes memory data, uint256 offset, uint256 value) private pure {
        assembly ("memory-safe") {
            mstore(add(data, offset), value)
        }
    }
}
