// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Delivery} from "../types/Delivery.sol";
import {Failure, Lease, LeaseClocks, LeaseLife, LeaseShares, LeaseStatus} from "../types/Lease.sol";

/// @notice Holds the money of every lease until it ends, and is the one state machine of its life:
///
///     Leased -> Started -> Finished -> Settled      start, submit, settle
///     Leased | Started -> Released                  release, by the holder
///     Leased | Started -> Failed                    fail, by the operator; expire, by anyone once a clock has run out
///     Finished -> Failed                            settle, when the verifier rejects the claim
///
/// Nobody can move the money of a lease anywhere but to its operator and its holder. docs/leases.md has the whole table.
interface ILeaseEscrow {
    event LeaseStarted(bytes32 indexed batchId, uint256 index, address indexed operator, uint256 startedAt);
    event LeaseHeartbeat(bytes32 indexed batchId, uint256 index, address indexed operator);
    /// @notice The claim is with the verifier of its tier. `units` were metered.
    event LeaseFinished(bytes32 indexed batchId, uint256 index, address indexed operator, uint256 units);
    event LeaseSettled(
        bytes32 indexed batchId, uint256 index, address indexed operator, uint256 earned, uint256 refund, uint256 fee
    );
    event LeaseReleased(bytes32 indexed batchId, uint256 index, address indexed holder, uint256 earned, uint256 refund);
    /// @notice `cost` and `compensation` went to the holder, `reward` to the challenger, `burned` to nobody.
    event LeaseFailed(
        bytes32 indexed batchId,
        uint256 index,
        address indexed holder,
        Failure failure,
        uint256 cost,
        uint256 compensation,
        uint256 reward,
        uint256 burned
    );
    event LeaseTransferred(bytes32 indexed batchId, uint256 index, address indexed from, address indexed to);
    event Credited(address indexed payee, uint256 amount);
    event Withdrawn(address indexed payee, uint256 amount);

    error NotOpener(address caller);
    error BatchExists(bytes32 batchId);
    error ProofInvalid(bytes32 batchId, uint256 index);
    error NotOperator(address caller, address operator);
    error NotHolder(address caller, address holder);
    error HolderZero();
    /// @notice The lease is not in a state that this transition leaves from.
    error WrongStatus(bytes32 batchId, uint256 index, LeaseStatus status);
    error TooEarly(bytes32 batchId, uint256 index, uint256 from);
    error TooLate(bytes32 batchId, uint256 index, uint256 until);
    error VerdictPending(bytes32 batchId, uint256 index);
    error LengthMismatch(uint256 leases, uint256 proofs);
    error NothingToWithdraw(address payee);

    /// @notice Opens a book of leases that cost `total` together. Only the pools and the settlement, after paying.
    /// @param key chosen by the opener; a key opens once
    /// @return batchId keccak256(abi.encode(chain id, opener, key))
    function open(bytes32 key, bytes32 leaseRoot, uint256 total) external returns (bytes32 batchId);

    /// @notice Owes `amount` to `payee`, to be withdrawn. Only the pools and the settlement, after paying.
    function credit(address payee, uint256 amount) external;

    /// @notice The operator's machines are ready: billing begins now, or with the slot if that is later.
    function start(Lease[] calldata leases, bytes32[][] calldata proofs) external;

    /// @notice The operator's sign of life, at least every `clocks.heartbeat` seconds from the start to the slot's end.
    function heartbeat(Lease[] calldata leases, bytes32[][] calldata proofs) external;

    /// @notice The operator's claims, after the slot: seconds from start to the slot's end, with what the verifier of the
    /// pool's tier asks for. Claims that are accepted at once are paid at once, in one transfer.
    function submit(Lease[] calldata leases, bytes32[][] calldata proofs, Delivery[] calldata deliveries) external;

    /// @notice Pays by the verdict, once it is final. Anyone may call.
    function settle(Lease[] calldata leases, bytes32[][] calldata proofs) external;

    /// @notice The holder has no more use for it. Before the slot: the units go back to the pool. After: it pays for the
    /// seconds used. Never less than the release fee.
    function release(Lease[] calldata leases, bytes32[][] calldata proofs) external;

    /// @notice The operator's word that it cannot deliver: cheaper than to be found out.
    function fail(Lease[] calldata leases, bytes32[][] calldata proofs) external;

    /// @notice Ends leases whose operator let a clock run out. Anyone may call; the holder is paid.
    function expire(Lease[] calldata leases, bytes32[][] calldata proofs) external;

    /// @notice Hands a lease on: its new holder may release it, and is who gets refunds.
    function transfer(Lease calldata lease, bytes32[] calldata proof, address to) external;

    /// @notice Pays out the caller's credit.
    function withdraw() external returns (uint256 amount);

    /// @notice All that is owed: costs of leases that have not ended, and credits. Never above the escrow's balance.
    function owed() external view returns (uint256);

    function creditOf(address payee) external view returns (uint256);
    function leaseRoot(bytes32 batchId) external view returns (bytes32);

    /// @notice Where a lease is. The lease must be one that exists: nothing is proven here.
    function statusOf(Lease calldata lease) external view returns (LeaseStatus);

    /// @notice What is stored of a lease: when it started, when it was last alive, what stake waits with it.
    function lifeOf(Lease calldata lease) external view returns (LeaseLife memory);
    function holderOf(Lease calldata lease) external view returns (address);

    function clocks() external view returns (LeaseClocks memory);
    function shares() external view returns (LeaseShares memory);
    function token() external view returns (address);
    function pools() external view returns (address);
    function settlement() external view returns (address);
    function registry() external view returns (address);
    /// @notice The verifier of a tier, 0..3.
    function verifierOf(uint8 tier) external view returns (address);
    function slotSeconds() external view returns (uint256);
}
