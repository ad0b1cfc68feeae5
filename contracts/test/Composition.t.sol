// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IComputePools} from "../src/interfaces/IComputePools.sol";
import {ILeaseEscrow} from "../src/interfaces/ILeaseEscrow.sol";
import {Lease, LeaseStatus} from "../src/types/Lease.sol";
import {LeaseFixture} from "./fixtures/LeaseFixture.sol";
import {LeaseLog} from "./fixtures/LeaseLog.sol";
import {TestUSDC} from "./tokens/TestUSDC.sol";

/// @notice A shop for leases: what anybody could write on top. Buys capacity from the curve, resells it at a fixed price,
/// and returns what it did not sell before the slot starts.
contract LeaseShop {
    TestUSDC internal immutable token;
    IComputePools internal immutable pools;
    ILeaseEscrow internal immutable escrow;

    constructor(IComputePools pools_) {
        pools = pools_;
        token = TestUSDC(pools_.token());
        escrow = ILeaseEscrow(pools_.escrow());
        token.approve(address(pools_), type(uint256).max);
    }

    function stock(bytes32 poolId, uint64 slot, uint256 units) external returns (uint256 cost) {
        (cost,) = pools.buy(poolId, slot, units, type(uint256).max, block.timestamp, address(this), 0);
    }

    function sell(Lease calldata lease, bytes32[] calldata proof, uint256 price) external {
        token.transferFrom(msg.sender, address(this), price);
        escrow.transfer(lease, proof, msg.sender);
    }

    function giveUp(Lease[] calldata leases, bytes32[][] calldata proofs) external {
        escrow.release(leases, proofs);
    }
}

/// @notice Compute composes: a contract buys, holds, sells and returns leases like anybody.
contract CompositionTest is LeaseFixture {
    LeaseShop internal shop;
    Lease internal lease;
    bytes32[] internal proof;

    function setUp() public override {
        super.setUp();
        shop = new LeaseShop(pools);
        usdc.mint(address(shop), 100e6);
        vm.recordLogs();
        shop.stock(poolA, FIRST_SLOT, 3600);
        Lease[] memory leases = LeaseLog.read(vm.getRecordedLogs());
        (lease, proof) = (leases[0], LeaseLog.proof(leases, 0));
    }

    function test_resold_servedToTheNewHolder() public {
        uint256 price = lease.cost + 10_000;
        vm.startPrank(alice.addr);
        usdc.approve(address(shop), price);
        shop.sell(lease, proof, price);
        vm.stopPrank();
        assertEq(usdc.balanceOf(address(shop)), 100e6 + 10_000);
        assertEq(escrow.holderOf(lease), alice.addr);
        _serve(lease, proof);
        _submit(lease, proof, "");
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Settled));
    }

    function test_unsold_returned() public {
        (Lease[] memory leases, bytes32[][] memory proofs) = _one(lease, proof);
        shop.giveUp(leases, proofs);
        assertEq(usdc.balanceOf(address(shop)), 100e6 - lease.cost + lease.cost * 990_000 / 1e6);
        assertEq(pools.slotOf(poolA, FIRST_SLOT).sold, 0);
    }
}
