// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILeaseEscrow} from "../src/interfaces/ILeaseEscrow.sol";
import {LeaseTree} from "../src/libraries/LeaseTree.sol";
import {Batch} from "../src/types/Batch.sol";
import {Lease} from "../src/types/Lease.sol";
import {BatchFixture} from "./fixtures/BatchFixture.sol";
import {LeaseLog} from "./fixtures/LeaseLog.sol";

contract LeaseEscrowTest is BatchFixture {
    Lease[] internal leases;

    /// @dev Four leases of one settled batch; all slots over.
    function setUp() public override {
        super.setUp();
        vm.recordLogs();
        _settle(_batch());
        Lease[] memory opened = LeaseLog.read(vm.getRecordedLogs());
        for (uint256 i; i < opened.length; ++i) {
            leases.push(opened[i]);
        }
        vm.warp((FIRST_SLOT + 2) * SLOT_SECONDS);
    }

    function test_claim() public {
        for (uint256 i; i < leases.length; ++i) {
            Lease memory lease = leases[i];
            uint256 owed = escrow.owed();
            uint256 before = usdc.balanceOf(lease.operator);
            vm.expectEmit(address(escrow));
            emit ILeaseEscrow.LeaseClaimed(lease.batchId, i, lease.operator, lease.cost);
            vm.prank(lease.operator);
            escrow.claim(lease, _proof(i));
            assertEq(usdc.balanceOf(lease.operator) - before, lease.cost);
            assertEq(owed - escrow.owed(), lease.cost);
            assertTrue(escrow.ended(lease.batchId, i));
        }
        assertEq(escrow.owed(), usdc.balanceOf(address(escrow)));
    }

    function test_claim_twice() public {
        vm.startPrank(leases[0].operator);
        escrow.claim(leases[0], _proof(0));
        _expectEnded(0);
        escrow.claim(leases[0], _proof(0));
        _expectEnded(0);
        escrow.declareFailure(leases[0], _proof(0));
    }

    function test_claim_afterFailure() public {
        vm.startPrank(leases[0].operator);
        escrow.declareFailure(leases[0], _proof(0));
        _expectEnded(0);
        escrow.claim(leases[0], _proof(0));
    }

    function test_claim_slotNotOver() public {
        Lease memory lease = leases[0];
        uint256 endsAt = (lease.slot + 1) * SLOT_SECONDS;
        vm.warp(endsAt - 1);
        vm.startPrank(lease.operator);
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.SlotNotOver.selector, lease.slot, endsAt));
        escrow.claim(lease, _proof(0));
        vm.warp(endsAt);
        escrow.claim(lease, _proof(0));
    }

    function test_claim_notOperator() public {
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.NotOperator.selector, alice.addr, leases[0].operator));
        vm.prank(alice.addr);
        escrow.claim(leases[0], _proof(0));
    }

    function test_claim_proofInvalid() public {
        for (uint256 field; field < 7; ++field) {
            Lease memory lease = leases[0];
            if (field == 0) lease.batchId = keccak256("other");
            if (field == 1) lease.index = 4;
            if (field == 2) lease.recipient = bob.addr == lease.recipient ? alice.addr : bob.addr;
            if (field == 3) lease.poolId = poolC;
            if (field == 4) lease.slot -= 1;
            if (field == 5) lease.units += 1;
            if (field == 6) lease.cost += 1;
            _expectInvalid(lease, _proof(0));
        }
        _expectInvalid(leases[0], _proof(1));
        _expectInvalid(leases[0], new bytes32[](0));
    }

    function test_claim_ofAnOperatorThatIsNot() public {
        Lease memory lease = leases[0];
        lease.operator = alice.addr;
        _expectInvalid(lease, _proof(0));
    }

    function test_claimMany() public {
        (Lease[] memory own, bytes32[][] memory proofs, uint256 total) = _leasesOf(operatorA);
        assertEq(own.length, 2);
        uint256 before = usdc.balanceOf(operatorA);
        vm.prank(operatorA);
        escrow.claimMany(own, proofs);
        assertEq(usdc.balanceOf(operatorA) - before, total);
    }

    function test_claimMany_sameLeaseTwice() public {
        (Lease[] memory own, bytes32[][] memory proofs,) = _leasesOf(operatorA);
        (own[1], proofs[1]) = (own[0], proofs[0]);
        _expectEnded(own[0].index);
        vm.prank(operatorA);
        escrow.claimMany(own, proofs);
    }

    function test_claimMany_lengthMismatch() public {
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.LengthMismatch.selector, 1, 2));
        escrow.claimMany(new Lease[](1), new bytes32[][](2));
    }

    function test_declareFailure() public {
        Lease memory lease = leases[0];
        vm.warp(lease.slot * SLOT_SECONDS - 1);
        uint256 before = usdc.balanceOf(lease.recipient);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseFailed(lease.batchId, 0, lease.recipient, lease.cost);
        vm.prank(lease.operator);
        escrow.declareFailure(lease, _proof(0));
        assertEq(usdc.balanceOf(lease.recipient) - before, lease.cost);
    }

    function test_declareFailure_notOperator() public {
        vm.expectPartialRevert(ILeaseEscrow.NotOperator.selector);
        vm.prank(leases[0].recipient);
        escrow.declareFailure(leases[0], _proof(0));
    }

    function test_withdraw() public {
        uint256 credit = escrow.creditOf(solverX);
        uint256 owed = escrow.owed();
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.Withdrawn(solverX, credit);
        vm.prank(solverX);
        assertEq(escrow.withdraw(), credit);
        assertEq(usdc.balanceOf(solverX), credit);
        assertEq(owed - escrow.owed(), credit);
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.NothingToWithdraw.selector, solverX));
        vm.prank(solverX);
        escrow.withdraw();
    }

    function test_open_notOpener() public {
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.NotOpener.selector, address(this)));
        escrow.open(0, bytes32(uint256(1)), 1);
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.NotOpener.selector, address(this)));
        escrow.credit(address(this), 1);
    }

    function test_open_exists() public {
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.BatchExists.selector, settlement.batchIdOf(AUCTION)));
        vm.prank(address(settlement));
        escrow.open(AUCTION, bytes32(uint256(1)), 0);
    }

    /// @dev An auctioneer that names its auction like a purchase must not block the purchase.
    function test_open_openersDoNotCollide() public {
        vm.prank(address(settlement));
        bytes32 first = escrow.open(bytes32(uint256(7)), bytes32(uint256(1)), 0);
        vm.prank(address(pools));
        bytes32 second = escrow.open(bytes32(uint256(7)), bytes32(uint256(1)), 0);
        assertTrue(first != second);
    }

    function test_fuzz_leaseTree(uint8 count, uint256 seed) public {
        uint256 size = bound(count, 1, 40);
        Lease[] memory random = new Lease[](size);
        bytes32[] memory leaves = new bytes32[](size);
        for (uint256 i; i < size; ++i) {
            random[i].index = i;
            random[i].cost = uint256(keccak256(abi.encode(seed, i)));
            leaves[i] = LeaseTree.leaf(random[i]);
        }
        bytes32 root = LeaseTree.root(leaves);
        for (uint256 i; i < size; ++i) {
            assertTrue(this.contains(root, random[i], LeaseLog.proof(random, i)));
            assertFalse(this.contains(root, random[(i + 1) % size], LeaseLog.proof(random, i)) && size > 1);
        }
    }

    function contains(bytes32 root, Lease memory lease, bytes32[] calldata proof) external pure returns (bool) {
        return LeaseTree.contains(root, lease, proof);
    }

    function _proof(uint256 index) private view returns (bytes32[] memory) {
        return LeaseLog.proof(leases, index);
    }

    function _leasesOf(address operator)
        private
        view
        returns (Lease[] memory own, bytes32[][] memory proofs, uint256 total)
    {
        uint256 count;
        for (uint256 i; i < leases.length; ++i) {
            if (leases[i].operator == operator) ++count;
        }
        (own, proofs) = (new Lease[](count), new bytes32[][](count));
        for (uint256 i = leases.length; i > 0; --i) {
            if (leases[i - 1].operator != operator) continue;
            own[--count] = leases[i - 1];
            proofs[count] = _proof(i - 1);
            total += leases[i - 1].cost;
        }
    }

    function _expectEnded(uint256 index) private {
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.LeaseEnded.selector, leases[index].batchId, index));
    }

    function _expectInvalid(Lease memory lease, bytes32[] memory proof) private {
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.ProofInvalid.selector, lease.batchId, lease.index));
        vm.prank(lease.operator);
        escrow.claim(lease, proof);
    }
}
