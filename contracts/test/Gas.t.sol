// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ISettlement} from "../src/interfaces/ISettlement.sol";
import {Batch, BatchOrder} from "../src/types/Batch.sol";
import {Lease} from "../src/types/Lease.sol";
import {LeaseFixture} from "./fixtures/LeaseFixture.sol";
import {LeaseLog} from "./fixtures/LeaseLog.sol";

/// @dev Not yet in the forge-std that v4-core carries: forgets that an account was touched in this transaction.
interface Cool {
    function cool(address account) external;
}

/// @notice What things cost, execution gas without calldata: contracts/snapshots/GasTest.json is committed.
contract GasTest is LeaseFixture {
    function test_gas_createPool() public {
        vm.prank(operatorB);
        pools.createPool("l40s-48gb", "ap-east", 0, address(usdc), _ladder(60_000));
        vm.snapshotGasLastCall("createPool, 2 ranges");
    }

    function test_gas_offer() public {
        vm.prank(operatorA);
        pools.offer(poolA, FIRST_SLOT + 24, 24, 8);
        vm.snapshotGasLastCall("offer, 24 slots");
    }

    function test_gas_buy() public {
        vm.startPrank(alice.addr);
        usdc.approve(address(pools), type(uint256).max);
        pools.buy(poolA, FIRST_SLOT, 3600, type(uint256).max, block.timestamp, alice.addr, WORKLOAD);
        vm.snapshotGasLastCall("buy");
    }

    function test_gas_settle() public {
        _settle(_orders(1));
        vm.snapshotGasLastCall("settle, 1 order");
    }

    function test_gas_settleTen() public {
        _settle(_orders(10));
        vm.snapshotGasLastCall("settle, 10 orders of 1 fill on 1 pool");
    }

    function test_gas_settleMixed() public {
        _settle(_batch());
        vm.snapshotGasLastCall("settle, 2 orders of 2 fills, 2 products, 3 purchases, 2 solvers");
    }

    /// @dev The promise to relays: being second is cheap.
    function test_gas_lostRace() public {
        Batch memory batch = _orders(10);
        _signOrders(batch);
        bytes memory award = _signAward(batch);
        settlement.settle(batch, award);
        Cool(address(vm)).cool(address(settlement));
        Cool(address(vm)).cool(address(escrow));
        bytes memory call = abi.encodeCall(settlement.settle, (batch, award));
        (bool success, bytes memory reason) = address(settlement).call(call);
        uint256 gas = vm.snapshotGasLastCall("settle, lost race");
        assertFalse(success);
        assertEq(reason, abi.encodeWithSelector(ISettlement.AuctionSettled.selector, AUCTION));
        assertLt(gas, 9_000);
    }

    function test_gas_submit() public {
        vm.recordLogs();
        _settle(_batch());
        Lease[] memory leases = LeaseLog.read(vm.getRecordedLogs());
        bytes32[] memory proof = LeaseLog.proof(leases, 0);
        _serve(leases[0], proof);
        _submit(leases[0], proof, "");
        vm.snapshotGasLastCall("submit, 1 of 4");
    }

    function _orders(uint256 count) private returns (Batch memory) {
        BatchOrder[] memory orders = new BatchOrder[](count);
        DraftFill[][] memory fills = new DraftFill[][](count);
        for (uint256 i; i < count; ++i) {
            BuyerAccount memory buyer = _buyer(vm.toString(i));
            keys[buyer.addr] = buyer.key;
            orders[i] = _order(buyer.addr, 3600);
            fills[i] = new DraftFill[](1);
            fills[i][0] = DraftFill(poolA, FIRST_SLOT, 0, 3600);
        }
        return _assemble(orders, fills);
    }
}
