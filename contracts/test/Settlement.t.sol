// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Batch} from "../src/types/Batch.sol";
import {BatchFixture} from "./fixtures/BatchFixture.sol";

contract SettlementTest is BatchFixture {
    function test_settle() public {
        Batch memory batch = _batch();
        _settle(batch);
        assertTrue(settlement.settled(AUCTION));
        assertEq(usdc.balanceOf(address(escrow)), escrow.owed());
        assertGt(escrow.creditOf(solverX), 0);
        assertGt(escrow.creditOf(solverY), 0);
        assertGt(escrow.creditOf(feeRecipient), 0);
    }
}
