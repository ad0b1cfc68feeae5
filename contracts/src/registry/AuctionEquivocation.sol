// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AuctionHash} from "./AuctionHash.sol";
import {AuctionHeader} from "./AuctionTypes.sol";
import {AuctioneerEvidence} from "./AuctioneerEvidence.sol";
import {Evidence} from "./Evidence.sol";

/// @notice The auctioneer opened two different auctions under one number, so that solvers bid for different things.
/// Proves: it signed both. An honest auctioneer never uses a number twice, also after a crash.
contract AuctionEquivocation is AuctioneerEvidence {
    error AuctionsEqual(bytes32 auctionHash);
    error RoundsDiffer(uint256 first, uint256 second);

    constructor(address registry, address settlement, uint256 penalty) Evidence(registry, settlement, penalty) {}

    /// @notice The offence is the round.
    function prove(
        AuctionHeader calldata first,
        bytes calldata firstSignature,
        AuctionHeader calldata second,
        bytes calldata secondSignature
    ) external {
        if (first.round != second.round) revert RoundsDiffer(first.round, second.round);
        bytes32 digest = AuctionHash.auction(settlement, first);
        bytes32 otherDigest = AuctionHash.auction(settlement, second);
        if (digest == otherDigest) revert AuctionsEqual(digest);
        _checkSigned(digest, firstSignature);
        _checkSigned(otherDigest, secondSignature);
        _convictAuctioneer(bytes32(first.round));
    }
}
