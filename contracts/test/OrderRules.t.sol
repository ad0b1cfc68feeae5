// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Batch, BatchOrder} from "../src/types/Batch.sol";
import {ComputeIntent} from "../src/types/Intent.sol";
import {ValidBatchFixture} from "./fixtures/ValidBatchFixture.sol";

/// @notice Rules of one order: everything its owner signed.
contract OrderRulesTest is ValidBatchFixture {
    function test_hardwareIndex() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[1].hardware = 2;
        _expect(batch, abi.encodeWithSelector(ISettlement.HardwareIndex.selector, 0, 1, 2));
    }

    function test_hardwareMismatch() public {
        Batch memory batch = _valid();
        batch.orders[0].fills[1].hardware = 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.HardwareMismatch.selector, 0, 1, H200, H100));
    }

    function test_regionNotAllowed() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.regions[1] = keccak256("ap-east");
        _expect(batch, abi.encodeWithSelector(ISettlement.RegionNotAllowed.selector, 0, 0, EU));
    }

    function test_regionsEmptyMeansAnywhere() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.regions = new bytes32[](0);
        _settle(batch);
    }

    function test_tierTooLow() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.minTier = 2;
        _expect(batch, abi.encodeWithSelector(ISettlement.TierTooLow.selector, 0, 0, 1, 2));
    }

    function test_slotTooEarly() public {
        Batch memory batch = _valid();
        uint256 start = FIRST_SLOT * SLOT_SECONDS;
        batch.orders[0].intent.startAfter = start + 1;
        uint256 early = _fillInFirstSlot(batch);
        _expect(batch, abi.encodeWithSelector(ISettlement.SlotTooEarly.selector, 0, early, start, start + 1));
    }

    function test_slotTooLate() public {
        Batch memory batch = _valid();
        uint256 end = (FIRST_SLOT + 2) * SLOT_SECONDS;
        batch.orders[0].intent.finishBy = end - 1;
        uint256 late = _fillInSecondSlot(batch);
        _expect(batch, abi.encodeWithSelector(ISettlement.SlotTooLate.selector, 0, late, end, end - 1));
    }

    function test_windowExactlyFits() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.finishBy = (FIRST_SLOT + 2) * SLOT_SECONDS;
        _settle(batch);
    }

    function test_unitsTooFew() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.minUnits = 4 * 3600 + 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.UnitsTooFew.selector, 0, 0, 4 * 3600, 4 * 3600 + 1));
    }

    function test_notContiguous_unequalUnits() public {
        Batch memory batch = _valid();
        uint256 second = _fillInSecondSlot(batch);
        batch.orders[0].fills[second].units += 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.NotContiguous.selector, 0, second));
    }

    function test_notContiguous_gap() public {
        DraftFill[] memory fills = new DraftFill[](2);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, 4 * 3600);
        fills[1] = DraftFill(poolA, FIRST_SLOT + 2, 0, 4 * 3600);
        Batch memory batch = _single(alice.addr, 8 * 3600, fills);
        batch.orders[0].intent.contiguous = true;
        _expect(batch, abi.encodeWithSelector(ISettlement.NotContiguous.selector, 0, 1));
        batch.orders[0].intent.contiguous = false;
        _settle(batch);
    }

    function test_tooManyPools() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.maxPools = 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.TooManyPools.selector, 0, 2, 1));
    }

    function test_workTooLittle() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.work = 12 * 3600 + 1;
        batch.orders[0].intent.minWork = 12 * 3600 + 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.WorkTooLittle.selector, 0, 12 * 3600, 12 * 3600 + 1));
    }

    function test_workRoundsDownPerFill() public {
        Batch memory batch = _valid();
        batch.orders[0].intent.hardware[0].speed = 999_999;
        // 14400 · 0.999999 = 14399.99: three fills lose a second each.
        _expect(batch, abi.encodeWithSelector(ISettlement.WorkTooLittle.selector, 0, 12 * 3600 - 3, 12 * 3600));
    }

    function test_workNone() public {
        Batch memory batch = _valid();
        (batch.orders[0].intent.work, batch.orders[0].intent.minWork) = (0, 0);
        _expect(batch, abi.encodeWithSelector(ISettlement.WorkTooLittle.selector, 0, 0, 0));
    }

    function test_limitExceeded() public {
        Batch memory batch = _valid();
        uint256 payment = _paymentOf(batch);
        batch.orders[0].maxPayment = payment - 1;
        _expect(batch, abi.encodeWithSelector(ISettlement.LimitExceeded.selector, 0, payment, payment - 1));
        batch.orders[0].maxPayment = payment;
        _settle(batch);
        assertEq(usdc.balanceOf(alice.addr), 1_000_000e6 - payment);
    }

    function test_permit2_expired() public {
        Batch memory batch = _valid();
        batch.orders[0].validUntil = block.timestamp - 1;
        _expect(batch, abi.encodeWithSignature("SignatureExpired(uint256)", block.timestamp - 1));
    }

    function test_permit2_cancelled() public {
        Batch memory batch = _valid();
        uint256 nonce = batch.orders[0].nonce;
        vm.prank(alice.addr);
        (bool success,) = permit2.call(
            abi.encodeWithSignature(
                "invalidateUnorderedNonces(uint256,uint256)", nonce >> 8, uint256(1) << (nonce & 0xff)
            )
        );
        assertTrue(success);
        _expect(batch, abi.encodeWithSignature("InvalidNonce()"));
    }

    /// @dev Every signed field, changed by a relay that also forges the award: Permit2 has the last word.
    function test_permit2_alteredIntent() public {
        _expectForged(0);
        for (uint256 field = 1; field <= 14; ++field) {
            _expectForged(field);
        }
    }

    function _expectForged(uint256 field) private {
        Batch memory batch = _valid();
        _signOrders(batch);
        BatchOrder memory order = batch.orders[0];
        ComputeIntent memory intent = order.intent;
        if (field == 0) intent.recipient = bob.addr;
        if (field == 1) intent.workload = keccak256("other");
        if (field == 2) intent.work += 1;
        if (field == 3) intent.minWork -= 1;
        if (field == 4) intent.hardware[0].speed += 1;
        if (field == 5) intent.hardware[1].gpuClass = H100;
        if (field == 6) intent.regions[0] = EU;
        if (field == 7) intent.minTier = 0;
        if (field == 8) intent.startAfter -= 1;
        if (field == 9) intent.finishBy += 1;
        if (field == 10) intent.minUnits -= 1;
        if (field == 11) intent.maxPools += 1;
        if (field == 12) intent.contiguous = false;
        if (field == 13) order.maxPayment += 1;
        if (field == 14) order.owner = bob.addr;
        bytes memory award = _signAward(batch);
        vm.expectRevert(abi.encodeWithSignature("InvalidSigner()"));
        settlement.settle(batch, award);
    }

    function _slotOf(Batch memory batch, uint256 fill) private pure returns (uint64) {
        return batch.products[batch.purchases[batch.orders[0].fills[fill].purchase].product].slot;
    }

    function _fillInFirstSlot(Batch memory batch) private pure returns (uint256 fill) {
        while (_slotOf(batch, fill) != FIRST_SLOT) ++fill;
    }

    function _fillInSecondSlot(Batch memory batch) private pure returns (uint256 fill) {
        while (_slotOf(batch, fill) != FIRST_SLOT + 1) ++fill;
    }

    function _paymentOf(Batch memory batch) private returns (uint256 payment) {
        uint256 state = vm.snapshotState();
        _settle(batch);
        payment = 1_000_000e6 - usdc.balanceOf(alice.addr);
        vm.revertToState(state);
    }
}
