// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IEvidence} from "../../src/interfaces/IEvidence.sol";
import {AuctionEquivocation} from "../../src/registry/AuctionEquivocation.sol";
import {AuctionHeader, Award, BidOutcome, Outcome} from "../../src/registry/AuctionTypes.sol";
import {AuctioneerEvidence} from "../../src/registry/AuctioneerEvidence.sol";
import {AwardEquivocation} from "../../src/registry/AwardEquivocation.sol";
import {OutcomeEquivocation} from "../../src/registry/OutcomeEquivocation.sol";
import {EvidenceFixture} from "./fixtures/EvidenceFixture.sol";

contract AuctionEquivocationTest is EvidenceFixture {
    AuctionEquivocation internal evidence = AuctionEquivocation(judge);
    AuctionHeader internal first;
    AuctionHeader internal second;

    function setUp() public override {
        super.setUp();
        deployCodeTo("AuctionEquivocation.sol:AuctionEquivocation", abi.encode(registry, settlement, PENALTY), judge);
        first = _header(7);
        second = _header(7);
        second.intentIdsHash = keccak256("other intents");
    }

    function prove() public {
        (bytes memory one, bytes memory other) =
            (_sign(auctioneer.key, this.auctionHashOf(first)), _sign(auctioneer.key, this.auctionHashOf(second)));
        vm.prank(reporter);
        evidence.prove(first, one, second, other);
    }

    function test_proven() public {
        vm.expectEmit(judge);
        emit IEvidence.Proven(bytes32(uint256(7)), auctioneer.addr, reporter, PENALTY);
        prove();
        _assertFined(auctioneer.addr);
        second.snapshotHash = keccak256("a third auction");
        vm.expectRevert(abi.encodeWithSelector(IEvidence.AlreadyProven.selector, bytes32(uint256(7))));
        this.prove();
    }

    function test_roundsDiffer() public {
        second.round = 8;
        vm.expectRevert(abi.encodeWithSelector(AuctionEquivocation.RoundsDiffer.selector, 7, 8));
        this.prove();
    }

    /// @dev Two signatures of one auction are one auction.
    function test_auctionsEqual() public {
        second = first;
        vm.expectRevert(abi.encodeWithSelector(AuctionEquivocation.AuctionsEqual.selector, this.auctionHashOf(first)));
        this.prove();
    }

    function test_signatures() public {
        (bytes32 one, bytes32 other) = (this.auctionHashOf(first), this.auctionHashOf(second));
        bytes memory good = _sign(auctioneer.key, one);
        bytes memory bad = _sign(alice.key, other);
        vm.expectRevert(abi.encodeWithSelector(AuctioneerEvidence.AuctioneerSignatureInvalid.selector, other));
        evidence.prove(first, good, second, bad);
        vm.expectRevert(abi.encodeWithSelector(AuctioneerEvidence.AuctioneerSignatureInvalid.selector, other));
        evidence.prove(second, bad, first, good);
    }
}

contract AwardEquivocationTest is EvidenceFixture {
    AwardEquivocation internal evidence = AwardEquivocation(judge);
    Award internal first = Award(AUCTION, keccak256("batch"), 1_012);
    Award internal second = Award(AUCTION, keccak256("another batch"), 1_012);

    function setUp() public override {
        super.setUp();
        deployCodeTo("AwardEquivocation.sol:AwardEquivocation", abi.encode(registry, settlement, PENALTY), judge);
    }

    function prove() public {
        bytes memory one = _sign(auctioneer.key, awardDigestOf(first));
        bytes memory other = _sign(auctioneer.key, awardDigestOf(second));
        vm.prank(reporter);
        evidence.prove(first, one, second, other);
    }

    function test_proven() public {
        vm.expectEmit(judge);
        emit IEvidence.Proven(AUCTION, auctioneer.addr, reporter, PENALTY);
        prove();
        _assertFined(auctioneer.addr);
        vm.expectRevert(abi.encodeWithSelector(IEvidence.AlreadyProven.selector, AUCTION));
        this.prove();
    }

    /// @dev The first failed, and the auctioneer tried without the winner that failed: as it should.
    function test_expiriesDiffer() public {
        second.expiryBlock = 1_013;
        vm.expectRevert(abi.encodeWithSelector(AwardEquivocation.ExpiriesDiffer.selector, 1_012, 1_013));
        this.prove();
    }

    function test_batchesEqual() public {
        second = first;
        vm.expectRevert(abi.encodeWithSelector(AwardEquivocation.BatchesEqual.selector, first.batchHash));
        this.prove();
    }

    function test_auctionsDiffer() public {
        second.auctionHash = keccak256("another auction");
        vm.expectRevert(abi.encodeWithSelector(AwardEquivocation.AuctionsDiffer.selector, AUCTION, second.auctionHash));
        this.prove();
    }

    function test_signatures() public {
        bytes memory good = _sign(auctioneer.key, awardDigestOf(first));
        bytes memory bad = _sign(alice.key, awardDigestOf(second));
        vm.expectRevert(
            abi.encodeWithSelector(AuctioneerEvidence.AuctioneerSignatureInvalid.selector, awardDigestOf(second))
        );
        evidence.prove(first, good, second, bad);
        vm.expectRevert(
            abi.encodeWithSelector(AuctioneerEvidence.AuctioneerSignatureInvalid.selector, awardDigestOf(second))
        );
        evidence.prove(second, bad, first, good);
    }
}

