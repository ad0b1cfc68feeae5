// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {AuctionHash} from "./AuctionHash.sol";
import {BidOutcome, Outcome} from "./AuctionTypes.sol";
import {AuctioneerEvidence} from "./AuctioneerEvidence.sol";
import {Evidence} from "./Evidence.sol";

/// @notice The auctioneer decided one auction in two ways.
/// Proves: it signed both. An outcome is a pure function of the auction, of what came in, and of who has failed to settle
/// since. The first two are fixed when bidding ends, so an honest auctioneer signs another outcome of an auction only
/// after a winner failed, and that winner is `reverted` from then on: two different outcomes with the same reverted bids
/// are never both honest. Does not prove which of the two is the right one.
contract OutcomeEquivocation is AuctioneerEvidence {
    bytes32 internal constant REVERTED = keccak256("reverted");

    error AuctionsDiffer(bytes32 first, bytes32 second);
    error OutcomesEqual(bytes32 digest);
    /// @dev A winner failed between the two: that is what an honest auctioneer does.
    error RevertedDiffer();

    constructor(address registry, address settlement, uint256 penalty) Evidence(registry, settlement, penalty) {}

    /// @notice The offence is the auction's hash.
    function prove(
        Outcome calldata first,
        bytes calldata firstSignature,
        Outcome calldata second,
        bytes calldata secondSignature
    ) external {
        if (first.auctionHash != second.auctionHash) {
            revert AuctionsDiffer(first.auctionHash, second.auctionHash);
        }
        bytes32 digest = AuctionHash.outcome(settlement, first);
        bytes32 otherDigest = AuctionHash.outcome(settlement, second);
        if (digest == otherDigest) revert OutcomesEqual(digest);
        _checkSigned(digest, firstSignature);
        _checkSigned(otherDigest, secondSignature);
        if (_reverted(first.bids) != _reverted(second.bids)) revert RevertedDiffer();
        _convictAuctioneer(first.auctionHash);
    }

    /// @dev The reverted bids as a set. Bids ascend in honest outcomes; in others the order must not be a way out.
    function _reverted(BidOutcome[] calldata bids) private pure returns (uint256 set) {
        for (uint256 i; i < bids.length; ++i) {
            if (keccak256(bytes(bids[i].status)) != REVERTED) continue;
            unchecked {
                set += uint256(keccak256(abi.encode(bids[i].solver, bids[i].bidHash)));
            }
        }
    }
}
