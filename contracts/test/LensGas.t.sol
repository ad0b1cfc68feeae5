// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch, BatchOrder} from "../src/types/Batch.sol";
import {BatchVerdict} from "../src/types/BatchVerdict.sol";
import {BurningWallet} from "./fixtures/BurningWallet.sol";
import {LensFixture} from "./fixtures/LensFixture.sol";

/// @notice The largest batches fit into one call of the lens.
contract LensGasTest is LensFixture {
    uint256 internal constant CAP = 100_000_000;

    function setUp() public override {
        super.setUp();
        vm.prank(operatorA);
        pools.offer(poolA, FIRST_SLOT, 6, 2 * GPUS);
    }

    function test_twoHundredOrders() public {
        Batch memory batch = _many(200, false);
        BatchVerdict memory verdict = _judge(batch);
        assertTrue(verdict.sound);
    }

    function test_aHundredOrders_settle() public {
        Batch memory batch = _many(100, false);
        BatchVerdict memory verdict = _judge(batch);
        assertTrue(verdict.ok);
    }

    /// @dev The worst that buyers can do to it: all of them burn what they get.
    function test_twoHundredBurners() public {
        BatchVerdict memory verdict = _judge(_many(200, true));
        for (uint256 i; i < 200; ++i) {
            assertEq(verdict.orders[i].findings.length, 2);
        }
    }

    function _judge(Batch memory batch) private returns (BatchVerdict memory verdict) {
        bytes memory award = _signAward(batch);
        verdict = lens.judge{gas: CAP}(batch, award);
        emit log_named_uint("gas", vm.lastCallGas().gasTotalUsed);
        emit log_named_uint("settle", verdict.rehearsal.gas);
    }

    function _many(uint256 count, bool burning) private returns (Batch memory batch) {
        BatchOrder[] memory orders = new BatchOrder[](count);
        DraftFill[][] memory fills = new DraftFill[][](count);
        for (uint256 i; i < count; ++i) {
            address owner = burning ? address(new BurningWallet(usdc, permit2)) : _buyer(vm.toString(i)).addr;
            if (burning) usdc.mint(owner, 1_000_000e6);
            else (, keys[owner]) = makeAddrAndKey(vm.toString(i));
            orders[i] = _order(owner, 3600);
            orders[i].signature = hex"01";
            fills[i] = new DraftFill[](1);
            fills[i][0] = DraftFill(i % 3 == 0 ? poolB : poolA, FIRST_SLOT + uint64(i / 3 % 6), 0, 3600);
        }
        batch = _assemble(orders, fills);
        _signOrders(batch);
    }
}
