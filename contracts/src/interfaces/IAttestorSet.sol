// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice One attestor's signature of a digest: ECDSA of an account, or ERC-1271 of a contract.
struct AttestorSignature {
    address attestor;
    bytes signature;
}

/// @notice Who speaks for the attestors: n addresses of which k must sign. The set changes only by its own signatures, and
/// every change begins an epoch; what began in an epoch is judged by the attestors of that epoch.
interface IAttestorSet {
    /// @notice From now on `attestors` speak, `threshold` of them together.
    event Rotated(uint256 indexed epoch, address[] attestors, uint256 threshold);

    error AttestorCount(uint256 count);
    /// @notice A threshold must be a majority: two quorums always share an attestor.
    error ThresholdInvalid(uint256 threshold, uint256 count);
    /// @notice Attestors and signers ascend, so that none counts twice; 0 is nobody.
    error NotAscending(address previous, address next);
    error EpochUnknown(uint256 epoch);
    error QuorumMissing(uint256 signatures, uint256 threshold);
    error NotAttestor(address signer, uint256 epoch);
    error AttestorSignatureInvalid(address attestor, bytes32 digest);

    /// @notice Replaces the whole set. Signed by a quorum of the present epoch over
    /// Rotate(uint256 epoch,address[] attestors,uint256 threshold), where `epoch` is the one that begins. Anyone may relay it.
    function rotate(address[] calldata attestors, uint256 threshold, AttestorSignature[] calldata signatures) external;

    /// @notice Reverts with a typed error unless a quorum of that epoch signed the digest.
    /// @param digest EIP-712 digest in the domain of the contract that asks, so that it holds nowhere else
    function check(uint256 epoch, bytes32 digest, AttestorSignature[] calldata signatures) external view;

    /// @notice The present epoch. The first is 1.
    function epoch() external view returns (uint256);
    function thresholdOf(uint256 epoch) external view returns (uint256);
    function attestorsOf(uint256 epoch) external view returns (address[] memory);
    function isAttestor(uint256 epoch, address account) external view returns (bool);
}
