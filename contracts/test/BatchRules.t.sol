// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IComputePools} from "../src/interfaces/IComputePools.sol";
import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {LadderMath} from "../src/libraries/LadderMath.sol";
import {Batch, BatchFill, BatchOrder, BatchProduct} from "../src/types/Batch.sol";
import {ValidBatchFixture} from "./fixtures/ValidBatchFixture.sol";

/// @notice Rules of the batch as a whole: order, indices, products, capacity.
contract BatchRulesTest is ValidBatchFixture {
    function test_valid() public {
        _settle(_valid());
        assertTrue(settlement.settled(AUCTION));
    }

    function test_batchEmpty() public {
        Batch memory batch = _valid();
        batch.orders = new BatchOrder[](0);
        _expect(batch, abi.encodeWithSelector(ISettlement.BatchEmpty.selector));
    }

    function test_productsNotAscending() public {
        Batch memory batch = _valid();
        (batch.products[0], batch.products[1]) = (batch.products[1], batch.products[0]);
        _expect(batch, abi.encodeWithSelector(ISettlement.ProductsNotAscending.selector, 1));
    }

    function test_productTwice() public {
        Batch memory batch = _valid();
        batch.products[1] = batch.products[0];
        _expect(batch, abi.encodeWithSelector(ISettlement.ProductsNotAscending.selector, 1));
    }

    function test_purchasesNotAscending() public {
        Batch memory batch = _valid();
        (batch.purchases[0], batch.purchases[1]) = (batch.purchases[1], batch.purchases[0]);
        _expect(batch, abi.encodeWithSelector(ISettlement.PurchasesNotAscending.selector, 1));
    }

    function test_purchaseTwice() public {
        Batch memory batch = _valid();
        batch.purchases[1] = batch.purchases[0];
        _expect(batch, abi.encodeWithSelector(ISettlement.PurchasesNotAscending.selector, 1));
    }

    function test_ordersNotAscending() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        (batch.orders[0], batch.orders[1]) = (batch.orders[1], batch.orders[0]);
        bytes memory award = _signAward(batch);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.OrdersNotAscending.selector, 1));
        settlement.settle(batch, award);
    }

    function test_orderTwice() public {
        Batch memory batch = _valid();
        BatchOrder[] memory orders = new BatchOrder[](2);
        _signOrders(batch);
        (orders[0], orders[1]) = (batch.orders[0], batch.orders[0]);
        batch.orders = orders;
        bytes memory award = _signAward(batch);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.OrdersNotAscending.selector, 1));
        settlement.settle(batch, award);
    }

    function test_fillsNotAscending() public {
        Batch memory batch = _valid();
        BatchFill[] memory fills = batch.orders[0].fills;
        (fills[0], fills[1]) = (fills[1], fills[0]);
        _expect(batch, abi.encodeWithSelector(ISettlement.FillsNotAscending.selector, 0, 1));
    }

    function test_fillTwice() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[1] = batch.orders[0].fills[0];
        _expect(batch, abi.encodeWithSelector(ISettlement.FillsNotAscending.selector, 0, 1));
    }

    function test_solverIndex() public {
        Batch memory batch = _valid();
        batch.products[1].solver = 2;
        _expect(batch, abi.encodeWithSelector(ISettlement.SolverIndex.selector, 1, 2));
    }

    function test_productIndex() public {
        Batch memory batch = _valid();
        batch.purchases[2].product = 2;
        _expect(batch, abi.encodeWithSelector(ISettlement.ProductIndex.selector, 2, 2));
    }

    function test_purchaseIndex() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[2].purchase = 3;
        _expect(batch, abi.encodeWithSelector(ISettlement.PurchaseIndex.selector, 0, 2, 3));
    }

    function test_productUnused() public {
        Batch memory batch = _valid();
        uint256 place;
        (batch.products, place) = _insert(batch, BatchProduct(H200, US, 2, FIRST_SLOT, MARGIN, MAX_PRICE, 0));
        _expect(batch, abi.encodeWithSelector(ISettlement.ProductUnused.selector, place));
    }

    function test_purchaseUnused() public {
        Batch memory batch = _valid();
        BatchFill[] memory fills = new BatchFill[](2);
        (fills[0], fills[1]) = (batch.orders[0].fills[0], batch.orders[0].fills[1]);
        batch.orders[0].fills = fills;
        _expect(batch, abi.encodeWithSelector(ISettlement.PurchaseUnused.selector, 2));
    }

    function test_orderEmpty() public {
        Batch memory batch = _valid();
        batch.orders[0].fills = new BatchFill[](0);
        _expect(batch, abi.encodeWithSelector(ISettlement.OrderEmpty.selector, 0));
    }

    function test_unitsZero() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[1].units = 0;
        _expect(batch, abi.encodeWithSelector(ISettlement.UnitsZero.selector, 0, 1));
    }

    function test_priceAboveMaximum() public {
        Batch memory batch = _valid();
        batch.products[0].maxPrice = MARGIN;
        _expectPartial(batch, ISettlement.PriceAboveMaximum.selector);
    }

    function test_goodsMismatch_class() public {
        _expectGoodsMismatch(H200, EU, 1);
    }

    function test_goodsMismatch_region() public {
        _expectGoodsMismatch(H100, US, 1);
    }

    function test_goodsMismatch_tier() public {
        _expectGoodsMismatch(H100, EU, 2);
    }

    function test_poolUnknown() public {
        Batch memory batch = _valid();
        batch.purchases[2].poolId = bytes32(type(uint256).max);
        _expectPartial(batch, IComputePools.GoodsMismatch.selector);
    }

    function test_gateClosed() public {
        Batch memory batch = _valid();
        vm.warp(FIRST_SLOT * SLOT_SECONDS);
        _expect(batch, abi.encodeWithSelector(IComputePools.GateClosed.selector, FIRST_SLOT, FIRST_SLOT * SLOT_SECONDS));
    }

    function test_capacityExceeded() public {
        DraftFill[] memory fills = new DraftFill[](1);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, GPUS * SLOT_SECONDS + 1);
        Batch memory batch = _single(alice.addr, GPUS * SLOT_SECONDS, fills);
        _expect(
            batch,
            abi.encodeWithSelector(LadderMath.CapacityExceeded.selector, GPUS * SLOT_SECONDS + 1, GPUS * SLOT_SECONDS)
        );
    }

    function _expectGoodsMismatch(bytes32 gpuClass, bytes32 region, uint8 tier) private {
        DraftFill[] memory fills = new DraftFill[](1);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, 4 * 3600);
        Batch memory batch = _single(alice.addr, 4 * 3600, fills);
        (batch.products[0].gpuClass, batch.products[0].region, batch.products[0].tier) = (gpuClass, region, tier);
        bytes32 goods = keccak256(abi.encode(gpuClass, region, tier));
        _expect(batch, abi.encodeWithSelector(IComputePools.GoodsMismatch.selector, poolA, goods));
    }

    function _insert(Batch memory batch, BatchProduct memory spare)
        private
        pure
        returns (BatchProduct[] memory products, uint256 place)
    {
        products = new BatchProduct[](batch.products.length + 1);
        while (place < batch.products.length && _productId(batch.products[place]) < _productId(spare)) ++place;
        for (uint256 i; i < products.length; ++i) {
            products[i] = i == place ? spare : batch.products[i < place ? i : i - 1];
        }
        for (uint256 i; i < batch.purchases.length; ++i) {
            if (batch.purchases[i].product >= place) ++batch.purchases[i].product;
        }
    }
}
