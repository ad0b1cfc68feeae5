// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IBatchLens} from "../src/interfaces/IBatchLens.sol";
import {Batch, BatchOrder} from "../src/types/Batch.sol";
import {AwardStatus, BatchVerdict, Finding, Rule} from "../src/types/BatchVerdict.sol";
import {LensFixture} from "./fixtures/LensFixture.sol";
import {BurningWallet} from "./fixtures/BurningWallet.sol";

/// @dev Not yet in the forge-std that v4-core carries: forgets that an account was touched in this transaction.
interface Cool {
    function cool(address account) external;
}

/// @notice What the lens says of batches besides what is wrong with them: money, gas, and that it leaves no trace.
contract LensVerdictTest is LensFixture {
    function test_money() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        BatchVerdict memory verdict = lens.judge(batch, _signAward(batch));
        assertTrue(verdict.ok);
        assertEq(uint256(verdict.award), uint256(AwardStatus.Valid));
        assertEq(verdict.payments, verdict.costs + verdict.margins + verdict.protocolFee);
        _settle(batch);

        assertEq(escrow.owed(), verdict.payments);
        assertEq(escrow.creditOf(solverX) + escrow.creditOf(solverY), verdict.margins);
        assertEq(escrow.creditOf(feeRecipient), verdict.protocolFee);
        for (uint256 i; i < 2; ++i) {
            BatchOrder memory order = batch.orders[i];
            assertEq(verdict.orders[i].intentId, settlement.intentIdOf(order));
            assertEq(1_000_000e6 - usdc.balanceOf(order.owner), verdict.orders[i].payment);
            assertEq(verdict.orders[i].balance, 1_000_000e6);
            assertEq(verdict.orders[i].allowance, type(uint256).max);
            assertEq(verdict.orders[i].filledWork, order.intent.work);
            assertEq(verdict.orders[i].limit, order.maxPayment);
        }
    }

    function test_unawarded() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        BatchVerdict memory verdict = lens.judge(batch, "");
        assertTrue(verdict.sound);
        assertFalse(verdict.ok);
        assertEq(uint256(verdict.award), uint256(AwardStatus.Missing));
        assertFalse(verdict.rehearsal.tried);
        assertEq(verdict.rehearsal.gas, 0);
    }

    function test_leavesNoTrace() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        assertTrue(lens.judge(batch, award).ok);
        assertFalse(settlement.settled(AUCTION));
        assertEq(escrow.owed(), 0);
        assertEq(usdc.balanceOf(alice.addr), 1_000_000e6);
        assertTrue(lens.judge(batch, award).ok);
    }

    /// @dev Judged in a cold world, as by `eth_call`, the gas is that of a transaction in one.
    function test_gas() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        uint256 state = vm.snapshotState();
        _cool();
        uint256 judged = lens.judge(batch, award).rehearsal.gas;
        vm.revertToState(state);
        _cool();
        settlement.settle(batch, award);
        uint256 used = vm.lastCallGas().gasTotalUsed;
        assertApproxEqRel(judged, used, 0.02e18);
    }

    /// @dev A wallet that burns all it gets neither takes the lens's gas with it nor goes unnoticed.
    function test_burningWallet() public {
        BurningWallet wallet = new BurningWallet(usdc, permit2);
        Batch memory batch = _withWallet(address(wallet));
        BatchVerdict memory verdict = lens.judge{gas: 100_000_000}(batch, _signAward(batch));
        assertFalse(verdict.rehearsal.settled);
        for (uint256 i; i < 2; ++i) {
            Finding[] memory findings = verdict.orders[i].findings;
            if (batch.orders[i].owner == alice.addr) {
                assertEq(findings.length, 0);
                continue;
            }
            assertEq(findings.length, 2);
            _assertRule(findings[0].rule, Rule.SignatureGas);
            _assertRule(findings[1].rule, Rule.Signature);
            assertApproxEqAbs(verdict.orders[i].signatureGas, 200_000, 5_000);
            assertEq(bytes4(findings[0].reason), IBatchLens.SignatureGasExceeded.selector);
        }
    }

    function test_gasTooLow() public {
        Batch memory batch = _batch();
        _signOrders(batch);
        vm.expectPartialRevert(IBatchLens.GasTooLow.selector);
        lens.judge{gas: 600_000}(batch, "");
    }

    /// @dev Contracts on a real chain have at most 24 KiB; forge does not mind.
    function test_fits() public view {
        assertLt(address(lens).code.length, 24_576);
        assertLt(vm.getDeployedCode("BatchLens.sol").length, 24_576);
        assertLt(vm.getCode("MarketLens.sol").length, 49_152);
    }

    function _withWallet(address wallet) private returns (Batch memory batch) {
        usdc.mint(wallet, 1_000_000e6);
        BatchOrder[] memory orders = new BatchOrder[](2);
        DraftFill[][] memory fills = new DraftFill[][](2);
        (orders[0], orders[1]) = (_order(alice.addr, 3600), _order(wallet, 3600));
        for (uint256 i; i < 2; ++i) {
            fills[i] = new DraftFill[](1);
            fills[i][0] = DraftFill(poolA, FIRST_SLOT, 0, 3600);
            orders[i].signature = hex"01";
        }
        batch = _assemble(orders, fills);
        _signOrders(batch);
    }

    function _cool() private {
        address[7] memory touched = [
            address(settlement),
            address(pools),
            address(escrow),
            address(usdc),
            permit2,
            address(lens),
            address(registry)
        ];
        for (uint256 i; i < touched.length; ++i) {
            Cool(address(vm)).cool(touched[i]);
        }
    }
}
