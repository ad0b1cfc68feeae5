// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AuctionHash} from "./AuctionHash.sol";
import {Award} from "./AuctionTypes.sol";
import {AuctioneerEvidence} from "./AuctioneerEvidence.sol";
import {Evidence} from "./Evidence.sol";

/// @notice The auctioneer awarded two different batches of one auction until the same block.
/// Proves: it signed both. When an award fails, an honest auctioneer awards another batch, and the first may still be
/// good: so two awards are no offence by themselves. But each has its own expiry, later than the one before, so that
/// everybody knows which replaces which. Does not catch two awards with different expiries.
contract AwardEquivocation is AuctioneerEvidence {
    error AuctionsDiffer(bytes32 first, bytes32 second);
    error ExpiriesDiffer(uint256 first, uint256 second);
    error BatchesEqual(bytes32 batchHash);

    constructor(address registry, address settlement, uint256 penalty) Evidence(registry, settlement, penalty) {}

    /// @notice The offence is the auction's hash.
    function prove(
        Award calldata first,
        bytes calldata firstSignature,
        Award calldata second,
        bytes calldata secondSignature
    ) external {
        if (first.auctionHash != second.auctionHash) {
            revert AuctionsDiffer(first.auctionHash, second.auctionHash);
        }
        if (first.expiryBlock != second.expiryBlock) revert ExpiriesDiffer(first.expiryBlock, second.expiryBlock);
        if (first.batchHash == second.batchHash) revert BatchesEqual(first.batchHash);
        _checkSigned(AuctionHash.award(settlement, first), firstSignature);
        _checkSigned(AuctionHash.award(settlement, second), secondSignature);
        _convictAuctioneer(first.auctionHash);
    }
}
