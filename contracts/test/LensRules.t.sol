// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch, BatchFill, BatchOrder, BatchProduct} from "../src/types/Batch.sol";
import {BatchVerdict, Finding, Rule} from "../src/types/BatchVerdict.sol";
import {BurningWallet} from "./fixtures/BurningWallet.sol";
import {LensFixture} from "./fixtures/LensFixture.sol";
import {SmartWallet} from "./fixtures/SmartWallet.sol";

/// @notice Every rule broken alone: the lens finds it and nothing else, with what the settlement reverts with.
contract LensRulesTest is LensFixture {
    function test_settled() public {
        Batch memory batch = _valid();
        _settle(batch);
        Batch memory other = _single(bob.addr, 4 * 3600, _one(4 * 3600));
        _expectOnly(other, Rule.Settled);
    }

    function test_expired() public {
        Batch memory batch = _valid();
        vm.roll(batch.expiryBlock + 1);
        _expectOnly(batch, Rule.Expired);
    }

    function test_award() public {
        Batch memory batch = _valid();
        _signOrders(batch);
        _expectOnlySigned(batch, _signAward(batch, alice.key), Rule.Award);
    }

    function test_empty() public {
        Batch memory batch = _valid();
        batch.orders = new BatchOrder[](0);
        _signOrders(batch);
        assertTrue(_has(_judgeAndSettle(batch, _signAward(batch)).findings, Rule.Empty));
    }

    function test_productOrder() public {
        Batch memory batch = _valid();
        (batch.products[0], batch.products[1]) = (batch.products[1], batch.products[0]);
        for (uint256 i; i < batch.purchases.length; ++i) {
            batch.purchases[i].product = 1 - batch.purchases[i].product;
        }
        assertEq(_expectOnly(batch, Rule.ProductOrder).index, 1);
    }

    function test_purchaseOrder() public {
        Batch memory batch = _valid();
        (batch.purchases[0], batch.purchases[1]) = (batch.purchases[1], batch.purchases[0]);
        BatchFill[] memory fills = batch.orders[0].fills;
        (fills[0].purchase, fills[1].purchase) = (fills[1].purchase, fills[0].purchase);
        _signOrders(batch);
        Finding[] memory findings = _all(_judgeAndSettle(batch, _signAward(batch)));
        assertTrue(_has(findings, Rule.PurchaseOrder));
        assertTrue(_has(findings, Rule.FillOrder));
    }

    function test_intentOrder() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        (batch.orders[0], batch.orders[1]) = (batch.orders[1], batch.orders[0]);
        _expectOnlySigned(batch, _signAward(batch), Rule.IntentOrder);
    }

    /// @dev The same order twice also uses its nonce twice.
    function test_orderTwice() public {
        Batch memory batch = _single(alice.addr, 4 * 3600, _one(4 * 3600));
        BatchOrder[] memory orders = new BatchOrder[](2);
        _signOrders(batch);
        (orders[0], orders[1]) = (batch.orders[0], batch.orders[0]);
        batch.orders = orders;
        Finding[] memory findings = _all(_judgeAndSettle(batch, _signAward(batch)));
        assertEq(findings.length, 2);
        assertTrue(_has(findings, Rule.IntentOrder));
        assertTrue(_has(findings, Rule.Nonce));
    }

    function test_fillOrder() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.contiguous = false;
        BatchFill[] memory fills = batch.orders[0].fills;
        uint256 a = _fillOn(batch, poolA, FIRST_SLOT);
        uint256 b = _fillOn(batch, poolA, FIRST_SLOT + 1);
        (fills[a], fills[b]) = (fills[b], fills[a]);
        _expectOnly(batch, Rule.FillOrder);
    }

    function test_solverIndex() public {
        Batch memory batch = _valid();
        batch.products[1].solver = 2;
        assertEq(_expectOnly(batch, Rule.SolverIndex).index, 1);
    }

    function test_productIndex() public {
        Batch memory batch = _valid();
        batch.purchases[2].product = 2;
        _signOrders(batch);
        assertTrue(_has(_judgeAndSettle(batch, _signAward(batch)).findings, Rule.ProductIndex));
    }

    function test_purchaseIndex() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[2].purchase = 3;
        _signOrders(batch);
        assertTrue(_has(_judgeAndSettle(batch, _signAward(batch)).orders[0].findings, Rule.PurchaseIndex));
    }

    function test_hardwareIndex() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.minWork = 1;
        batch.orders[0].maxPayment *= 2;
        batch.orders[0].fills[1].hardware = 2;
        assertEq(_expectOnly(batch, Rule.HardwareIndex).index, 1);
    }

    function test_productUnused() public {
        Batch memory batch = _single(alice.addr, 4 * 3600, _one(4 * 3600));
        BatchProduct memory used = batch.products[0];
        BatchProduct memory spare = BatchProduct(H200, US, 2, FIRST_SLOT, MARGIN, MAX_PRICE, 0);
        batch.products = new BatchProduct[](2);
        bool first = _productId(used) < _productId(spare);
        (batch.products[0], batch.products[1]) = first ? (used, spare) : (spare, used);
        batch.purchases[0].product = first ? 0 : 1;
        _expectOnly(batch, Rule.ProductUnused);
    }

    function test_purchaseUnused() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.minWork = 1;
        batch.orders[0].intent.contiguous = false;
        uint256 unused = _fillOn(batch, poolB, FIRST_SLOT);
        BatchFill[] memory fills = new BatchFill[](2);
        for ((uint256 i, uint256 j) = (0, 0); i < 3; ++i) {
            if (i != unused) fills[j++] = batch.orders[0].fills[i];
        }
        uint256 purchase = batch.orders[0].fills[unused].purchase;
        batch.orders[0].fills = fills;
        assertEq(_expectOnly(batch, Rule.PurchaseUnused).index, purchase);
    }

    function test_orderEmpty() public {
        Batch memory batch = _batch();
        batch.orders[0].fills = new BatchFill[](0);
        _signOrders(batch);
        assertTrue(_has(_all(_judgeAndSettle(batch, _signAward(batch))), Rule.OrderEmpty));
    }

    function test_unitsZero() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.contiguous = false;
        batch.orders[0].intent.minWork = 1;
        batch.orders[0].intent.minUnits = 0;
        batch.orders[0].fills[_fillOn(batch, poolB, FIRST_SLOT)].units = 0;
        _signOrders(batch);
        Finding[] memory findings = _all(_judgeAndSettle(batch, _signAward(batch)));
        assertTrue(_has(findings, Rule.UnitsZero));
    }

    function test_goods() public {
        Batch memory batch = _single(alice.addr, 4 * 3600, _one(4 * 3600));
        batch.products[0].tier = 2;
        assertEq(_expectOnly(batch, Rule.Goods).index, 0);
    }

    function test_poolUnknown() public {
        Batch memory batch = _single(alice.addr, 4 * 3600, _one(4 * 3600));
        batch.purchases[0].poolId = keccak256("nobody's");
        assertEq(_expectOnly(batch, Rule.Goods).index, 0);
    }

    function test_gate() public {
        Batch memory batch = _single(alice.addr, 4 * 3600, _one(4 * 3600));
        vm.warp(FIRST_SLOT * SLOT_SECONDS);
        batch.orders[0].validUntil = block.timestamp;
        _expectOnly(batch, Rule.Gate);
    }

    function test_capacity() public {
        Batch memory batch = _single(alice.addr, GPUS * 3600, _one(GPUS * 3600));
        _buy(poolA, FIRST_SLOT, 1);
        BatchVerdict memory verdict = lens.judge(batch, "");
        assertEq(verdict.purchases[0].units, GPUS * 3600);
        assertEq(verdict.purchases[0].left, GPUS * 3600 - 1);
        assertEq(verdict.purchases[0].cost, 0);
        _expectOnly(batch, Rule.Capacity);
    }

    function test_maxPrice() public {
        Batch memory batch = _valid();
        batch.products[0].maxPrice = MARGIN;
        assertEq(_expectOnly(batch, Rule.MaxPrice).index, 0);
    }

    /// @dev A speed that nothing has: only for more units than a slot holds does it overflow.
    function test_arithmetic_speed() public {
        Batch memory batch = _single(alice.addr, 3600, _one(1e6 + 1));
        batch.orders[0].intent.hardware[0].speed = type(uint256).max;
        _signOrders(batch);
        BatchVerdict memory verdict = _judgeAndSettle(batch, _signAward(batch));
        assertTrue(_has(verdict.findings, Rule.Capacity));
        _assertRule(verdict.orders[0].findings[0].rule, Rule.Arithmetic);
    }

    function test_arithmetic_margin() public {
        Batch memory batch = _valid();
        batch.products[0].margin = type(uint256).max;
        batch.products[0].maxPrice = type(uint256).max;
        _signOrders(batch);
        assertTrue(_has(_judgeAndSettle(batch, _signAward(batch)).findings, Rule.Arithmetic));
    }

    function test_arithmetic_units() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        for (uint256 i; i < 2; ++i) {
            for (uint256 j; j < 2; ++j) {
                batch.orders[i].fills[j].units = type(uint256).max;
            }
        }
        assertTrue(_has(_judgeAndSettle(batch, _signAward(batch)).findings, Rule.Arithmetic));
    }

    function test_hardware() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[1].hardware = 1;
        assertEq(_expectOnly(batch, Rule.Hardware).index, 1);
    }

    function test_region() public {
        Batch memory batch = _single(alice.addr, 4 * 3600, _one(4 * 3600));
        batch.orders[0].intent.regions[1] = keccak256("ap-east");
        _expectOnly(batch, Rule.Region);
    }

    function test_tier() public {
        Batch memory batch = _single(alice.addr, 4 * 3600, _one(4 * 3600));
        batch.orders[0].intent.minTier = 2;
        _expectOnly(batch, Rule.Tier);
    }

    function test_tooEarly() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.startAfter = (FIRST_SLOT + 1) * SLOT_SECONDS;
        _signOrders(batch);
        Finding[] memory findings = _judgeAndSettle(batch, _signAward(batch)).orders[0].findings;
        // Two of the three fills are in the first slot.
        assertEq(findings.length, 2);
        for (uint256 i; i < 2; ++i) {
            _assertRule(findings[i].rule, Rule.TooEarly);
        }
    }

    function test_tooLate() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.finishBy = (FIRST_SLOT + 1) * SLOT_SECONDS;
        assertEq(_expectOnly(batch, Rule.TooLate).index, _fillOn(batch, poolA, FIRST_SLOT + 1));
    }

    function test_minUnits() public {
        Batch memory batch = _single(alice.addr, 4 * 3600, _one(4 * 3600));
        batch.orders[0].intent.minUnits = 4 * 3600 + 1;
        _expectOnly(batch, Rule.MinUnits);
    }

    function test_contiguous() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.minWork = 1;
        uint256 later = _fillOn(batch, poolA, FIRST_SLOT + 1);
        batch.orders[0].fills[later].units -= 1;
        assertEq(_expectOnly(batch, Rule.Contiguous).index, later);
    }

    function test_contiguous_gap() public {
        DraftFill[] memory fills = new DraftFill[](2);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, 3600);
        fills[1] = DraftFill(poolA, FIRST_SLOT + 2, 0, 3600);
        Batch memory batch = _single(alice.addr, 2 * 3600, fills);
        batch.orders[0].intent.contiguous = true;
        assertEq(_expectOnly(batch, Rule.Contiguous).index, 1);
    }

    function test_maxPools() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.maxPools = 1;
        _expectOnly(batch, Rule.MaxPools);
    }

    function test_work() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.work += 1;
        batch.orders[0].intent.minWork += 1;
        _expectOnly(batch, Rule.Work);
    }

    /// @dev Hardware of no speed does no work: too little even for who asks for none. What it may cost is nothing, too.
    function test_work_none() public {
        Batch memory batch = _single(alice.addr, 3600, _one(3600));
        batch.orders[0].intent.minWork = 0;
        batch.orders[0].intent.hardware[0].speed = 0;
        _signOrders(batch);
        Finding[] memory findings = _all(_judgeAndSettle(batch, _signAward(batch)));
        assertEq(findings.length, 2);
        _assertRule(findings[0].rule, Rule.Work);
        _assertRule(findings[1].rule, Rule.Limit);
    }

    function test_limit() public {
        Batch memory batch = _valid();
        batch.orders[0].maxPayment = 1e6;
        _expectOnly(batch, Rule.Limit);
    }

    function test_deadline() public {
        Batch memory batch = _valid();
        batch.orders[0].validUntil = block.timestamp - 1;
        _expectOnly(batch, Rule.Deadline);
    }

    function test_nonce() public {
        Batch memory batch = _valid();
        uint256 nonce = batch.orders[0].nonce;
        vm.prank(alice.addr);
        (bool success,) = permit2.call(
            abi.encodeWithSignature("invalidateUnorderedNonces(uint256,uint256)", nonce >> 8, 1 << (nonce & 0xff))
        );
        assertTrue(success);
        _expectOnly(batch, Rule.Nonce);
    }

    /// @dev Two intents of one owner under one nonce: the first takes it.
    function test_nonceShared() public {
        Batch memory batch = _ofTwins();
        batch.orders[1].nonce = batch.orders[0].nonce;
        batch.orders[1].maxPayment += 1;
        _signOrders(batch);
        BatchVerdict memory verdict = _judgeAndSettle(batch, _signAward(batch));
        assertEq(verdict.orders[0].findings.length, 0);
        _assertRule(verdict.orders[1].findings[0].rule, Rule.Nonce);
    }

    function test_balance() public {
        Batch memory batch = _valid();
        vm.prank(alice.addr);
        usdc.transfer(bob.addr, 1_000_000e6 - 1);
        _expectOnly(batch, Rule.Balance);
    }

    /// @dev Money for one of two: the first takes it.
    function test_balanceShared() public {
        Batch memory batch = _ofTwins();
        _signOrders(batch);
        uint256 payment = lens.judge(batch, "").orders[0].payment;
        vm.prank(alice.addr);
        usdc.transfer(bob.addr, 1_000_000e6 - payment);
        BatchVerdict memory verdict = _judgeAndSettle(batch, _signAward(batch));
        assertEq(verdict.orders[0].findings.length, 0);
        assertEq(verdict.orders[1].balance, 0);
        _assertRule(verdict.orders[1].findings[0].rule, Rule.Balance);
    }

    function test_allowance() public {
        Batch memory batch = _valid();
        vm.prank(alice.addr);
        usdc.approve(permit2, 1);
        _expectOnly(batch, Rule.Allowance);
    }

    function test_signature() public {
        Batch memory batch = _valid();
        keys[alice.addr] = bob.key;
        _expectOnly(batch, Rule.Signature);
    }

    function test_signature_length() public {
        Batch memory batch = _valid();
        _signOrders(batch);
        batch.orders[0].signature = hex"00";
        _expectOnlySigned(batch, _signAward(batch), Rule.Signature);
    }

    function test_signature_recoversNobody() public {
        Batch memory batch = _valid();
        _signOrders(batch);
        batch.orders[0].signature = new bytes(65);
        _expectOnlySigned(batch, _signAward(batch), Rule.Signature);
    }

    function test_signature_compact() public {
        Batch memory batch = _valid();
        (bytes32 r, bytes32 vs) = vm.signCompact(alice.key, _permitDigest(batch.orders[0]));
        batch.orders[0].signature = abi.encodePacked(r, vs);
        assertTrue(_judgeAndSettle(batch, _signAward(batch)).ok);
    }

    function test_signature_erc1271() public {
        SmartWallet wallet = new SmartWallet(carol.addr);
        wallet.execute(address(usdc), abi.encodeCall(usdc.approve, (permit2, type(uint256).max)));
        usdc.mint(address(wallet), 1_000_000e6);
        Batch memory batch = _single(address(wallet), 3600, _one(3600));
        keys[address(wallet)] = carol.key;
        uint256 state = vm.snapshotState();
        _signOrders(batch);
        BatchVerdict memory verdict = _judgeAndSettle(batch, _signAward(batch));
        assertGt(verdict.orders[0].signatureGas, 3000);
        vm.revertToState(state);
        keys[address(wallet)] = bob.key;
        _expectOnly(batch, Rule.Signature);
    }

    /// @dev An owner that answers what no bytes4 is: Permit2 cannot decode it and reverts without a reason.
    function test_signature_erc1271Garbage() public {
        Batch memory batch = _single(alice.addr, 3600, _one(3600));
        _signOrders(batch);
        // PUSH32 ff…ff PUSH0 MSTORE PUSH1 32 PUSH0 RETURN
        vm.etch(alice.addr, hex"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5f5260205ff3");
        assertEq(_expectOnlySigned(batch, _signAward(batch), Rule.Signature).reason, "");
    }

    /// @dev Unsigned orders are judged by everything else.
    function test_unsigned() public {
        Batch memory batch = _valid();
        BatchVerdict memory verdict = lens.judge(batch, "");
        assertTrue(verdict.sound);
        assertFalse(verdict.ok);
        _assertRule(_all(verdict)[0].rule, Rule.Unsigned);
        assertEq(_all(verdict).length, 1);
        verdict = _judgeAndSettle(batch, _signAward(batch));
        assertTrue(verdict.sound);
        assertEq(verdict.rehearsal.reason, _all(verdict)[0].reason);
    }

    /// @dev A wallet that approved the intent on chain needs no signature.
    function test_unsigned_erc1271() public {
        BurningWallet wallet = new BurningWallet(usdc, permit2);
        wallet.set(BurningWallet.Mood.Agree);
        usdc.mint(address(wallet), 1_000_000e6);
        Batch memory batch = _single(address(wallet), 3600, _one(3600));
        uint256 state = vm.snapshotState();
        assertTrue(_judgeAndSettle(batch, _signAward(batch)).ok);
        vm.revertToState(state);
        wallet.set(BurningWallet.Mood.Refuse);
        _expectOnlySigned(batch, _signAward(batch), Rule.Unsigned);
    }

    function test_severalAtOnce() public {
        Batch memory batch = _batch();
        batch.products[0].maxPrice = 1;
        for (uint256 i; i < 2; ++i) {
            batch.orders[i].intent.minTier = 3;
            batch.orders[i].intent.finishBy = 0;
            batch.orders[i].intent.maxPools = 0;
            batch.orders[i].maxPayment = 1;
            batch.orders[i].validUntil = 0;
        }
        vm.prank(alice.addr);
        usdc.approve(permit2, 0);
        _signOrders(batch);
        BatchVerdict memory verdict = _judgeAndSettle(batch, _signAward(batch));
        assertTrue(_has(verdict.findings, Rule.MaxPrice));
        for (uint256 i; i < 2; ++i) {
            Finding[] memory findings = verdict.orders[i].findings;
            // Tier and time for each of two fills; pools, limit and deadline once.
            assertEq(findings.length, batch.orders[i].owner == alice.addr ? 8 : 7);
            Rule[5] memory rules = [Rule.Tier, Rule.TooLate, Rule.MaxPools, Rule.Limit, Rule.Deadline];
            for (uint256 j; j < rules.length; ++j) {
                assertTrue(_has(findings, rules[j]));
            }
            assertEq(_has(findings, Rule.Allowance), batch.orders[i].owner == alice.addr);
        }
    }

    function _ofTwins() private view returns (Batch memory) {
        BatchOrder[] memory orders = new BatchOrder[](2);
        DraftFill[][] memory fills = new DraftFill[][](2);
        (orders[0], orders[1]) = (_order(alice.addr, 3600), _order(alice.addr, 3600));
        orders[1].nonce += 1;
        (fills[0], fills[1]) = (_one(3600), _one(3600));
        return _assemble(orders, fills);
    }

    function _one(uint256 units) private view returns (DraftFill[] memory fills) {
        fills = new DraftFill[](1);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, units);
    }

    function _fillOn(Batch memory batch, bytes32 poolId, uint64 slot) private pure returns (uint256 index) {
        uint256 purchase = _purchaseIndex(batch, poolId, slot);
        while (batch.orders[0].fills[index].purchase != purchase) ++index;
    }

    function _buy(bytes32 poolId, uint64 slot, uint256 units) private {
        vm.startPrank(carol.addr);
        usdc.approve(address(pools), type(uint256).max);
        pools.buy(poolId, slot, units, type(uint256).max, block.timestamp, carol.addr, WORKLOAD);
        vm.stopPrank();
    }
}
