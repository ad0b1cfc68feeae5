// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Lease} from "../types/Lease.sol";

/// @notice Holds the cost of every lease until delivery. A lease ends exactly once: claimed or failed. Nobody can move
/// the money of a lease anywhere but to its operator or its recipient.
interface ILeaseEscrow {
    event LeaseClaimed(bytes32 indexed batchId, uint256 index, address indexed operator, uint256 amount);
    event LeaseFailed(bytes32 indexed batchId, uint256 index, address indexed recipient, uint256 amount);
    event Credited(address indexed payee, uint256 amount);
    event Withdrawn(address indexed payee, uint256 amount);

    error NotOpener(address caller);
    error BatchExists(bytes32 batchId);
    error ProofInvalid(bytes32 batchId, uint256 index);
    error LeaseEnded(bytes32 batchId, uint256 index);
    error NotOperator(address caller, address operator);
    error SlotNotOver(uint64 slot, uint256 endsAt);
    error LengthMismatch(uint256 leases, uint256 proofs);
    error NothingToWithdraw(address payee);

    /// @notice Opens a book of leases that cost `total` together. Only the pools and the settlement, after paying.
    /// @param key chosen by the opener; a key opens once
    /// @return batchId keccak256(abi.encode(opener, key))
    function open(bytes32 key, bytes32 leaseRoot, uint256 total) external returns (bytes32 batchId);

    /// @notice Owes `amount` to `payee`, to be withdrawn. Only the pools and the settlement, after paying.
    function credit(address payee, uint256 amount) external;

    /// @notice Pays a lease to its operator, who calls, once its slot is over.
    function claim(Lease calldata lease, bytes32[] calldata proof) external;

    /// @notice Many claims of one operator, one transfer.
    function claimMany(Lease[] calldata leases, bytes32[][] calldata proofs) external;

    /// @notice The operator's word that a lease was not delivered: its cost goes back to its recipient.
    function declareFailure(Lease calldata lease, bytes32[] calldata proof) external;

    /// @notice Pays out the caller's credit.
    function withdraw() external returns (uint256 amount);

    /// @notice All that is owed: costs of leases that have not ended, and credits. Never above the escrow's balance.
    function owed() external view returns (uint256);

    function creditOf(address payee) external view returns (uint256);
    function leaseRoot(bytes32 batchId) external view returns (bytes32);
    function ended(bytes32 batchId, uint256 index) external view returns (bool);

    function token() external view returns (address);
    function pools() external view returns (address);
    function settlement() external view returns (address);
    function slotSeconds() external view returns (uint256);
}
