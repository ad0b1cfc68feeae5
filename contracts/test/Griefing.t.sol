// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Vm} from "forge-std/Vm.sol";
import {Batch, BatchOrder} from "../src/types/Batch.sol";
import {BatchVerdict, Rule} from "../src/types/BatchVerdict.sol";
import {BurningWallet} from "./fixtures/BurningWallet.sol";
import {LensFixture} from "./fixtures/LensFixture.sol";
import {BlockingToken} from "./tokens/BlockingToken.sol";
import {HookToken} from "./tokens/HookToken.sol";

/// @notice What it takes to keep a batch from settling, and what it does to the others in it. Alice and Bob are honest.
/// Every test says what the grief costs whom; gas figures are logged (`forge test -vv`) and bounded here. "The others lose
/// a round trip" means: the auctioneer asks the lens, resolves the same bids without the griefer and sends again, within
/// the round. Only if the griefer was faster than a transaction that was under way, a failed transaction is paid for.
contract GriefingTest is LensFixture {
    BuyerAccount internal mallory;
    uint256 internal lastGas;

    function setUp() public override {
        super.setUp();
        mallory = _buyer("mallory");
        keys[mallory.addr] = mallory.key;
    }

    /// @notice Cancels the nonce. Costs the griefer one storage write in Permit2 and the intent itself, which is dead in
    /// every later round too. The others lose a round trip; the auctioneer the gas up to Mallory's order if it had sent.
    function test_cancelNonce() public {
        Batch memory batch = _with(mallory.addr);
        uint256 nonce = _nonceOf(batch, mallory.addr);
        vm.startPrank(mallory.addr);
        _callMeasured(
            permit2,
            abi.encodeWithSignature(
                "invalidateUnorderedNonces(uint256,uint256)", nonce >> 8, uint256(1) << (nonce & 0xff)
            )
        );
        vm.stopPrank();
        _assertOnlyGriefer(batch, Rule.Nonce, 60_000);
    }

    /// @notice Moves the balance away. Costs the griefer a transfer, and whatever was in the wallet must stay elsewhere:
    /// admission and the cut ask for money each round, so the intent waits until it is back.
    function test_moveBalance() public {
        Batch memory batch = _with(mallory.addr);
        vm.prank(mallory.addr);
        _callMeasured(address(usdc), abi.encodeCall(usdc.transfer, (solverX, 1_000_000e6)));
        _assertOnlyGriefer(batch, Rule.Balance, 60_000);
    }

    /// @notice Revokes the allowance. The cheapest grief: 5,000 gas and the transaction, and no money has to move.
    function test_revokeAllowance() public {
        Batch memory batch = _with(mallory.addr);
        vm.prank(mallory.addr);
        _callMeasured(address(usdc), abi.encodeCall(usdc.approve, (permit2, 0)));
        _assertOnlyGriefer(batch, Rule.Allowance, 40_000);
    }

    /// @notice Revokes before the batch and restores after it, in one block. The lens sees nothing afterwards; the events
    /// of the block do. Costs the griefer two transactions around the auctioneer's, each round anew, the auctioneer one
    /// failed transaction, the others a block or two.
    function test_revokeAndRestore() public {
        Batch memory batch = _with(mallory.addr);
        bytes memory award = _signAward(batch);
        vm.recordLogs();
        vm.prank(mallory.addr);
        usdc.approve(permit2, 0);
        (bool settled,) = address(settlement).call(abi.encodeCall(settlement.settle, (batch, award)));
        vm.prank(mallory.addr);
        usdc.approve(permit2, type(uint256).max);
        assertFalse(settled);
        assertTrue(lens.judge(batch, award).ok);
        // What a log filter of that block finds, whatever the lens says now.
        assertEq(_approvalsBy(mallory.addr), 2);
        _settle(_without());
    }

    /// @notice A wallet that stops validating. Costs the griefer one storage write; the others a round trip.
    function test_walletRefuses() public {
        BurningWallet wallet = _wallet();
        wallet.set(BurningWallet.Mood.Agree);
        Batch memory batch = _with(address(wallet));
        assertTrue(lens.judge(batch, _signAward(batch)).ok);
        wallet.set(BurningWallet.Mood.Refuse);
        _assertOnlyGriefer(batch, Rule.Signature, 0);
    }

    /// @notice A wallet that burns all the gas it gets. The lens gives it 200,000. Without that the transaction would
    /// cost the auctioneer its whole gas limit; with it the wallet is dropped before anything is sent, for free.
    function test_walletBurns() public {
        BurningWallet wallet = _wallet();
        Batch memory batch = _with(address(wallet));
        bytes memory award = _signAward(batch);
        (bool settled,) = address(settlement).call{gas: 16_000_000}(abi.encodeCall(settlement.settle, (batch, award)));
        assertFalse(settled);
        emit log_named_uint("gas a transaction would have cost the auctioneer", vm.lastCallGas().gasTotalUsed);
        assertGt(vm.lastCallGas().gasTotalUsed, 15_000_000);

        BatchVerdict memory verdict = lens.judge{gas: 60_000_000}(batch, award);
        for (uint256 i; i < batch.orders.length; ++i) {
            assertEq(
                _has(verdict.orders[i].findings, Rule.SignatureGas), batch.orders[i].owner == address(wallet), "burner"
            );
        }
        _settle(_without());
    }

    /// @notice A wallet that burns what it gets and still agrees lets the batch settle: the gas is the auctioneer's loss,
    /// up to 63/64 of the limit. The lens sees that too, so it is dropped although the batch would go through.
    function test_walletBurnsAndAgrees() public {
        BurningWallet wallet = _wallet();
        wallet.set(BurningWallet.Mood.BurnAndAgree);
        Batch memory batch = _with(address(wallet));
        BatchVerdict memory verdict = lens.judge{gas: 60_000_000}(batch, _signAward(batch));
        assertTrue(verdict.rehearsal.settled);
        assertGt(verdict.rehearsal.gas, 10_000_000);
        assertFalse(verdict.ok);
        assertTrue(_has(_all(verdict), Rule.SignatureGas));
        _settle(_without());
    }

    /// @notice Two intents under one nonce, or for one balance: only one can be paid. Free for the griefer; the lens sees
    /// it in the same call, and only the second goes.
    function test_oneNonceForTwo() public {
        BatchOrder[] memory orders = new BatchOrder[](3);
        (orders[0], orders[1], orders[2]) =
        (_order(alice.addr, 3600), _order(mallory.addr, 3600), _order(mallory.addr, 3601));
        orders[2].nonce = orders[1].nonce;
        Batch memory batch = _assembleOnA(orders);
        BatchVerdict memory verdict = _judgeAndSettle(batch, _signAward(batch));
        assertEq(_all(verdict).length, 1);
        assertTrue(_has(_all(verdict), Rule.Nonce));
    }

    /// @notice Buys one unit of every slot that a batch buys from. Costs the griefer the units, a fraction of a cent each,
    /// and a lease each that somebody could use. Everybody's price drifts by less than 1 in 50,000: within any maxPrice
    /// that is not today's price to the unit. Nobody loses anything else.
    function test_oneUnitEverywhere() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        BatchVerdict memory before = lens.judge(batch, award);
        uint256 spent = _buy(poolA, FIRST_SLOT, 1) + _buy(poolB, FIRST_SLOT, 1) + _buy(poolC, FIRST_SLOT + 1, 1);
        BatchVerdict memory later = lens.judge(batch, award);
        assertTrue(later.ok);
        emit log_named_uint("base units spent by the griefer", spent);
        emit log_named_uint("base units more for everybody", later.payments - before.payments);
        assertLt(spent, 3_000);
        assertLt(later.payments - before.payments, before.payments / 50_000);
        _settle(batch);
    }

    /// @notice One unit, against a buyer who was to pay exactly the limit. The same price; that buyer alone waits for the
    /// next auction, the others settle now.
    function test_oneUnitAtTheLimit() public {
        Batch memory batch = _with(mallory.addr);
        uint256 payment = _paymentOf(batch, mallory.addr);
        batch.orders[_indexOf(batch, mallory.addr)].maxPayment = payment;
        _signOrders(batch);
        assertTrue(lens.judge(batch, _signAward(batch)).ok);
        _buy(poolA, FIRST_SLOT, 3600);
        _assertOnlyGriefer(batch, Rule.Limit, 0);
    }

    /// @notice Buys so much of a slot that one order no longer fits. Costs the price of everything left but a unit, at the
    /// dear end of the ladder. The order that frees enough goes, the rest of the batch settles.
    function test_lastUnitTaken() public {
        uint256 left = GPUS * 3600 - 3 * 3600;
        Batch memory batch = _with(mallory.addr);
        uint256 spent = _buy(poolA, FIRST_SLOT, left + 1);
        emit log_named_uint("base units spent by the griefer", spent);
        assertGt(spent, 20e6);
        BatchVerdict memory verdict = _judgeAndSettle(batch, _signAward(batch));
        assertEq(verdict.findings.length, 1);
        _assertRule(verdict.findings[0].rule, Rule.Capacity);
        assertEq(verdict.purchases[0].units - verdict.purchases[0].left, 1);
        Batch memory rest = _without();
        for (uint256 i; i < rest.orders.length; ++i) {
            rest.orders[i].maxPayment *= 2;
        }
        _settle(rest);
    }

    /// @notice A recipient that cannot receive, a payee that the token blocks, a solver without a payable function: nobody
    /// is paid in a settlement, so none of it matters. Free, and without effect.
    function test_recipientReverts() public {
        BlockingToken token = new BlockingToken();
        usdc = token;
        _deployMarket(address(token), auctioneer.addr);
        poolA = _openPool(operatorA, "h100-sxm-80gb", "eu-north", 1, 62_000);
        _fund(alice.addr);
        _fund(bob.addr);
        _fund(mallory.addr);
        address[4] memory payees = [operatorA, solverX, solverY, feeRecipient];
        for (uint256 i; i < payees.length; ++i) {
            token.setBlocked(payees[i], true, false);
        }
        BatchOrder[] memory orders = new BatchOrder[](2);
        (orders[0], orders[1]) = (_order(alice.addr, 3600), _order(mallory.addr, 3600));
        orders[1].intent.recipient = address(new HookToken());
        _settle(_assembleOnA(orders));
        assertGt(escrow.creditOf(solverX), 0);
    }

    /// @dev The lens finds `rule` with the griefer's order and nothing else, settling reverts, and without that order
    /// it goes through. `griefGas` bounds what it cost the griefer, 0 for what is set up here in no transaction.
    function _assertOnlyGriefer(Batch memory batch, Rule rule, uint256 griefGas) private {
        BatchVerdict memory verdict = _judgeAndSettle(batch, _signAward(batch));
        assertEq(_all(verdict).length, 1);
        uint256 griefer = _grieferOf(batch);
        assertEq(verdict.orders[griefer].findings.length, 1);
        _assertRule(verdict.orders[griefer].findings[0].rule, rule);
        emit log_named_uint("gas of the griefer", lastGas);
        emit log_named_uint("gas of a transaction that was under way", verdict.rehearsal.gas);
        if (griefGas > 0) assertLt(lastGas, griefGas);
        assertLt(verdict.rehearsal.gas, 600_000);
        _settle(_without());
        assertTrue(settlement.settled(AUCTION));
        assertGt(1_000_000e6, usdc.balanceOf(alice.addr));
        assertGt(1_000_000e6, usdc.balanceOf(bob.addr));
    }

    function _approvalsBy(address owner) private returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != address(usdc) || logs[i].topics[0] != keccak256("Approval(address,address,uint256)"))
            {
                continue;
            }
            if (logs[i].topics[1] == bytes32(uint256(uint160(owner)))) ++count;
        }
    }

    function _callMeasured(address to, bytes memory data) private {
        (bool success,) = to.call(data);
        lastGas = vm.lastCallGas().gasTotalUsed + 21_000;
        assertTrue(success);
    }

    /// @dev Alice, Bob and the griefer, who share a slot of pool A.
    function _with(address griefer) private returns (Batch memory) {
        BatchOrder[] memory orders = new BatchOrder[](3);
        (orders[0], orders[1], orders[2]) = (_order(alice.addr, 3600), _order(bob.addr, 3600), _order(griefer, 3600));
        orders[2].signature = hex"01";
        return _assembleOnA(orders);
    }

    /// @dev The same bids without the griefer.
    function _without() private view returns (Batch memory) {
        BatchOrder[] memory orders = new BatchOrder[](2);
        (orders[0], orders[1]) = (_order(alice.addr, 3600), _order(bob.addr, 3600));
        return _assembleOnA(orders);
    }

    function _assembleOnA(BatchOrder[] memory orders) private view returns (Batch memory batch) {
        DraftFill[][] memory fills = new DraftFill[][](orders.length);
        for (uint256 i; i < orders.length; ++i) {
            fills[i] = new DraftFill[](1);
            fills[i][0] = DraftFill(poolA, FIRST_SLOT, 0, orders[i].intent.work);
        }
        batch = _assemble(orders, fills);
        _signOrders(batch);
    }

    function _wallet() private returns (BurningWallet wallet) {
        wallet = new BurningWallet(usdc, permit2);
        usdc.mint(address(wallet), 1_000_000e6);
    }

    function _paymentOf(Batch memory batch, address owner) private returns (uint256) {
        return lens.judge(batch, "").orders[_indexOf(batch, owner)].payment;
    }

    function _indexOf(Batch memory batch, address owner) private pure returns (uint256 index) {
        while (batch.orders[index].owner != owner) ++index;
    }

    function _nonceOf(Batch memory batch, address owner) private pure returns (uint256) {
        return batch.orders[_indexOf(batch, owner)].nonce;
    }

    function _grieferOf(Batch memory batch) private view returns (uint256 index) {
        while (batch.orders[index].owner == alice.addr || batch.orders[index].owner == bob.addr) ++index;
    }

    function _buy(bytes32 poolId, uint64 slot, uint256 units) private returns (uint256 cost) {
        vm.startPrank(carol.addr);
        usdc.approve(address(pools), type(uint256).max);
        (cost,) = pools.buy(poolId, slot, units, type(uint256).max, block.timestamp, carol.addr, WORKLOAD);
        vm.stopPrank();
    }
}
