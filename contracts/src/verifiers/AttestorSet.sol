// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "solady/utils/EIP712.sol";
import {SignatureCheckerLib} from "solady/utils/SignatureCheckerLib.sol";
import {AttestorSignature, IAttestorSet} from "../interfaces/IAttestorSet.sol";

contract AttestorSet is IAttestorSet, EIP712 {
    uint256 public constant MAX_ATTESTORS = 32;
    bytes32 public constant ROTATE_TYPEHASH = keccak256("Rotate(uint256 epoch,address[] attestors,uint256 threshold)");

    uint256 public epoch;
    mapping(uint256 epoch => uint256) internal _thresholds;
    mapping(uint256 epoch => address[]) internal _attestors;
    mapping(uint256 epoch => mapping(address account => bool)) internal _isAttestor;

    constructor(address[] memory attestors, uint256 threshold) {
        _begin(attestors, threshold);
    }

    /// @inheritdoc IAttestorSet
    function rotate(address[] calldata attestors, uint256 threshold, AttestorSignature[] calldata signatures) external {
        bytes32 next =
            keccak256(abi.encode(ROTATE_TYPEHASH, epoch + 1, keccak256(abi.encodePacked(attestors)), threshold));
        check(epoch, _hashTypedData(next), signatures);
        _begin(attestors, threshold);
    }

    /// @inheritdoc IAttestorSet
    function check(uint256 epoch_, bytes32 digest, AttestorSignature[] calldata signatures) public view {
        uint256 threshold = thresholdOf(epoch_);
        if (signatures.length < threshold) revert QuorumMissing(signatures.length, threshold);
        // Ascending members of a set of at most MAX_ATTESTORS: the loop is bounded.
        address previous;
        for (uint256 i; i < signatures.length; ++i) {
            address attestor = signatures[i].attestor;
            if (attestor <= previous) revert NotAscending(previous, attestor);
            if (!_isAttestor[epoch_][attestor]) revert NotAttestor(attestor, epoch_);
            if (!SignatureCheckerLib.isValidSignatureNowCalldata(attestor, digest, signatures[i].signature)) {
                revert AttestorSignatureInvalid(attestor, digest);
            }
            previous = attestor;
        }
    }

    /// @inheritdoc IAttestorSet
    function thresholdOf(uint256 epoch_) public view returns (uint256) {
        if (epoch_ == 0 || epoch_ > epoch) revert EpochUnknown(epoch_);
        return _thresholds[epoch_];
    }

    /// @inheritdoc IAttestorSet
    function attestorsOf(uint256 epoch_) external view returns (address[] memory) {
        return _attestors[epoch_];
    }

    /// @inheritdoc IAttestorSet
    function isAttestor(uint256 epoch_, address account) external view returns (bool) {
        return _isAttestor[epoch_][account];
    }

    function _begin(address[] memory attestors, uint256 threshold) private {
        uint256 count = attestors.length;
        if (count == 0 || count > MAX_ATTESTORS) revert AttestorCount(count);
        if (threshold > count || threshold * 2 <= count) revert ThresholdInvalid(threshold, count);
        uint256 begins = ++epoch;
        address previous;
        for (uint256 i; i < count; ++i) {
            if (attestors[i] <= previous) revert NotAscending(previous, attestors[i]);
            previous = attestors[i];
            _isAttestor[begins][previous] = true;
        }
        _attestors[begins] = attestors;
        _thresholds[begins] = threshold;
        emit Rotated(begins, attestors, threshold);
    }

    function _domainNameAndVersion() internal pure override returns (string memory, string memory) {
        return ("Walras AttestorSet", "1");
    }
}
