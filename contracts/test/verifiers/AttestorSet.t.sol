// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AttestorSignature, IAttestorSet} from "../../src/interfaces/IAttestorSet.sol";
import {AttestorSet} from "../../src/verifiers/AttestorSet.sol";
import {SmartWallet} from "../fixtures/SmartWallet.sol";
import {AttestorFixture} from "./AttestorFixture.sol";

contract AttestorSetTest is AttestorFixture {
    bytes32 internal constant DIGEST = keccak256("digest");

    function setUp() public {
        _deployAttestors();
    }

    function test_firstEpoch() public {
        assertEq(attestors.epoch(), 1);
        assertEq(attestors.thresholdOf(1), THRESHOLD);
        assertEq(attestors.attestorsOf(1), attestorList);
        assertTrue(attestors.isAttestor(1, attestorList[4]));
        assertFalse(attestors.isAttestor(1, address(this)));
        assertFalse(attestors.isAttestor(2, attestorList[4]));

        vm.expectEmit();
        emit IAttestorSet.Rotated(1, attestorList, 4);
        new AttestorSet(attestorList, 4);
    }

    function test_check_anyQuorum() public view {
        attestors.check(1, DIGEST, _quorum(DIGEST));
        attestors.check(1, DIGEST, _signatures(attestorList, ATTESTORS, DIGEST));
    }

    /// @dev Every subset of the attestors: enough or not.
    function testFuzz_check_subsets(uint8 subset) public {
        subset %= 32;
        uint256 count;
        for (uint256 i; i < ATTESTORS; ++i) {
            count += subset >> i & 1;
        }
        AttestorSignature[] memory signatures = new AttestorSignature[](count);
        count = 0;
        for (uint256 i; i < ATTESTORS; ++i) {
            if (subset >> i & 1 == 0) continue;
            address attestor = attestorList[i];
            signatures[count++] = AttestorSignature(attestor, _signature(attestorKeys[attestor], DIGEST));
        }
        if (count < THRESHOLD) {
            vm.expectRevert(abi.encodeWithSelector(IAttestorSet.QuorumMissing.selector, count, THRESHOLD));
        }
        attestors.check(1, DIGEST, signatures);
    }

    function test_check_duplicate() public {
        AttestorSignature[] memory signatures = _quorum(DIGEST);
        signatures[2] = signatures[1];
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAscending.selector, attestorList[1], attestorList[1]));
        attestors.check(1, DIGEST, signatures);
    }

    function test_check_descending() public {
        AttestorSignature[] memory signatures = _quorum(DIGEST);
        (signatures[0], signatures[1]) = (signatures[1], signatures[0]);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAscending.selector, attestorList[1], attestorList[0]));
        attestors.check(1, DIGEST, signatures);
    }

    function test_check_nobody() public {
        AttestorSignature[] memory signatures = new AttestorSignature[](THRESHOLD);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAscending.selector, address(0), address(0)));
        attestors.check(1, DIGEST, signatures);
    }

    function test_check_stranger() public {
        (address stranger, uint256 key) = makeAddrAndKey("stranger");
        AttestorSignature[] memory signatures = new AttestorSignature[](THRESHOLD);
        signatures[0] = AttestorSignature(stranger, _signature(key, DIGEST));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAttestor.selector, stranger, 1));
        attestors.check(1, DIGEST, signatures);
    }

    function testFuzz_check_anotherDigest(bytes32 digest) public {
        vm.assume(digest != DIGEST);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.AttestorSignatureInvalid.selector, attestorList[0], digest));
        attestors.check(1, digest, _quorum(DIGEST));
    }

    /// @dev One bad signature spoils the whole, even beyond the threshold.
    function test_check_badSurplus() public {
        AttestorSignature[] memory signatures = _signatures(attestorList, 4, DIGEST);
        signatures[3].signature = signatures[2].signature;
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.AttestorSignatureInvalid.selector, attestorList[3], DIGEST));
        attestors.check(1, DIGEST, signatures);
    }

    function test_check_unknownEpochs() public {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.EpochUnknown.selector, 0));
        attestors.check(0, DIGEST, new AttestorSignature[](0));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.EpochUnknown.selector, 2));
        attestors.check(2, DIGEST, new AttestorSignature[](0));
    }

    function test_check_contractAttestor() public {
        (address owner, uint256 key) = makeAddrAndKey("owner");
        address[] memory list = new address[](1);
        list[0] = address(new SmartWallet(owner));
        AttestorSet set = new AttestorSet(list, 1);
        AttestorSignature[] memory signatures = new AttestorSignature[](1);
        signatures[0] = AttestorSignature(list[0], _signature(key, DIGEST));
        set.check(1, DIGEST, signatures);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.AttestorSignatureInvalid.selector, list[0], bytes32(0)));
        set.check(1, bytes32(0), signatures);
    }

    function test_rotate() public {
        address[] memory next = _newAttestors("next", 4);
        AttestorSignature[] memory signatures = _quorum(_rotateDigest(2, next, 3));
        vm.expectEmit(address(attestors));
        emit IAttestorSet.Rotated(2, next, 3);
        attestors.rotate(next, 3, signatures);
        assertEq(attestors.epoch(), 2);
        assertEq(attestors.attestorsOf(2), next);
        assertEq(attestors.attestorsOf(1), attestorList);

        // Each epoch by its own.
        attestors.check(1, DIGEST, _quorum(DIGEST));
        attestors.check(2, DIGEST, _signatures(next, 3, DIGEST));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAttestor.selector, attestorList[0], 2));
        attestors.check(2, DIGEST, _quorum(DIGEST));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAttestor.selector, next[0], 1));
        attestors.check(1, DIGEST, _signatures(next, 3, DIGEST));
    }

    /// @dev A rotation is of one epoch: it cannot bring a set back.
    function test_rotate_replay() public {
        AttestorSignature[] memory signatures = _quorum(_rotateDigest(2, attestorList, 4));
        attestors.rotate(attestorList, 4, signatures);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.QuorumMissing.selector, 3, 4));
        attestors.rotate(attestorList, 4, signatures);
        signatures = _signatures(attestorList, 4, _rotateDigest(2, attestorList, 4));
        vm.expectPartialRevert(IAttestorSet.AttestorSignatureInvalid.selector);
        attestors.rotate(attestorList, 4, signatures);
    }

    function test_rotate_byTheNewOnly() public {
        address[] memory next = _newAttestors("next", 4);
        AttestorSignature[] memory signatures = _signatures(next, 3, _rotateDigest(2, next, 3));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAttestor.selector, next[0], 1));
        attestors.rotate(next, 3, signatures);
    }

    function test_rotate_anotherThreshold() public {
        AttestorSignature[] memory signatures = _quorum(_rotateDigest(2, attestorList, 4));
        vm.expectPartialRevert(IAttestorSet.AttestorSignatureInvalid.selector);
        attestors.rotate(attestorList, 3, signatures);
    }

    function test_rotate_anotherChain() public {
        bytes32 rotation = _rotateHash(2, attestorList, 4);
        AttestorSignature[] memory signatures =
            _quorum(_digestOn(block.chainid + 1, "Walras AttestorSet", address(attestors), rotation));
        vm.expectPartialRevert(IAttestorSet.AttestorSignatureInvalid.selector);
        attestors.rotate(attestorList, 4, signatures);
        // A fork of this chain is another chain, too.
        signatures = _quorum(_digest("Walras AttestorSet", address(attestors), rotation));
        vm.chainId(block.chainid + 1);
        vm.expectPartialRevert(IAttestorSet.AttestorSignatureInvalid.selector);
        attestors.rotate(attestorList, 4, signatures);
    }

    function test_rotate_anotherContract() public {
        AttestorSignature[] memory signatures = _quorum(_rotateDigest(2, attestorList, 4));
        AttestorSet twin = new AttestorSet(attestorList, THRESHOLD);
        vm.expectPartialRevert(IAttestorSet.AttestorSignatureInvalid.selector);
        twin.rotate(attestorList, 4, signatures);
    }

    function test_rotate_toInvalid() public {
        AttestorSignature[] memory signatures = _quorum(_rotateDigest(2, attestorList, 2));
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.ThresholdInvalid.selector, 2, ATTESTORS));
        attestors.rotate(attestorList, 2, signatures);
    }

    function test_limits() public {
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.AttestorCount.selector, 0));
        this.deploy(new address[](0), 1);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.AttestorCount.selector, 33));
        this.deploy(new address[](33), 17);
        address[] memory largest = _newAttestors("many", 32);
        AttestorSet set = this.deploy(largest, 32);
        set.check(1, DIGEST, _signatures(largest, 32, DIGEST));
        // Half is not a majority.
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.ThresholdInvalid.selector, 16, 32));
        this.deploy(largest, 16);
        this.deploy(largest, 17);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.ThresholdInvalid.selector, 33, 32));
        this.deploy(largest, 33);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.ThresholdInvalid.selector, 0, 32));
        this.deploy(largest, 0);
    }

    function test_duplicateAttestor() public {
        address[] memory list = new address[](2);
        (list[0], list[1]) = (attestorList[0], attestorList[0]);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAscending.selector, list[0], list[1]));
        this.deploy(list, 2);
        (list[0], list[1]) = (address(0), attestorList[0]);
        vm.expectRevert(abi.encodeWithSelector(IAttestorSet.NotAscending.selector, address(0), address(0)));
        this.deploy(list, 2);
    }

    /// @dev Linked dynamically, a `new` that reverts where a revert is expected would end the test then and there.
    function deploy(address[] memory list, uint256 threshold) external returns (AttestorSet) {
        return new AttestorSet(list, threshold);
    }
}
