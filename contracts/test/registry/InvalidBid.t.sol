// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IComputePools} from "../../src/interfaces/IComputePools.sol";
import {IEvidence} from "../../src/interfaces/IEvidence.sol";
import {ISettlement} from "../../src/interfaces/ISettlement.sol";
import {AuctionHash} from "../../src/registry/AuctionHash.sol";
import {AuctionHeader, Bid, Fill, ProductTerms, Solution} from "../../src/registry/AuctionTypes.sol";
import {BidEvidence, InvalidBid} from "../../src/registry/InvalidBid.sol";
import {StaticRules} from "../../src/registry/StaticRules.sol";
import {Batch, BatchFill, BatchOrder, BatchProduct, Purchase} from "../../src/types/Batch.sol";
import {EvidenceFixture} from "./fixtures/EvidenceFixture.sol";

contract InvalidBidTest is EvidenceFixture {
    bytes32 internal constant REST = keccak256("the rest of the snapshot");

    InvalidBid internal evidence = InvalidBid(judge);

    function setUp() public override {
        super.setUp();
        deployCodeTo("InvalidBid.sol:InvalidBid", abi.encode(registry, settlement, PENALTY, rules), judge);
    }

    /// @dev A batch of two orders and two pools with the solver alone, and the evidence that it is its bid.
    function _solved(bool valid) private view returns (Batch memory batch, BidEvidence memory shown) {
        batch = _batch();
        batch.solvers = new address[](1);
        batch.solvers[0] = solver.addr;
        for (uint256 i; i < batch.products.length; ++i) {
            batch.products[i].solver = 0;
        }
        if (!valid) batch.orders[0].intent.minTier = 3;
        _signOrders(batch);
        shown = _evidence(batch);
        batch.auctionHash = shown.bid.auctionHash;
    }

    /// @dev The auction also holds an intent and pools that the bid leaves alone, so that indices are not positions.
    function _evidence(Batch memory batch) private view returns (BidEvidence memory shown) {
        shown.intentIds = new bytes32[](batch.orders.length + 1);
        for (uint256 i; i < batch.orders.length; ++i) {
            shown.intentIds[i + 1] = _id(batch.orders[i]);
        }
        shown.poolIds = new bytes32[](4);
        (shown.poolIds[1], shown.poolIds[2], shown.poolIds[3]) = (poolA, poolB, poolC);
        for (uint256 i = 2; i < 4; ++i) {
            for (uint256 j = i; shown.poolIds[j - 1] > shown.poolIds[j]; --j) {
                (shown.poolIds[j - 1], shown.poolIds[j]) = (shown.poolIds[j], shown.poolIds[j - 1]);
            }
        }
        shown.snapshotRestHash = REST;
        shown.header = _header(1);
        shown.header.intentIdsHash = keccak256(abi.encodePacked(shown.intentIds));
        shown.header.snapshotHash = keccak256(abi.encode(keccak256(abi.encode(shown.poolIds)), REST));
        shown.solution = 1;
        Solution[] memory solutions = new Solution[](2);
        solutions[1] = _solution(batch, shown.poolIds);
        shown.bid = _bidOf(this.auctionHashOf(shown.header), solutions);
        shown.signature = _commit(shown.bid);
    }

    function _solution(Batch memory batch, bytes32[] memory poolIds) private pure returns (Solution memory solution) {
        solution.products = new ProductTerms[](batch.products.length);
        for (uint256 i; i < batch.products.length; ++i) {
            BatchProduct memory product = batch.products[i];
            solution.products[i] = ProductTerms(
                product.gpuClass, product.region, product.tier, product.slot, product.margin, product.maxPrice
            );
        }
        uint256 count;
        for (uint256 i; i < batch.orders.length; ++i) {
            count += batch.orders[i].fills.length;
        }
        solution.fills = new Fill[](count);
        count = 0;
        for (uint256 i; i < batch.orders.length; ++i) {
            for (uint256 j; j < batch.orders[i].fills.length; ++j) {
                BatchFill memory fill = batch.orders[i].fills[j];
                Purchase memory purchase = batch.purchases[fill.purchase];
                uint32 pool;
                while (poolIds[pool] != purchase.poolId) {
                    ++pool;
                }
                solution.fills[count++] =
                    Fill(uint32(i + 1), pool, batch.products[purchase.product].slot, uint8(fill.hardware), fill.units);
            }
        }
    }

    function prove(BidEvidence memory shown, Batch memory batch) public returns (bytes memory) {
        vm.prank(reporter);
        return evidence.prove(shown, batch);
    }

    function test_proven() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        vm.expectEmit(judge);
        emit IEvidence.Proven(_hash(shown.bid), solver.addr, reporter, PENALTY);
        bytes memory reason = prove(shown, batch);
        assertEq(bytes4(reason), ISettlement.TierTooLow.selector);
        _assertFined(solver.addr);
        vm.expectRevert(abi.encodeWithSelector(IEvidence.AlreadyProven.selector, _hash(shown.bid)));
        this.prove(shown, batch);
    }

    function test_validBid() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(true);
        vm.expectRevert(StaticRules.BatchValid.selector);
        this.prove(shown, batch);
    }

    /// @dev A valid bid in a batch that was put together wrong: the solver has no part in that.
    function test_badFormIsNotTheSolversFault() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(true);
        uint256 count = batch.purchases.length;
        Purchase[] memory purchases = new Purchase[](count + 1);
        for (uint256 i; i < count; ++i) {
            purchases[i] = batch.purchases[i];
        }
        purchases[count] = batch.purchases[count - 1];
        batch.purchases = purchases;
        vm.expectRevert(abi.encodeWithSelector(ISettlement.PurchasesNotAscending.selector, count));
        this.prove(shown, batch);
    }

    /// @dev The batch says that a pool of one kind sells what another sells: the pool itself says no.
    function test_goodsDiffer() public {
        for (uint256 i; i < 3; ++i) {
            (Batch memory batch,) = _solved(true);
            for (uint256 j; j < batch.products.length; ++j) {
                if (i == 0) batch.products[j].gpuClass = keccak256("abacus");
                if (i == 1) batch.products[j].region = keccak256("antarctica");
                if (i == 2) batch.products[j].tier = 3;
            }
            BidEvidence memory shown = _evidence(batch);
            batch.auctionHash = shown.bid.auctionHash;
            vm.expectRevert(abi.encodeWithSelector(InvalidBid.GoodsDiffer.selector, 0));
            this.prove(shown, batch);
        }
    }

    function test_poolUnknown() public {
        (Batch memory batch,) = _solved(false);
        batch.purchases[0].poolId = bytes32(uint256(1));
        (, BidEvidence memory shown) = _solved(false);
        vm.expectRevert(abi.encodeWithSelector(IComputePools.PoolUnknown.selector, bytes32(uint256(1))));
        batch.auctionHash = shown.bid.auctionHash;
        this.prove(shown, batch);
    }

    function test_auctionDiffers() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        batch.auctionHash = AUCTION;
        vm.expectRevert(abi.encodeWithSelector(InvalidBid.AuctionDiffers.selector, shown.bid.auctionHash, AUCTION));
        this.prove(shown, batch);
        shown.header.round = 2;
        vm.expectRevert(
            abi.encodeWithSelector(
                InvalidBid.AuctionDiffers.selector, this.auctionHashOf(shown.header), shown.bid.auctionHash
            )
        );
        this.prove(shown, batch);
    }

    function test_intentsDiffer() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        shown.intentIds[0] = keccak256("another intent");
        vm.expectPartialRevert(InvalidBid.IntentsDiffer.selector);
        this.prove(shown, batch);
    }

    function test_poolsDiffer() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        shown.poolIds[0] = keccak256("another pool");
        vm.expectPartialRevert(InvalidBid.PoolsDiffer.selector);
        this.prove(shown, batch);
        shown.poolIds[0] = 0;
        shown.snapshotRestHash = keccak256("another rest");
        vm.expectPartialRevert(InvalidBid.PoolsDiffer.selector);
        this.prove(shown, batch);
    }

    function test_commitmentSignatureInvalid() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        bytes memory reason = abi.encodeWithSelector(InvalidBid.CommitmentSignatureInvalid.selector, solver.addr);
        shown.bid.salt = keccak256("another salt");
        vm.expectRevert(reason);
        this.prove(shown, batch);
        shown.signature = _sign(
            alice.key, AuctionHash.commitment(address(settlement), shown.bid.auctionHash, solver.addr, _hash(shown.bid))
        );
        vm.expectRevert(reason);
        this.prove(shown, batch);
        shown.bid.solver = address(0);
        shown.signature = "";
        vm.expectRevert(abi.encodeWithSelector(InvalidBid.CommitmentSignatureInvalid.selector, address(0)));
        this.prove(shown, batch);
    }

    function test_solverDiffers() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        batch.solvers[0] = solverX;
        vm.expectRevert(abi.encodeWithSelector(InvalidBid.SolverDiffers.selector, solver.addr));
        this.prove(shown, batch);
        batch.solvers = new address[](2);
        batch.solvers[0] = solver.addr;
        vm.expectRevert(abi.encodeWithSelector(InvalidBid.SolverDiffers.selector, solver.addr));
        this.prove(shown, batch);
    }

    /// @dev Any other terms than those of the bid.
    function testFuzz_productDiffers(uint256 index, uint256 field, uint256 value) public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        index %= batch.products.length;
        BatchProduct memory product = batch.products[index];
        bytes32 before = keccak256(abi.encode(product));
        field %= 6;
        if (field == 0) product.gpuClass = bytes32(value);
        if (field == 1) product.region = bytes32(value);
        if (field == 2) product.tier = uint8(value);
        if (field == 3) product.slot = uint64(value);
        if (field == 4) product.margin = value;
        if (field == 5) product.maxPrice = value;
        vm.assume(keccak256(abi.encode(product)) != before);
        vm.expectRevert(abi.encodeWithSelector(InvalidBid.ProductDiffers.selector, index));
        this.prove(shown, batch);
    }

    function test_productMissing() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        batch.products = new BatchProduct[](batch.products.length - 1);
        vm.expectPartialRevert(InvalidBid.ProductDiffers.selector);
        this.prove(shown, batch);
    }

    /// @dev A product that the solver never named: its terms would be the submitter's.
    function test_productTooMany() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        ProductTerms[] memory named = new ProductTerms[](batch.products.length - 1);
        for (uint256 i; i < named.length; ++i) {
            named[i] = shown.bid.solutions[1].products[i];
        }
        shown.bid.solutions[1].products = named;
        shown.signature = _commit(shown.bid);
        vm.expectRevert(abi.encodeWithSelector(InvalidBid.ProductDiffers.selector, named.length));
        this.prove(shown, batch);
    }

    /// @dev Any other fills than those of the bid.
    function testFuzz_fillDiffers(uint256 order, uint256 fill, uint256 field, uint256 value) public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        BatchOrder memory chosen = batch.orders[order % 2];
        uint256 position = fill % 2;
        uint256 expected = (order % 2) * 2 + position;
        if (field % 3 == 0) {
            vm.assume(value != chosen.fills[position].units);
            chosen.fills[position].units = value;
        } else if (field % 3 == 1) {
            vm.assume(value != chosen.fills[position].hardware);
            chosen.fills[position].hardware = value;
        } else {
            // Another intent: anything its id stands for.
            chosen.maxPayment += bound(value, 1, 1e18);
            expected = (order % 2) * 2;
        }
        vm.expectRevert(abi.encodeWithSelector(InvalidBid.FillDiffers.selector, expected));
        this.prove(shown, batch);
    }

    function test_fillOfAnotherPurchase() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        BatchFill memory fill = batch.orders[0].fills[0];
        fill.purchase = (fill.purchase + 1) % batch.purchases.length;
        vm.expectRevert(abi.encodeWithSelector(InvalidBid.FillDiffers.selector, 0));
        this.prove(shown, batch);
    }

    /// @dev The same in all but the pool, and in all but the slot.
    function test_fillOfAnotherPoolOrSlot() public {
        for (uint256 i; i < 2; ++i) {
            (Batch memory batch, BidEvidence memory shown) = _solved(false);
            Fill memory fill = shown.bid.solutions[1].fills[0];
            if (i == 0) fill.pool = fill.pool == 1 ? 2 : 1;
            if (i == 1) ++fill.slot;
            shown.signature = _commit(shown.bid);
            vm.expectRevert(abi.encodeWithSelector(InvalidBid.FillDiffers.selector, 0));
            this.prove(shown, batch);
        }
    }

    function test_fillsMissing() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        BatchOrder[] memory orders = new BatchOrder[](1);
        orders[0] = batch.orders[0];
        batch.orders = orders;
        vm.expectRevert(abi.encodeWithSelector(InvalidBid.FillDiffers.selector, 2));
        this.prove(shown, batch);
    }

    function test_fillTooMany() public {
        (Batch memory batch, BidEvidence memory shown) = _solved(false);
        BatchOrder[] memory orders = new BatchOrder[](3);
        (orders[0], orders[1], orders[2]) = (batch.orders[0], batch.orders[1], batch.orders[1]);
        batch.orders = orders;
        vm.expectRevert(abi.encodeWithSelector(InvalidBid.FillDiffers.selector, 4));
        this.prove(shown, batch);
    }
}
