// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBatchRules} from "../interfaces/IBatchRules.sol";
import {IComputePools} from "../interfaces/IComputePools.sol";
import {ISettlement} from "../interfaces/ISettlement.sol";
import {Batch, BatchFill, BatchOrder, BatchProduct, Purchase} from "../types/Batch.sol";
import {PoolTerms} from "../types/Pool.sol";
import {AuctionHash} from "./AuctionHash.sol";
import {AuctionHeader, Bid, Fill, ProductTerms, Solution} from "./AuctionTypes.sol";
import {Evidence} from "./Evidence.sol";
import {StaticRules} from "./StaticRules.sol";

/// @notice A bid, and what its numbers stand for.
/// @param intentIds of the auction: what `Fill.intent` is an index into
/// @param poolIds of the snapshot: what `Fill.pool` is an index into
/// @param snapshotRestHash hash of everything else in the snapshot
/// @param signature the solver's, of its commitment to the bid
/// @param solution index of the solution that is invalid
struct BidEvidence {
    AuctionHeader header;
    bytes32[] intentIds;
    bytes32[] poolIds;
    bytes32 snapshotRestHash;
    Bid bid;
    bytes signature;
    uint256 solution;
}

/// @notice A solver committed to a solution that can never settle.
/// Proves: the solver signed the bid's hash; the batch is that solution and nothing else, in canonical form, so whatever
/// rule it breaks, the solver broke. Does not prove anything about prices, capacity, balances or permits, or solutions
/// that are not in canonical form.
contract InvalidBid is Evidence {
    address public immutable rules;

    error AuctionDiffers(bytes32 expected, bytes32 actual);
    error IntentsDiffer(bytes32 expected, bytes32 actual);
    error PoolsDiffer(bytes32 expected, bytes32 actual);
    error CommitmentSignatureInvalid(address solver);
    error SolverDiffers(address expected);
    error ProductDiffers(uint256 product);
    error GoodsDiffer(uint256 purchase);
    error FillDiffers(uint256 fill);

    constructor(address registry, address settlement, uint256 penalty, address rules_)
        Evidence(registry, settlement, penalty)
    {
        rules = rules_;
    }

    /// @notice The offence is the bid's hash: a bid is fined once.
    /// @param batch the solution in the contract's shape: what `settle` would get if it won alone
    /// @return reason the typed error of the broken rule
    function prove(BidEvidence calldata evidence, Batch calldata batch) external returns (bytes memory reason) {
        bytes32 bidHash = _checkBid(evidence);
        _checkSame(evidence, batch);
        // Its form is the submitter's choice: only what is wrong in canonical form is the solver's fault.
        IBatchRules(rules).checkForm(batch);
        reason = StaticRules.reasonOf(IBatchRules(rules), batch);
        _convict(evidence.bid.solver, bidHash);
    }

    /// @dev The solver signed the bid, for an auction of these intents and these pools.
    function _checkBid(BidEvidence calldata evidence) private view returns (bytes32 bidHash) {
        Bid calldata bid = evidence.bid;
        AuctionHeader calldata header = evidence.header;
        bytes32 auctionHash = AuctionHash.auction(settlement, header);
        if (bid.auctionHash != auctionHash) revert AuctionDiffers(auctionHash, bid.auctionHash);
        bytes32 intents = AuctionHash.intentIds(evidence.intentIds);
        if (header.intentIdsHash != intents) revert IntentsDiffer(header.intentIdsHash, intents);
        bytes32 snapshot = AuctionHash.snapshot(evidence.poolIds, evidence.snapshotRestHash);
        if (header.snapshotHash != snapshot) revert PoolsDiffer(header.snapshotHash, snapshot);

        bidHash = AuctionHash.bid(auctionHash, bid.solver, bid.solutions, bid.certificateHash, bid.salt);
        bytes32 digest = AuctionHash.commitment(settlement, auctionHash, bid.solver, bidHash);
        if (!AuctionHash.isSignedBy(bid.solver, digest, evidence.signature)) {
            revert CommitmentSignatureInvalid(bid.solver);
        }
    }

    /// @dev The batch is the solution: the same terms, the same fills, of the intents and pools the numbers stand for.
    function _checkSame(BidEvidence calldata evidence, Batch calldata batch) private view {
        Bid calldata bid = evidence.bid;
        if (batch.auctionHash != bid.auctionHash) revert AuctionDiffers(bid.auctionHash, batch.auctionHash);
        if (batch.solvers.length != 1 || batch.solvers[0] != bid.solver) revert SolverDiffers(bid.solver);
        Solution calldata solution = bid.solutions[evidence.solution];
        _checkProducts(batch.products, solution.products);
        _checkGoods(batch);
        uint256 matched;
        for (uint256 i; i < batch.orders.length; ++i) {
            matched = _checkOrder(evidence, batch, batch.orders[i], matched);
        }
        if (matched != solution.fills.length) revert FillDiffers(matched);
    }

    function _checkProducts(BatchProduct[] calldata products, ProductTerms[] calldata terms) private pure {
        if (products.length != terms.length) revert ProductDiffers(terms.length);
        for (uint256 i; i < terms.length; ++i) {
            BatchProduct calldata product = products[i];
            ProductTerms calldata term = terms[i];
            if (
                product.gpuClass != term.gpuClass || product.region != term.region || product.tier != term.tier
                    || product.slot != term.slot || product.margin != term.margin || product.maxPrice != term.maxPrice
            ) revert ProductDiffers(i);
        }
    }

    /// @dev A solution does not say which product a pool belongs to: the pool itself does.
    function _checkGoods(Batch calldata batch) private view {
        IComputePools pools = IComputePools(ISettlement(settlement).pools());
        for (uint256 i; i < batch.purchases.length; ++i) {
            Purchase calldata purchase = batch.purchases[i];
            BatchProduct calldata product = batch.products[purchase.product];
            PoolTerms memory terms = pools.terms(purchase.poolId);
            if (product.gpuClass != terms.gpuClass || product.region != terms.region || product.tier != terms.tier) {
                revert GoodsDiffer(i);
            }
        }
    }

    /// @param matched fills of the solution that the orders before account for
    function _checkOrder(
        BidEvidence calldata evidence,
        Batch calldata batch,
        BatchOrder calldata order,
        uint256 matched
    ) private view returns (uint256) {
        Fill[] calldata fills = evidence.bid.solutions[evidence.solution].fills;
        bytes32 intentId = ISettlement(settlement).intentIdOf(order);
        for (uint256 i; i < order.fills.length; ++i) {
            if (matched == fills.length) revert FillDiffers(matched);
            BatchFill calldata batchFill = order.fills[i];
            Purchase calldata purchase = batch.purchases[batchFill.purchase];
            Fill calldata fill = fills[matched];
            if (
                evidence.intentIds[fill.intent] != intentId || evidence.poolIds[fill.pool] != purchase.poolId
                    || fill.slot != batch.products[purchase.product].slot || fill.hardware != batchFill.hardware
                    || fill.units != batchFill.units
            ) revert FillDiffers(matched);
            ++matched;
        }
        return matched;
    }
}
