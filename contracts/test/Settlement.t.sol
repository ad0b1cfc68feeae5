// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FullMath} from "@uniswap/v4-core/src/libraries/FullMath.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {LeaseTree} from "../src/libraries/LeaseTree.sol";
import {Batch, BatchOrder} from "../src/types/Batch.sol";
import {Lease} from "../src/types/Lease.sol";
import {BatchFixture} from "./fixtures/BatchFixture.sol";
import {LeaseLog} from "./fixtures/LeaseLog.sol";
import {SmartWallet} from "./fixtures/SmartWallet.sol";

contract SettlementTest is BatchFixture {
    function test_settle_moneyToTheUnit() public {
        Batch memory batch = _batch();
        uint256[3] memory costs = [
            pools.quote(poolA, FIRST_SLOT, 4 * 3600),
            pools.quote(poolB, FIRST_SLOT, 6 * 3600 + 1),
            pools.quote(poolC, FIRST_SLOT + 1, 3 * 3600)
        ];
        uint256 unitsAB = 10 * 3600 + 1;
        uint256 priceAB = FullMath.mulDivRoundingUp(costs[0] + costs[1], 1e6, unitsAB) + MARGIN;
        uint256 priceC = FullMath.mulDivRoundingUp(costs[2], 1e6, 3 * 3600) + MARGIN;
        uint256 alicePays = 2 * FullMath.mulDivRoundingUp(priceAB, 4 * 3600, 1e6);
        uint256 bobAB = FullMath.mulDivRoundingUp(priceAB, 2 * 3600 + 1, 1e6);
        uint256 bobC = FullMath.mulDivRoundingUp(priceC, 3 * 3600, 1e6);
        _settle(batch);

        assertEq(1_000_000e6 - usdc.balanceOf(alice.addr), alicePays);
        assertEq(1_000_000e6 - usdc.balanceOf(bob.addr), bobAB + bobC);
        uint256 grossAB = alicePays + bobAB - costs[0] - costs[1];
        uint256 grossC = bobC - costs[2];
        bool abFirst = batch.products[0].gpuClass == H100;
        _assertCredits(abFirst ? grossAB : grossC, abFirst ? grossC : grossAB);
        assertEq(escrow.owed(), alicePays + bobAB + bobC);
        assertEq(escrow.owed(), usdc.balanceOf(address(escrow)));
        // The margin is what the solver asked for, give or take the dust of rounding.
        assertApproxEqAbs(grossAB, MARGIN * unitsAB / 1e6, 4);
    }

    function _assertCredits(uint256 grossX, uint256 grossY) private view {
        uint256 feeX = grossX * FEE_PIPS / 1e6;
        uint256 feeY = grossY * FEE_PIPS / 1e6;
        assertEq(escrow.creditOf(solverX), grossX - feeX);
        assertEq(escrow.creditOf(solverY), grossY - feeY);
        assertEq(escrow.creditOf(feeRecipient), feeX + feeY);
    }

    function test_settle_leases() public {
        Batch memory batch = _batch();
        uint256 costB = pools.quote(poolB, FIRST_SLOT, 6 * 3600 + 1);
        vm.recordLogs();
        _settle(batch);
        Lease[] memory leases = LeaseLog.read(vm.getRecordedLogs());

        assertEq(leases.length, 4);
        bytes32[] memory leaves = new bytes32[](4);
        uint256 total;
        uint256 sharesOfB;
        for (uint256 i; i < 4; ++i) {
            Lease memory lease = leases[i];
            assertEq(lease.index, i);
            assertEq(lease.batchId, settlement.batchIdOf(AUCTION));
            assertEq(lease.operator, lease.poolId == poolB ? operatorB : operatorA);
            assertEq(lease.slot, lease.poolId == poolC ? FIRST_SLOT + 1 : FIRST_SLOT);
            BatchOrder memory order = batch.orders[i / 2];
            assertEq(lease.recipient, order.owner);
            assertEq(lease.units, order.fills[i % 2].units);
            assertEq(lease.intentId, settlement.intentIdOf(order));
            leaves[i] = LeaseTree.leaf(lease);
            total += lease.cost;
            if (lease.poolId == poolB) sharesOfB += lease.cost;
        }
        assertEq(sharesOfB, costB);
        assertEq(escrow.leaseRoot(settlement.batchIdOf(AUCTION)), LeaseTree.root(leaves));
        uint256 credits = escrow.creditOf(solverX) + escrow.creditOf(solverY) + escrow.creditOf(feeRecipient);
        assertEq(total + credits, escrow.owed());
    }

    function test_settle_oneOrderOneFill() public {
        Batch memory batch = _one(3600);
        _settle(batch);
        assertEq(escrow.owed(), usdc.balanceOf(address(escrow)));
        assertEq(escrow.owed(), 1_000_000e6 - usdc.balanceOf(alice.addr));
    }

    function test_settle_paysForFilledWorkOnly() public {
        // Half the work: half the limit.
        Batch memory batch = _one(3600);
        batch.orders[0].intent.work = 7200;
        batch.orders[0].maxPayment = 6e6 + 1;
        uint256 payment = _paymentOf(batch);
        _signOrders(batch);
        bytes32 id = settlement.intentIdOf(batch.orders[0]);
        bytes memory award = _signAward(batch);
        vm.expectEmit(address(settlement));
        emit ISettlement.IntentSettled(id, alice.addr, AUCTION, payment, 3600, 3e6);
        settlement.settle(batch, award);
    }

    function test_settle_compactSignatures() public {
        Batch memory batch = _one(3600);
        _signOrders(batch);
        (bytes32 r, bytes32 vs) = vm.signCompact(alice.key, _permitDigest(batch.orders[0]));
        batch.orders[0].signature = abi.encodePacked(r, vs);
        (r, vs) = vm.signCompact(auctioneer.key, _awardDigest(batch));
        settlement.settle(batch, abi.encodePacked(r, vs));
        assertTrue(settlement.settled(AUCTION));
    }

    function test_settle_erc1271Owner() public {
        SmartWallet wallet = new SmartWallet(carol.addr);
        usdc.mint(address(wallet), 1_000_000e6);
        wallet.execute(address(usdc), abi.encodeCall(usdc.approve, (permit2, type(uint256).max)));
        Batch memory batch = _one(3600);
        batch.orders[0].owner = address(wallet);
        keys[address(wallet)] = carol.key;
        _settle(batch);
        assertLt(usdc.balanceOf(address(wallet)), 1_000_000e6);
    }

    function test_settle_erc1271Auctioneer() public {
        _deployMarket(address(usdc), address(new SmartWallet(auctioneer.addr)));
        poolA = _openPool(operatorA, "h100-sxm-80gb", "eu-north", 1, 62_000);
        _settle(_one(3600));
        assertTrue(settlement.settled(AUCTION));
    }

    function test_settle_anyoneRelays() public {
        Batch memory batch = _one(3600);
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        vm.prank(makeAddr("relay"));
        settlement.settle(batch, award);
    }

    function test_settle_survivesAPurchaseInBetween() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        usdc.mint(address(this), 1_000e6);
        usdc.approve(address(pools), type(uint256).max);
        pools.buy(poolB, FIRST_SLOT, 1, type(uint256).max, block.timestamp, address(this), WORKLOAD);
        settlement.settle(batch, award);
        assertEq(escrow.owed(), usdc.balanceOf(address(escrow)));
    }

    function test_settle_replayOfAuction() public {
        Batch memory batch = _one(3600);
        _settle(batch);
        Batch memory other = _single(bob.addr, 3600, _fill(3600));
        _signOrders(other);
        bytes memory award = _signAward(other);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.AuctionSettled.selector, AUCTION));
        settlement.settle(other, award);
    }

    function test_settle_replayOfIntent() public {
        Batch memory batch = _one(3600);
        _settle(batch);
        batch.auctionHash = keccak256("next auction");
        bytes memory award = _signAward(batch);
        vm.expectRevert(abi.encodeWithSignature("InvalidNonce()"));
        settlement.settle(batch, award);
    }

    function test_settle_intentOfAnotherMarket() public {
        Batch memory batch = _one(3600);
        _signOrders(batch);
        _deployMarket(address(usdc), auctioneer.addr);
        _openPool(operatorA, "h100-sxm-80gb", "eu-north", 1, 62_000);
        bytes memory award = _signAward(batch);
        vm.expectRevert(abi.encodeWithSignature("InvalidSigner()"));
        settlement.settle(batch, award);
    }

    function test_settle_awardOfAnotherMarket() public {
        Batch memory batch = _one(3600);
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        _deployMarket(address(usdc), auctioneer.addr);
        vm.expectPartialRevert(ISettlement.AwardSignatureInvalid.selector);
        settlement.settle(batch, award);
    }

    function test_settle_awardExpiry() public {
        Batch memory batch = _one(3600);
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        vm.roll(batch.expiryBlock + 1);
        vm.expectRevert(
            abi.encodeWithSelector(ISettlement.AwardExpired.selector, batch.expiryBlock, batch.expiryBlock + 1)
        );
        settlement.settle(batch, award);
        vm.roll(batch.expiryBlock);
        settlement.settle(batch, award);
    }

    function test_settle_wrongAuctioneer() public {
        Batch memory batch = _one(3600);
        _signOrders(batch);
        bytes memory award = _signAward(batch, alice.key);
        vm.expectRevert(
            abi.encodeWithSelector(ISettlement.AwardSignatureInvalid.selector, keccak256(abi.encode(batch)))
        );
        settlement.settle(batch, award);
    }

    function test_settle_alteredBatch() public {
        Batch memory batch = _one(3600);
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        batch.products[0].margin += 1;
        vm.expectPartialRevert(ISettlement.AwardSignatureInvalid.selector);
        settlement.settle(batch, award);
        batch.products[0].margin -= 1;
        batch.expiryBlock += 1;
        vm.expectPartialRevert(ISettlement.AwardSignatureInvalid.selector);
        settlement.settle(batch, award);
    }

    function test_settle_nothingHappensWhenOneOrderFails() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        vm.prank(batch.orders[1].owner);
        usdc.approve(permit2, 0);
        vm.expectRevert("TRANSFER_FROM_FAILED");
        settlement.settle(batch, award);
        assertEq(usdc.balanceOf(batch.orders[0].owner), 1_000_000e6);
        assertEq(pools.slotOf(poolB, FIRST_SLOT).sold, 0);
        assertFalse(settlement.settled(AUCTION));
    }

    function test_fuzz_settle_conserves(uint256 a, uint256 b, uint256 c, uint256 margin) public {
        DraftFill[][] memory fills = new DraftFill[][](2);
        fills[0] = new DraftFill[](2);
        fills[0][0] = DraftFill(poolA, FIRST_SLOT, 0, bound(a, 3600, 16 * 3600));
        fills[0][1] = DraftFill(poolB, FIRST_SLOT, 0, bound(b, 3600, 8 * 3600));
        fills[1] = new DraftFill[](1);
        fills[1][0] = DraftFill(poolB, FIRST_SLOT, 0, bound(c, 3600, 8 * 3600));
        BatchOrder[] memory orders = new BatchOrder[](2);
        orders[0] = _order(alice.addr, fills[0][0].units + fills[0][1].units);
        orders[1] = _order(bob.addr, fills[1][0].units);
        Batch memory batch = _assemble(orders, fills);
        batch.products[0].margin = bound(margin, 0, 50e6);
        vm.recordLogs();
        _settle(batch);

        Lease[] memory leases = LeaseLog.read(vm.getRecordedLogs());
        uint256 costs;
        for (uint256 i; i < leases.length; ++i) {
            costs += leases[i].cost;
        }
        uint256 paid = 2_000_000e6 - usdc.balanceOf(alice.addr) - usdc.balanceOf(bob.addr);
        assertEq(paid, costs + escrow.creditOf(solverX) + escrow.creditOf(feeRecipient));
        assertEq(paid, escrow.owed());
        assertEq(paid, usdc.balanceOf(address(escrow)));
    }

    function _fill(uint256 units) private view returns (DraftFill[] memory fills) {
        fills = new DraftFill[](1);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, units);
    }

    function _one(uint256 units) private view returns (Batch memory) {
        return _single(alice.addr, units, _fill(units));
    }

    function _paymentOf(Batch memory batch) private view returns (uint256) {
        uint256 units = batch.orders[0].fills[0].units;
        uint256 average = FullMath.mulDivRoundingUp(pools.quote(poolA, FIRST_SLOT, units), 1e6, units);
        return FullMath.mulDivRoundingUp(average + MARGIN, units, 1e6);
    }
}