contract OutcomeEquivocationTest is EvidenceFixture {
    OutcomeEquivocation internal evidence = OutcomeEquivocation(judge);

    function setUp() public override {
        super.setUp();
        deployCodeTo("OutcomeEquivocation.sol:OutcomeEquivocation", abi.encode(registry, settlement, PENALTY), judge);
    }

    /// @dev Bids of X, Y and a third, with these statuses.
    function _outcome(string memory x, string memory y, string memory third) private view returns (Outcome memory) {
        BidOutcome[] memory bids = new BidOutcome[](3);
        bids[0] = BidOutcome(solverX, keccak256("x"), x, 100, 10, 120, 0, "", "");
        bids[1] = BidOutcome(solverY, keccak256("y"), y, 90, 0, 0, 1, "bid/outscored", "The winning total is 100.");
        bids[2] = BidOutcome(solver.addr, keccak256("z"), third, -1, 0, 0, 0, "", "");
        return Outcome(AUCTION, 100, 120, bids, keccak256("unserved"));
    }

    function prove(Outcome memory first, Outcome memory second) public {
        bytes memory one = _sign(auctioneer.key, this.outcomeDigestOf(first));
        bytes memory other = _sign(auctioneer.key, this.outcomeDigestOf(second));
        vm.prank(reporter);
        evidence.prove(first, one, second, other);
    }

    function test_proven() public {
        vm.expectEmit(judge);
        emit IEvidence.Proven(AUCTION, auctioneer.addr, reporter, PENALTY);
        prove(_outcome("won", "lost", "lost"), _outcome("lost", "won", "lost"));
        _assertFined(auctioneer.addr);
        vm.expectRevert(abi.encodeWithSelector(IEvidence.AlreadyProven.selector, AUCTION));
        this.prove(_outcome("won", "lost", "lost"), _outcome("lost", "lost", "won"));
    }

    function test_proven_afterAFailure() public {
        prove(_outcome("reverted", "won", "lost"), _outcome("reverted", "lost", "won"));
        _assertFined(auctioneer.addr);
    }

    /// @dev Another order of the same bids is another outcome, and no way out.
    function test_proven_otherOrder() public {
        Outcome memory second = _outcome("reverted", "lost", "reverted");
        (second.bids[0], second.bids[2]) = (second.bids[2], second.bids[0]);
        prove(_outcome("reverted", "won", "reverted"), second);
        _assertFined(auctioneer.addr);
    }

    /// @dev What certificates prove, and why intents were not served, are part of the decision.
    function test_proven_otherProof() public {
        Outcome memory second = _outcome("won", "lost", "lost");
        second.bound = 121;
        prove(_outcome("won", "lost", "lost"), second);
        _assertFined(auctioneer.addr);
    }

    function test_proven_otherReasons() public {
        Outcome memory second = _outcome("won", "lost", "lost");
        second.unservedHash = keccak256("other reasons");
        prove(_outcome("won", "lost", "lost"), second);
        _assertFined(auctioneer.addr);
    }

    function test_failOverIsHonest() public {
        vm.expectRevert(OutcomeEquivocation.RevertedDiffer.selector);
        this.prove(_outcome("won", "lost", "lost"), _outcome("reverted", "won", "lost"));
        vm.expectRevert(OutcomeEquivocation.RevertedDiffer.selector);
        this.prove(_outcome("reverted", "won", "lost"), _outcome("reverted", "reverted", "won"));
    }

    function test_outcomesEqual() public {
        Outcome memory outcome = _outcome("won", "lost", "lost");
        vm.expectRevert(
            abi.encodeWithSelector(OutcomeEquivocation.OutcomesEqual.selector, this.outcomeDigestOf(outcome))
        );
        this.prove(outcome, outcome);
    }

    function test_auctionsDiffer() public {
        Outcome memory second = _outcome("lost", "won", "lost");
        second.auctionHash = keccak256("another auction");
        vm.expectRevert(
            abi.encodeWithSelector(OutcomeEquivocation.AuctionsDiffer.selector, AUCTION, second.auctionHash)
        );
        this.prove(_outcome("won", "lost", "lost"), second);
    }

    function test_signatures() public {
        Outcome memory first = _outcome("won", "lost", "lost");
        Outcome memory second = _outcome("lost", "won", "lost");
        bytes memory good = _sign(auctioneer.key, this.outcomeDigestOf(first));
        vm.expectRevert(
            abi.encodeWithSelector(AuctioneerEvidence.AuctioneerSignatureInvalid.selector, this.outcomeDigestOf(second))
        );
        evidence.prove(first, good, second, good);
        vm.expectRevert(
            abi.encodeWithSelector(AuctioneerEvidence.AuctioneerSignatureInvalid.selector, this.outcomeDigestOf(second))
        );
        evidence.prove(second, good, first, good);
    }
}
