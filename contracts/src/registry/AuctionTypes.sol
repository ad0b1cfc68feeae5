// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The header of an auction, with its list of intents replaced by its hash: exactly how EIP-712 encodes it.
struct AuctionHeader {
    uint256 round;
    uint256 blockNumber;
    bytes32 blockHash;
    bytes32 snapshotHash;
    uint256 firstSlot;
    uint256 slotCount;
    bytes32 intentIdsHash;
    uint256 commitByMs;
    uint256 revealByMs;
}

/// @notice `units` of a pool in a slot for an intent: indices into the snapshot's pools and the auction's intents.
struct Fill {
    uint32 intent;
    uint32 pool;
    uint64 slot;
    uint8 hardware;
    uint256 units;
}

struct ProductTerms {
    bytes32 gpuClass;
    bytes32 region;
    uint8 tier;
    uint64 slot;
    uint256 margin;
    uint256 maxPrice;
}

struct Solution {
    Fill[] fills;
    ProductTerms[] products;
}

/// @notice What a solver commits to; bidHash = keccak256(abi.encode(auctionHash, solver, solutions, certificateHash, salt)).
/// @param certificateHash of the prices that prove how good a solution can be: no contract needs them. 0 without any
struct Bid {
    bytes32 auctionHash;
    address solver;
    Solution[] solutions;
    bytes32 certificateHash;
    bytes32 salt;
}

struct BidOutcome {
    address solver;
    bytes32 bidHash;
    string status;
    int256 score;
    int256 marginal;
    uint256 bound;
    uint256 solution;
    string code;
    string reason;
}

/// @notice The auctioneer's decision; outcomeHash = keccak256(abi.encode(auctionHash, total, bound, bids, unservedHash)).
/// @param unservedHash of the list that says why intents were not served
struct Outcome {
    bytes32 auctionHash;
    uint256 total;
    uint256 bound;
    BidOutcome[] bids;
    bytes32 unservedHash;
}

struct Award {
    bytes32 auctionHash;
    bytes32 batchHash;
    uint256 expiryBlock;
}
