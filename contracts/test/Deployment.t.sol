// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MarketDeployment} from "../src/interfaces/IMarketLens.sol";
import {Batch} from "../src/types/Batch.sol";
import {BatchFixture} from "./fixtures/BatchFixture.sol";

contract DeploymentTest is BatchFixture {
    function test_lens_deployment() public view {
        MarketDeployment memory deployment = lens.deployment();
        assertEq(deployment.chainId, block.chainid);
        assertEq(deployment.settlement, address(settlement));
        assertEq(deployment.pools, address(pools));
        assertEq(deployment.escrow, address(escrow));
        assertEq(deployment.lens, address(lens));
        assertEq(deployment.permit2, permit2);
        assertEq(deployment.token, address(usdc));
        assertEq(deployment.auctioneer, auctioneer.addr);
        assertEq(deployment.feeRecipient, feeRecipient);
        assertEq(deployment.slotSeconds, SLOT_SECONDS);
        assertEq(deployment.protocolFeePips, FEE_PIPS);
    }

    function test_lens_funds() public {
        DraftFill[] memory fills = new DraftFill[](1);
        fills[0] = DraftFill(poolA, FIRST_SLOT, 0, 3600);
        Batch memory batch = _single(alice.addr, 3600, fills);
        _settle(batch);
        vm.prank(bob.addr);
        usdc.approve(permit2, 5e6);

        address[] memory owners = new address[](3);
        uint256[] memory nonces = new uint256[](3);
        (owners[0], owners[1], owners[2]) = (alice.addr, alice.addr, bob.addr);
        (nonces[0], nonces[1], nonces[2]) = (batch.orders[0].nonce, batch.orders[0].nonce ^ 1, batch.orders[0].nonce);
        (uint256[] memory balances, uint256[] memory allowances, bool[] memory used) = lens.funds(owners, nonces);
        assertEq(balances[0], usdc.balanceOf(alice.addr));
        assertLt(balances[0], balances[2]);
        assertEq(allowances[0], type(uint256).max);
        assertEq(allowances[2], 5e6);
        assertTrue(used[0]);
        assertFalse(used[1]);
        assertFalse(used[2]);
    }
}
