// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Delivery, DeliveryClaim} from "../../src/types/Delivery.sol";
import {Lease} from "../../src/types/Lease.sol";
import {DisputeActions} from "./DisputeActions.sol";

/// @notice What somebody without rights tries. None of it may ever succeed.
abstract contract AttackActions is DisputeActions {
    function stealAsOperator(uint256 which, uint256 how) external {
        if (entries.length == 0) return;
        Entry storage entry = _entry(which);
        (Lease[] memory leases, bytes32[][] memory proofs) = _one(entry.lease, _proofOf(entry));
        bytes4[3] memory doors = [escrow.start.selector, escrow.heartbeat.selector, escrow.fail.selector];
        _refused(address(escrow), abi.encodeWithSelector(doors[how % 3], leases, proofs));
        _refused(address(escrow), abi.encodeCall(escrow.submit, (leases, proofs, new Delivery[](1))));
        _refused(address(escrow), abi.encodeCall(escrow.release, (leases, proofs)));
        _refused(address(escrow), abi.encodeCall(escrow.transfer, (entry.lease, proofs[0], attacker())));
    }

    /// @dev A lease with the attacker written into it is not in the tree.
    function forge(uint256 which, uint256 field, uint256 value) external {
        if (entries.length == 0) return;
        Entry storage entry = _entry(which);
        Lease memory forged = entry.lease;
        field %= 5;
        if (field == 0) forged.operator = attacker();
        if (field == 1) forged.recipient = attacker();
        if (field == 2) forged.cost = entry.lease.cost + 1 + value % 1e12;
        if (field == 3) forged.index = entry.lease.index + 1 + value % 8;
        if (field == 4) forged.slot = entry.lease.slot - 1 - uint64(value % 8);
        (Lease[] memory leases, bytes32[][] memory proofs) = _one(forged, _proofOf(entry));
        bytes4[7] memory doors = [
            escrow.start.selector,
            escrow.heartbeat.selector,
            escrow.settle.selector,
            escrow.release.selector,
            escrow.fail.selector,
            escrow.expire.selector,
            escrow.start.selector
        ];
        vm.prank(value % 2 == 0 ? forged.operator : forged.recipient);
        (bool success,) = address(escrow).call(abi.encodeWithSelector(doors[value % 7], leases, proofs));
        require(!success, "a forged lease was taken");
    }

    /// @dev The doors between the contracts are closed to everybody else.
    function enterBackDoors(uint256 amount) external {
        _refused(address(escrow), abi.encodeCall(escrow.open, (bytes32(amount), bytes32(amount), 0)));
        _refused(address(escrow), abi.encodeCall(escrow.credit, (attacker(), amount)));
        DeliveryClaim memory claim;
        claim.leaseId = bytes32(amount);
        _refused(address(optimistic), abi.encodeCall(optimistic.submit, (claim, amount, "")));
        _refused(address(council), abi.encodeCall(council.open, (claim.leaseId, 0, operatorA, attacker())));
        _refused(address(pools), abi.encodeCall(pools.giveBack, (poolA, FIRST_SLOT, 0)));
        _refused(address(pools), abi.encodeCall(pools.detachStake, (poolA, FIRST_SLOT, 0)));
        _refused(address(registry), abi.encodeCall(registry.lock, (attacker(), 0)));
        _refused(address(registry), abi.encodeCall(registry.unlock, (operatorA, 0)));
        _refused(address(registry), abi.encodeCall(registry.forfeit, (operatorA, 0, 0)));
        _refused(address(registry), abi.encodeCall(registry.record, (attacker(), amount, 0, 0)));
    }

    function attacker() public returns (address) {
        return makeAddr("attacker");
    }

    function _refused(address target, bytes memory call) private {
        vm.prank(attacker());
        (bool success,) = target.call(call);
        require(!success, "an attack succeeded");
    }
}
