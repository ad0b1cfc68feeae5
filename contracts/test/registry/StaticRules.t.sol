// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBatchRules} from "../../src/interfaces/IBatchRules.sol";
import {ISettlement} from "../../src/interfaces/ISettlement.sol";
import {StaticRules} from "../../src/registry/StaticRules.sol";
import {Batch, BatchFill, BatchOrder, BatchProduct} from "../../src/types/Batch.sol";
import {EvidenceFixture} from "./fixtures/EvidenceFixture.sol";

/// @notice What the static rules refuse, the settlement refuses, whatever the state of the market.
contract StaticRulesTest is EvidenceFixture {
    function _refused(Batch memory batch, bytes memory reason) private {
        vm.expectRevert(reason);
        rules.check(batch);
    }

    function reasonOf(Batch calldata batch) external view returns (bytes memory) {
        return StaticRules.reasonOf(rules, batch);
    }

    function test_valid() public {
        Batch memory batch = _valid();
        rules.checkForm(batch);
        rules.check(batch);
        vm.expectRevert(StaticRules.BatchValid.selector);
        this.reasonOf(batch);
        batch = _batch();
        _signOrders(batch);
        rules.check(batch);
    }

    /// @dev What moves is no rule: prices, capacity, signatures, balances, time, and the expiry of an award.
    function test_whatMovesIsNotChecked() public {
        Batch memory batch = _valid();
        batch.expiryBlock = 0;
        batch.products[0].maxPrice = batch.products[0].margin;
        batch.orders[0].validUntil = 0;
        batch.orders[0].signature = "nonsense";
        for (uint256 i; i < 3; ++i) {
            batch.orders[0].fills[i].units = 1e9;
        }
        batch.orders[0].maxPayment = 1e18;
        vm.warp(block.timestamp + 365 days);
        rules.check(batch);
    }

    function test_ordersNotAscending() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        (batch.orders[0], batch.orders[1]) = (batch.orders[1], batch.orders[0]);
        bytes memory reason = abi.encodeWithSelector(ISettlement.OrdersNotAscending.selector, 1);
        _refused(batch, reason);
        vm.expectRevert(reason);
        rules.checkForm(batch);
        assertEq(this.reasonOf(batch), reason);
    }

    function test_productUnused() public {
        Batch memory batch = _valid();
        BatchProduct[] memory products = new BatchProduct[](3);
        (products[0], products[1]) = (batch.products[0], batch.products[1]);
        products[2] = BatchProduct(H100, EU, 1, 0, MARGIN, MAX_PRICE, 0);
        while (_productId(products[2]) < _productId(products[1])) {
            ++products[2].slot;
        }
        batch.products = products;
        bytes memory reason = abi.encodeWithSelector(ISettlement.ProductUnused.selector, 2);
        _refused(batch, reason);
        vm.expectRevert(reason);
        rules.checkForm(batch);
    }

    function test_purchaseIndex() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[2].purchase = 99;
        _refused(batch, abi.encodeWithSelector(ISettlement.PurchaseIndex.selector, 0, 2, 99));
    }

    function test_ruleOfAnOrder() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.minTier = 3;
        rules.checkForm(batch);
        _refused(batch, abi.encodeWithSelector(ISettlement.TierTooLow.selector, 0, 0, 1, 3));
    }

    /// @dev No pool can be so cheap that this settles.
    function test_marginAboveMaximum() public {
        Batch memory batch = _valid();
        batch.products[0].maxPrice = MARGIN - 1;
        rules.checkForm(batch);
        _refused(batch, abi.encodeWithSelector(ISettlement.PriceAboveMaximum.selector, 0, MARGIN, MARGIN - 1));
    }

    function test_marginAboveLimit() public {
        Batch memory batch = _valid();
        batch.orders[0].maxPayment = 1;
        vm.expectPartialRevert(ISettlement.LimitExceeded.selector);
        rules.check(batch);
    }

    /// @dev Out of gas is no reason: else whoever brings evidence could bring too little gas, and be believed.
    function testFuzz_outOfGasProvesNothing(uint256 gas) public view {
        Batch memory batch = _valid();
        gas = bound(gas, 1_000, 300_000);
        try this.reasonOf{gas: gas}(batch) {
            revert("a valid batch was refused");
        } catch (bytes memory reason) {
            bytes4 selector = bytes4(reason);
            require(
                reason.length == 0 || selector == StaticRules.ReasonMissing.selector
                    || selector == StaticRules.BatchValid.selector,
                "a reason was made up"
            );
        }
    }

    /// @dev Soundness: one number of a valid batch is changed at random; if the static rules refuse it, so does the
    /// settlement, and for the same reason unless the pools refuse it first.
    function testFuzz_refusedHereIsRefusedBySettle(uint256 what, uint256 where, uint256 value) public {
        Batch memory batch = _batch();
        _mutate(batch, what % 24, where, value);
        _signOrders(batch);
        if (what % 25 == 0) (batch.orders[0], batch.orders[1]) = (batch.orders[1], batch.orders[0]);
        (bool valid, bytes memory reason) = address(rules).staticcall(abi.encodeCall(rules.check, (batch)));
        bytes memory award = _signAward(batch);
        (bool settled, bytes memory settleReason) =
            address(settlement).call(abi.encodeCall(settlement.settle, (batch, award)));
        if (valid) return;
        assertFalse(settled, "refused by the static rules, but it settles");
        // The form is checked before the pools are asked, by the same code.
        (bool wellFormed,) = address(rules).staticcall(abi.encodeCall(rules.checkForm, (batch)));
        bytes4 selector = bytes4(reason);
        if (
            !wellFormed && selector != ISettlement.OrdersNotAscending.selector
                && selector != ISettlement.ProductUnused.selector
        ) assertEq(settleReason, reason);
    }

    function _mutate(Batch memory batch, uint256 what, uint256 where, uint256 value) private pure {
        BatchOrder memory order = batch.orders[where % 2];
        BatchFill memory fill = order.fills[(where >> 8) % order.fills.length];
        BatchProduct memory product = batch.products[(where >> 16) % batch.products.length];
        if (what == 0) fill.units = value;
        else if (what == 1) fill.units = value % 20_000;
        else if (what == 2) fill.hardware = value % 3;
        else if (what == 3) fill.purchase = value % 4;
        else if (what == 4) product.margin = value;
        else if (what == 5) product.margin = value % 2_000e6;
        else if (what == 6) product.maxPrice = value % 3_000_000;
        else if (what == 7) product.solver = value % 4;
        else if (what == 8) product.tier = uint8(value % 4);
        else if (what == 9) product.slot = uint64(FIRST_SLOT + value % 8);
        else if (what == 10) product.region = value % 2 == 0 ? EU : US;
        else if (what == 11) product.gpuClass = value % 2 == 0 ? H100 : H200;
        else if (what == 12) order.intent.minTier = value % 4;
        else if (what == 13) order.intent.startAfter = value % ((FIRST_SLOT + 8) * SLOT_SECONDS);
        else if (what == 14) order.intent.finishBy = value % ((FIRST_SLOT + 8) * SLOT_SECONDS);
        else if (what == 15) order.intent.minUnits = value % 20_000;
        else if (what == 16) order.intent.maxPools = value % 3;
        else if (what == 17) order.intent.contiguous = true;
        else if (what == 18) order.intent.work = value % 40_000;
        else if (what == 19) order.intent.minWork = value % 40_000;
        else if (what == 20) order.maxPayment = value % 20e6;
        else if (what == 21) order.intent.hardware[value % 2].speed = value >> 8;
        else if (what == 22) batch.purchases[value % batch.purchases.length].product = (value >> 8) % 4;
        else order.intent.work = value;
    }
}
