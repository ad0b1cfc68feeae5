// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The right to use `units` of a pool in a slot. `cost` waits in escrow; `payment` is what the buyer paid for it,
/// margin included. `workload` is the content address of the job, hashed; `intentId` is 0 for direct purchases.
struct Lease {
    bytes32 batchId;
    uint256 index;
    address operator;
    address recipient;
    bytes32 poolId;
    uint64 slot;
    uint256 units;
    uint256 cost;
    uint256 payment;
    bytes32 workload;
    bytes32 intentId;
}

/// @notice Where a lease is in its life. Settled, Released and Failed are ends: a lease reaches one of them, once.
/// Disputed is Finished with a challenge open in the verifier: the escrow stores Finished.
enum LeaseStatus {
    Leased,
    Started,
    Finished,
    Disputed,
    Settled,
    Released,
    Failed
}

/// @notice What a lease's life has come to: one storage word. `stake` is what waits with it for a verdict.
struct LeaseLife {
    LeaseStatus status;
    bool transferred;
    uint40 startedAt;
    uint40 beatAt;
    uint128 stake;
}

/// @notice Why a lease failed, each with its share of the operator's stake.
enum Failure {
    Declared,
    NotStarted,
    Silent,
    NotSubmitted,
    Disproven
}

/// @notice The clocks of a lease, in seconds.
/// @param start an operator starts a lease at most so long before its slot, and at most so long after it begins
/// @param heartbeat most time between signs of life
/// @param submit time after the slot to submit the claim
struct LeaseClocks {
    uint32 start;
    uint32 heartbeat;
    uint32 submit;
}

/// @notice Shares in millionths: of the stake lost by each failure, of every penalty that is burned, and of a released
/// lease's cost that the operator keeps at least.
struct LeaseShares {
    uint32 declared;
    uint32 notStarted;
    uint32 silent;
    uint32 notSubmitted;
    uint32 disproven;
    uint32 burned;
    uint32 releaseFee;
}

/// @notice What an escrow is built with. `verifiers` by tier.
struct EscrowTerms {
    address token;
    address pools;
    address settlement;
    address registry;
    address[4] verifiers;
    uint256 slotSeconds;
    LeaseClocks clocks;
    LeaseShares shares;
}
