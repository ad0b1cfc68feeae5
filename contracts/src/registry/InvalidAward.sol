// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBatchRules} from "../interfaces/IBatchRules.sol";
import {Batch} from "../types/Batch.sol";
import {AuctionHash} from "./AuctionHash.sol";
import {Award} from "./AuctionTypes.sol";
import {AuctioneerEvidence} from "./AuctioneerEvidence.sol";
import {Evidence} from "./Evidence.sol";
import {StaticRules} from "./StaticRules.sol";

/// @notice The auctioneer awarded a batch that can never settle.
/// Proves: it signed exactly this batch, and a rule that depends on nothing else fails. Does not prove anything about
/// prices, capacity, balances or permits, which may have been right when it signed.
contract InvalidAward is AuctioneerEvidence {
    address public immutable rules;

    constructor(address registry, address settlement, uint256 penalty, address rules_)
        Evidence(registry, settlement, penalty)
    {
        rules = rules_;
    }

    /// @notice The offence is the auction's hash: awarding the same winners again is the same mistake.
    /// @param awardSignature the auctioneer's, as for `Settlement.settle`
    /// @return reason the typed error of the broken rule
    function prove(Batch calldata batch, bytes calldata awardSignature) external returns (bytes memory reason) {
        Award memory award = Award(batch.auctionHash, keccak256(abi.encode(batch)), batch.expiryBlock);
        _checkSigned(AuctionHash.award(settlement, award), awardSignature);
        reason = StaticRules.reasonOf(IBatchRules(rules), batch);
        _convictAuctioneer(batch.auctionHash);
    }
}
