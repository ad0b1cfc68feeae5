// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {AttestorSignature} from "../../src/interfaces/IAttestorSet.sol";
import {AttestorSet} from "../../src/verifiers/AttestorSet.sol";

/// @notice Five attestors of which three must sign. Digests are put together here independently of the contracts.
abstract contract AttestorFixture is Test {
    uint256 internal constant ATTESTORS = 5;
    uint256 internal constant THRESHOLD = 3;

    AttestorSet internal attestors;
    mapping(address attestor => uint256) internal attestorKeys;
    /// Ascending.
    address[] internal attestorList;

    function _deployAttestors() internal {
        attestorList = _newAttestors("attestor", ATTESTORS);
        attestors = new AttestorSet(attestorList, THRESHOLD);
    }

    function _newAttestors(string memory name, uint256 count) internal returns (address[] memory list) {
        list = new address[](count);
        for (uint256 i; i < count; ++i) {
            (address account, uint256 key) = makeAddrAndKey(string.concat(name, " ", vm.toString(i)));
            attestorKeys[account] = key;
            list[i] = account;
        }
        _sort(list);
    }

    function _sort(address[] memory list) internal pure {
        for (uint256 i = 1; i < list.length; ++i) {
            for (uint256 j = i; j > 0 && list[j - 1] > list[j]; --j) {
                (list[j - 1], list[j]) = (list[j], list[j - 1]);
            }
        }
    }

    /// @dev The first `count` of a list.
    function _signatures(address[] memory list, uint256 count, bytes32 digest)
        internal
        view
        returns (AttestorSignature[] memory signatures)
    {
        signatures = new AttestorSignature[](count);
        for (uint256 i; i < count; ++i) {
            signatures[i] = AttestorSignature(list[i], _signature(attestorKeys[list[i]], digest));
        }
    }

    /// @dev Just enough of the first epoch's.
    function _quorum(bytes32 digest) internal view returns (AttestorSignature[] memory) {
        return _signatures(attestorList, THRESHOLD, digest);
    }

    function _signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _digest(string memory name, address target, bytes32 structHash) internal view returns (bytes32) {
        return _digestOn(block.chainid, name, target, structHash);
    }

    function _digestOn(uint256 chainId, string memory name, address target, bytes32 structHash)
        internal
        pure
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256("1"),
                chainId,
                target
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }

    function _rotateHash(uint256 epoch, address[] memory list, uint256 threshold) internal pure returns (bytes32) {
        bytes32 typeHash = keccak256("Rotate(uint256 epoch,address[] attestors,uint256 threshold)");
        return keccak256(abi.encode(typeHash, epoch, keccak256(abi.encodePacked(list)), threshold));
    }

    function _rotateDigest(uint256 epoch, address[] memory list, uint256 threshold) internal view returns (bytes32) {
        return _digest("Walras AttestorSet", address(attestors), _rotateHash(epoch, list, threshold));
    }

    function _rulingHash(bytes32 disputeId, bytes32 claimHash, bool operatorWins) internal pure returns (bytes32) {
        bytes32 typeHash = keccak256("Ruling(bytes32 disputeId,bytes32 claimHash,bool operatorWins)");
        return keccak256(abi.encode(typeHash, disputeId, claimHash, operatorWins));
    }
}
