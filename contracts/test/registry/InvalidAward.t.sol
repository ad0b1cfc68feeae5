// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEvidence} from "../../src/interfaces/IEvidence.sol";
import {ISettlement} from "../../src/interfaces/ISettlement.sol";
import {AuctioneerEvidence} from "../../src/registry/AuctioneerEvidence.sol";
import {BatchRules} from "../../src/registry/BatchRules.sol";
import {InvalidAward} from "../../src/registry/InvalidAward.sol";
import {StaticRules} from "../../src/registry/StaticRules.sol";
import {Batch} from "../../src/types/Batch.sol";
import {SmartWallet} from "../fixtures/SmartWallet.sol";
import {EvidenceFixture} from "./fixtures/EvidenceFixture.sol";

contract InvalidAwardTest is EvidenceFixture {
    InvalidAward internal evidence = InvalidAward(judge);

    function setUp() public override {
        super.setUp();
        _deployJudge();
    }

    function _deployJudge() private {
        deployCodeTo("InvalidAward.sol:InvalidAward", abi.encode(registry, settlement, PENALTY, rules), judge);
    }

    function _invalid() private view returns (Batch memory batch) {
        batch = _valid();
        batch.orders[0].intent.minTier = 3;
    }

    function _prove(Batch memory batch, bytes memory award) private returns (bytes memory) {
        vm.prank(reporter);
        return evidence.prove(batch, award);
    }

    function test_proven() public {
        Batch memory batch = _invalid();
        bytes memory award = _signAward(batch);
        vm.expectEmit(judge);
        emit IEvidence.Proven(AUCTION, auctioneer.addr, reporter, PENALTY);
        bytes memory reason = _prove(batch, award);
        assertEq(reason, abi.encodeWithSelector(ISettlement.TierTooLow.selector, 0, 0, 1, 3));
        _assertFined(auctioneer.addr);
        assertTrue(evidence.proven(AUCTION));
        vm.expectRevert(abi.encodeWithSelector(IEvidence.AlreadyProven.selector, AUCTION));
        _prove(batch, award);
        // The same mistake again, until another block.
        batch.expiryBlock += 1;
        award = _signAward(batch);
        vm.expectRevert(abi.encodeWithSelector(IEvidence.AlreadyProven.selector, AUCTION));
        _prove(batch, award);
    }

    function test_validAward() public {
        Batch memory batch = _valid();
        bytes memory award = _signAward(batch);
        vm.expectRevert(StaticRules.BatchValid.selector);
        _prove(batch, award);
    }

    /// @dev An honest award of a batch that reverts because the market moved convicts nobody.
    function test_awardThatWentStale() public {
        Batch memory batch = _valid();
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        vm.prank(alice.addr);
        usdc.approve(permit2, 0);
        vm.expectRevert();
        settlement.settle(batch, award);
        vm.expectRevert(StaticRules.BatchValid.selector);
        _prove(batch, award);
    }

    function test_notAwarded() public {
        Batch memory batch = _invalid();
        bytes memory award = _signAward(batch);
        // Invalid in another way than the auctioneer signed.
        batch.orders[0].intent.minTier = 2;
        vm.expectRevert(
            abi.encodeWithSelector(AuctioneerEvidence.AuctioneerSignatureInvalid.selector, _awardDigest(batch))
        );
        _prove(batch, award);
        award = _signAward(batch, alice.key);
        vm.expectRevert(
            abi.encodeWithSelector(AuctioneerEvidence.AuctioneerSignatureInvalid.selector, _awardDigest(batch))
        );
        _prove(batch, award);
    }

    /// @dev A key's signature stays evidence when its account later delegates to code that denies everything.
    function test_delegationIsNoWayOut() public {
        Batch memory batch = _invalid();
        bytes memory award = _signAward(batch);
        vm.etch(auctioneer.addr, hex"fe");
        _prove(batch, award);
        _assertFined(auctioneer.addr);
    }

    function test_contractAuctioneer() public {
        Batch memory batch = _invalid();
        address wallet = address(new SmartWallet(auctioneer.addr));
        _deployMarket(address(usdc), wallet);
        rules = new BatchRules(address(settlement));
        _deployJudge();
        _bondOf(wallet);
        _prove(batch, _signAward(batch));
        _assertFined(wallet);
    }

    function testFuzz_gasCannotConvict(uint256 gas) public {
        Batch memory batch = _valid();
        bytes memory award = _signAward(batch);
        gas = bound(gas, 30_000, 1_000_000);
        (bool success,) = judge.call{gas: gas}(abi.encodeCall(evidence.prove, (batch, award)));
        assertFalse(success);
    }
}
