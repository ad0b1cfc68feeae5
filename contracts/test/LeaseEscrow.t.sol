// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILeaseEscrow} from "../src/interfaces/ILeaseEscrow.sol";
import {LeaseTree} from "../src/libraries/LeaseTree.sol";
import {Batch, BatchOrder} from "../src/types/Batch.sol";
import {Delivery} from "../src/types/Delivery.sol";
import {Failure, Lease, LeaseStatus} from "../src/types/Lease.sol";
import {LeaseFixture} from "./fixtures/LeaseFixture.sol";
import {LeaseLog} from "./fixtures/LeaseLog.sol";

/// @notice The life of a lease: every transition, its caller, its clock and its money. All verifiers accept at once here.
contract LeaseEscrowTest is LeaseFixture {
    Lease[] internal leases;
    Lease internal lease;
    bytes32[] internal proof;
    uint256 internal startsAt;
    uint256 internal endsAt;
    uint256 internal stake;
    address internal holder;

    /// @dev Four leases of one settled batch; tests follow one of them.
    function setUp() public override {
        super.setUp();
        vm.recordLogs();
        _settle(_batch());
        Lease[] memory opened = LeaseLog.read(vm.getRecordedLogs());
        for (uint256 i; i < opened.length; ++i) {
            leases.push(opened[i]);
        }
        // One whose pool was cheaper than the average of its product: it paid a margin on top.
        uint256 followed;
        while (opened[followed].payment <= opened[followed].cost) ++followed;
        lease = opened[followed];
        proof = LeaseLog.proof(opened, followed);
        startsAt = lease.slot * SLOT_SECONDS;
        endsAt = startsAt + SLOT_SECONDS;
        stake = pools.stakeOf(lease.poolId, lease.slot, lease.units);
        holder = lease.recipient;
        assertGt(lease.payment, lease.cost);
        assertGt(stake, lease.payment - lease.cost);
    }

    // -- served

    function test_settled() public {
        _serve(lease, proof);
        uint256 before = usdc.balanceOf(lease.operator);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseFinished(lease.batchId, lease.index, lease.operator, lease.units);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseSettled(lease.batchId, lease.index, lease.operator, lease.cost, 0, 0);
        _submit(lease, proof, "");
        assertEq(usdc.balanceOf(lease.operator) - before, lease.cost);
        _assertEnded(LeaseStatus.Settled);
        assertEq(pools.stakeOf(lease.poolId, lease.slot, lease.units), stake);
    }

    function test_settled_many() public {
        (Lease[] memory own, bytes32[][] memory proofs, uint256 total) = _leasesOf(operatorA);
        assertEq(own.length, 2);
        vm.startPrank(operatorA);
        vm.warp(FIRST_SLOT * SLOT_SECONDS);
        (Lease[] memory first, bytes32[][] memory firstProof) = _one(own[0], proofs[0]);
        (Lease[] memory second, bytes32[][] memory secondProof) = _one(own[1], proofs[1]);
        escrow.start(first, firstProof);
        vm.warp(block.timestamp + 1800);
        escrow.heartbeat(first, firstProof);
        vm.warp(block.timestamp + 1800);
        escrow.start(second, secondProof);
        vm.warp(block.timestamp + 1800);
        escrow.heartbeat(second, secondProof);
        vm.warp(block.timestamp + 1800);
        uint256 before = usdc.balanceOf(operatorA);
        escrow.submit(own, proofs, new Delivery[](2));
        assertEq(usdc.balanceOf(operatorA) - before, total);
    }

    /// @dev The time before the start is not billed.
    function test_settled_startedLate() public {
        vm.warp(startsAt + 300);
        _start(lease, proof);
        vm.warp(startsAt + 2000);
        _heartbeat(lease, proof);
        vm.warp(endsAt);
        uint256 refund = lease.cost * 300 / SLOT_SECONDS;
        uint256 before = usdc.balanceOf(holder);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseFinished(lease.batchId, lease.index, lease.operator, lease.units * 3300 / SLOT_SECONDS);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseSettled(lease.batchId, lease.index, lease.operator, lease.cost - refund, refund, 0);
        _submit(lease, proof, "");
        assertEq(usdc.balanceOf(holder) - before, refund);
    }

    function test_start_early_isBilledFromTheSlot() public {
        vm.warp(startsAt - 300);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseStarted(lease.batchId, lease.index, lease.operator, startsAt);
        _start(lease, proof);
        vm.warp(startsAt - 1);
        _heartbeat(lease, proof);
        vm.warp(startsAt + 1800);
        _heartbeat(lease, proof);
        vm.warp(endsAt);
        _submit(lease, proof, "");
        _assertEnded(LeaseStatus.Settled);
    }

    // -- clocks

    function test_start_clock() public {
        vm.warp(startsAt - 301);
        _expect(ILeaseEscrow.TooEarly.selector, startsAt - 300);
        _start(lease, proof);
        vm.warp(startsAt + 301);
        _expect(ILeaseEscrow.TooLate.selector, startsAt + 300);
        _start(lease, proof);
        vm.warp(startsAt + 300);
        _start(lease, proof);
        assertEq(uint8(escrow.statusOf(lease)), uint8(LeaseStatus.Started));
    }

    function test_heartbeat_clock() public {
        vm.warp(startsAt);
        _start(lease, proof);
        vm.warp(startsAt + 1801);
        _expect(ILeaseEscrow.TooLate.selector, startsAt + 1800);
        _heartbeat(lease, proof);
        vm.warp(startsAt + 1800);
        _heartbeat(lease, proof);
        vm.warp(endsAt);
        _expect(ILeaseEscrow.TooLate.selector, endsAt - 1);
        _heartbeat(lease, proof);
    }

    function test_submit_clock() public {
        vm.warp(startsAt);
        _start(lease, proof);
        vm.warp(startsAt + 1800);
        _heartbeat(lease, proof);
        vm.warp(endsAt - 1);
        _expect(ILeaseEscrow.TooEarly.selector, endsAt);
        _submit(lease, proof, "");
        vm.warp(endsAt + 3601);
        _expect(ILeaseEscrow.TooLate.selector, endsAt + 3600);
        _submit(lease, proof, "");
        vm.warp(endsAt + 3600);
        _submit(lease, proof, "");
    }

    function test_submit_afterSilence() public {
        vm.warp(startsAt);
        _start(lease, proof);
        vm.warp(endsAt);
        _expect(ILeaseEscrow.TooLate.selector, startsAt + 1800);
        _submit(lease, proof, "");
    }

    // -- failures

    function test_fail_declared() public {
        _assertFails(Failure.Declared, 100_000, true);
    }

    function test_fail_declared_afterStart() public {
        vm.warp(startsAt);
        _start(lease, proof);
        _assertFails(Failure.Declared, 100_000, true);
    }

    function test_expire_notStarted() public {
        vm.warp(startsAt + 300);
        _expect(ILeaseEscrow.TooEarly.selector, startsAt + 300);
        _expire(lease, proof);
        vm.warp(startsAt + 301);
        _assertFails(Failure.NotStarted, 500_000, false);
    }

    function test_expire_silent() public {
        vm.warp(startsAt);
        _start(lease, proof);
        vm.warp(startsAt + 1800);
        _expect(ILeaseEscrow.TooEarly.selector, startsAt + 1800);
        _expire(lease, proof);
        vm.warp(startsAt + 1801);
        _assertFails(Failure.Silent, 750_000, false);
    }

    function test_expire_notSubmitted() public {
        _serve(lease, proof);
        vm.warp(endsAt + 3600);
        _expect(ILeaseEscrow.TooEarly.selector, endsAt + 3600);
        _expire(lease, proof);
        vm.warp(endsAt + 3601);
        _assertFails(Failure.NotSubmitted, 500_000, false);
    }

    /// @dev Who is late already cannot have the price of honesty by being faster than the buyer.
    function test_fail_late() public {
        vm.warp(startsAt + 301);
        _assertFails(Failure.NotStarted, 500_000, true);
    }

    /// @dev A slow buyer gets the cost back, but the stake is gone.
    function test_expire_afterBondWasFreed() public {
        vm.warp(endsAt + 7 days + 1);
        uint64[] memory slots = new uint64[](1);
        slots[0] = lease.slot;
        vm.prank(lease.operator);
        pools.freeBond(lease.poolId, slots);
        uint256 before = usdc.balanceOf(holder);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseFailed(lease.batchId, lease.index, holder, Failure.NotStarted, lease.cost, 0, 0, 0);
        _expire(lease, proof);
        assertEq(usdc.balanceOf(holder) - before, lease.cost);
    }

    /// @dev The margin the buyer paid comes first, whatever the share says.
    function test_fail_marginAboveShare() public {
        DraftFill[] memory fills = new DraftFill[](1);
        fills[0] = DraftFill(poolA, FIRST_SLOT + 3, 0, 3600);
        Batch memory batch = _single(alice.addr, 3600, fills);
        batch.products[0].margin = 100e6;
        batch.orders[0].maxPayment = 10e6;
        Lease[] memory opened = _settleNamed(batch, "dear");
        (lease, proof) = (opened[0], LeaseLog.proof(opened, 0));
        holder = lease.recipient;
        stake = pools.stakeOf(lease.poolId, lease.slot, lease.units);
        uint256 margin = lease.payment - lease.cost;
        assertGt(margin, stake / 10);
        assertLt(margin, stake);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseFailed(lease.batchId, lease.index, holder, Failure.Declared, lease.cost, margin, 0, 0);
        _failLease(lease, proof);
    }

    // -- release

    function test_release_beforeTheSlot() public {
        uint256 sold = pools.slotOf(lease.poolId, lease.slot).sold;
        uint256 fee = lease.cost - lease.cost * 990_000 / 1e6;
        (uint256 operatorHad, uint256 holderHad) = (usdc.balanceOf(lease.operator), usdc.balanceOf(holder));
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseReleased(lease.batchId, lease.index, holder, fee, lease.cost - fee);
        _release(holder, lease, proof);
        assertEq(usdc.balanceOf(lease.operator) - operatorHad, fee);
        assertEq(usdc.balanceOf(holder) - holderHad, lease.cost - fee);
        assertEq(sold - pools.slotOf(lease.poolId, lease.slot).sold, lease.units);
        _assertEnded(LeaseStatus.Released);
    }

    function test_release_duringTheSlot_perSecond() public {
        vm.warp(startsAt);
        _start(lease, proof);
        vm.warp(startsAt + 1234);
        uint256 sold = pools.slotOf(lease.poolId, lease.slot).sold;
        uint256 refund = lease.cost * (SLOT_SECONDS - 1234) / SLOT_SECONDS;
        uint256 before = usdc.balanceOf(holder);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseReleased(lease.batchId, lease.index, holder, lease.cost - refund, refund);
        _release(holder, lease, proof);
        assertEq(usdc.balanceOf(holder) - before, refund);
        assertEq(pools.slotOf(lease.poolId, lease.slot).sold, sold);
        _assertEnded(LeaseStatus.Released);
    }

    function test_release_clock() public {
        _serve(lease, proof);
        _expect(ILeaseEscrow.TooLate.selector, endsAt - 1);
        _release(holder, lease, proof);
    }

    function test_release_notHolder() public {
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.NotHolder.selector, lease.operator, holder));
        _release(lease.operator, lease, proof);
    }

    /// @dev One that paid the average of a product must not get back the price of its dearest pool.
    function test_release_isMeasuredByWhatWasPaid() public {
        DraftFill[][] memory fills = new DraftFill[][](2);
        (fills[0], fills[1]) = (new DraftFill[](1), new DraftFill[](1));
        fills[0][0] = DraftFill(poolA, FIRST_SLOT + 4, 0, 3600);
        fills[1][0] = DraftFill(poolB, FIRST_SLOT + 4, 0, 3600);
        BatchOrder[] memory orders = new BatchOrder[](2);
        (orders[0], orders[1]) = (_order(alice.addr, 3600), _order(bob.addr, 3600));
        Lease[] memory opened = _settleNamed(_assemble(orders, fills), "pair");
        uint256 dear = opened[0].cost > opened[1].cost ? 0 : 1;
        assertLt(opened[dear].payment, opened[dear].cost);
        address buyer = opened[dear].recipient;
        uint256 before = usdc.balanceOf(buyer);
        _release(buyer, opened[dear], LeaseLog.proof(opened, dear));
        assertLe(usdc.balanceOf(buyer) - before, opened[dear].payment * 990_000 / 1e6);
    }

    // -- transfer

    function test_transfer() public {
        address heir = makeAddr("heir");
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseTransferred(lease.batchId, lease.index, holder, heir);
        vm.prank(holder);
        escrow.transfer(lease, proof, heir);
        assertEq(escrow.holderOf(lease), heir);

        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.NotHolder.selector, holder, heir));
        vm.prank(holder);
        escrow.transfer(lease, proof, holder);
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.NotHolder.selector, holder, heir));
        _release(holder, lease, proof);

        _release(heir, lease, proof);
        assertEq(usdc.balanceOf(heir), lease.cost * 990_000 / 1e6);
        _expectStatus(LeaseStatus.Released);
        vm.prank(heir);
        escrow.transfer(lease, proof, holder);
    }

    function test_transfer_toZero() public {
        vm.expectRevert(ILeaseEscrow.HolderZero.selector);
        vm.prank(holder);
        escrow.transfer(lease, proof, address(0));
    }

    function test_transfer_failureGoesToTheHeir() public {
        address heir = makeAddr("heir");
        vm.prank(holder);
        escrow.transfer(lease, proof, heir);
        _failLease(lease, proof);
        assertGt(usdc.balanceOf(heir), lease.cost);
    }

    // -- one end, by the right caller, with proof

    function test_everyEndIsFinal() public {
        for (uint256 end; end < 4; ++end) {
            uint256 snapshot = vm.snapshotState();
            LeaseStatus status;
            if (end == 0) {
                _failLease(lease, proof);
                status = LeaseStatus.Failed;
            } else if (end == 1) {
                _release(holder, lease, proof);
                status = LeaseStatus.Released;
            } else {
                _serve(lease, proof);
                if (end == 2) {
                    _submit(lease, proof, "");
                    status = LeaseStatus.Settled;
                } else {
                    vm.warp(endsAt + 3601);
                    _expire(lease, proof);
                    status = LeaseStatus.Failed;
                }
            }
            _expectStatus(status);
            _start(lease, proof);
            _expectStatus(status);
            _heartbeat(lease, proof);
            _expectStatus(status);
            _submit(lease, proof, "");
            _expectStatus(status);
            _settleLease(lease, proof);
            _expectStatus(status);
            _release(holder, lease, proof);
            _expectStatus(status);
            _failLease(lease, proof);
            _expectStatus(status);
            _expire(lease, proof);
            vm.revertToState(snapshot);
        }
    }

    function test_settle_notFinished() public {
        _expectStatus(LeaseStatus.Leased);
        _settleLease(lease, proof);
    }

    function test_sameLeaseTwice() public {
        _serve(lease, proof);
        Lease[] memory twice = new Lease[](2);
        (twice[0], twice[1]) = (lease, lease);
        bytes32[][] memory proofs = new bytes32[][](2);
        (proofs[0], proofs[1]) = (proof, proof);
        _expectStatus(LeaseStatus.Settled);
        vm.prank(lease.operator);
        escrow.submit(twice, proofs, new Delivery[](2));
    }

    function test_notOperator() public {
        (Lease[] memory one, bytes32[][] memory proofs) = _one(lease, proof);
        bytes memory reason = abi.encodeWithSelector(ILeaseEscrow.NotOperator.selector, holder, lease.operator);
        vm.startPrank(holder);
        vm.expectRevert(reason);
        escrow.start(one, proofs);
        vm.expectRevert(reason);
        escrow.heartbeat(one, proofs);
        vm.expectRevert(reason);
        escrow.submit(one, proofs, new Delivery[](1));
        vm.expectRevert(reason);
        escrow.fail(one, proofs);
    }

    function test_proofInvalid() public {
        for (uint256 field; field < 10; ++field) {
            Lease memory forged = lease;
            if (field == 0) forged.batchId = keccak256("other");
            if (field == 1) forged.index = 4;
            if (field == 2) forged.recipient = carol.addr;
            if (field == 3) forged.poolId = poolC;
            if (field == 4) forged.slot -= 1;
            if (field == 5) forged.units += 1;
            if (field == 6) forged.cost += 1;
            if (field == 7) forged.payment += 1;
            if (field == 8) forged.workload = keccak256("other");
            if (field == 9) forged.operator = carol.addr;
            _expectUnproven(forged, proof);
        }
        _expectUnproven(lease, LeaseLog.proof(leases, (lease.index + 1) % 4));
        _expectUnproven(lease, new bytes32[](0));
    }

    function test_lengthMismatch() public {
        bytes memory reason = abi.encodeWithSelector(ILeaseEscrow.LengthMismatch.selector, 1, 2);
        (Lease[] memory one, bytes32[][] memory two) = (new Lease[](1), new bytes32[][](2));
        vm.expectRevert(reason);
        escrow.start(one, two);
        vm.expectRevert(reason);
        escrow.heartbeat(one, two);
        vm.expectRevert(reason);
        escrow.submit(one, two, new Delivery[](1));
        vm.expectRevert(reason);
        escrow.submit(one, new bytes32[][](1), new Delivery[](2));
        vm.expectRevert(reason);
        escrow.settle(one, two);
        vm.expectRevert(reason);
        escrow.release(one, two);
        vm.expectRevert(reason);
        escrow.fail(one, two);
        vm.expectRevert(reason);
        escrow.expire(one, two);
    }

    // -- books and credits

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

    function test_fuzz_leaseTree(uint8 count, uint256 seed) public view {
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

    function contains(bytes32 root, Lease memory candidate, bytes32[] calldata path) external pure returns (bool) {
        return LeaseTree.contains(root, candidate, path);
    }

    function _settleNamed(Batch memory batch, string memory auction) private returns (Lease[] memory) {
        batch.auctionHash = keccak256(bytes(auction));
        vm.recordLogs();
        _settle(batch);
        return LeaseLog.read(vm.getRecordedLogs());
    }

    /// @dev A failure, whoever reports it: cost and compensation to the holder, a part burned, the rest of the stake free.
    function _assertFails(Failure failure, uint256 share, bool byOperator) private {
        uint256 margin = lease.payment - lease.cost;
        uint256 lost = stake * share / 1e6;
        uint256 burned = lost > margin ? (lost - margin) * 200_000 / 1e6 : 0;
        uint256 compensation = lost > margin ? lost - burned : margin;
        uint256 before = usdc.balanceOf(holder);
        uint256 dead = usdc.balanceOf(escrow.BURNED());
        (uint256 total, uint256 locked,,) = registry.bondOf(lease.operator);
        vm.expectEmit(address(escrow));
        emit ILeaseEscrow.LeaseFailed(lease.batchId, lease.index, holder, failure, lease.cost, compensation, 0, burned);
        if (byOperator) _failLease(lease, proof);
        else _expire(lease, proof);
        assertEq(usdc.balanceOf(holder) - before, lease.cost + compensation);
        assertEq(usdc.balanceOf(escrow.BURNED()) - dead, burned);
        (uint256 totalAfter, uint256 lockedAfter,,) = registry.bondOf(lease.operator);
        assertEq(total - totalAfter, compensation + burned);
        assertEq(locked - lockedAfter, stake);
        assertEq(pools.slotOf(lease.poolId, lease.slot).detached, lease.units);
        _assertEnded(LeaseStatus.Failed);
    }

    function _assertEnded(LeaseStatus status) private view {
        assertEq(uint8(escrow.statusOf(lease)), uint8(status));
        assertEq(escrow.owed(), usdc.balanceOf(address(escrow)));
    }

    function _expect(bytes4 selector, uint256 time) private {
        vm.expectRevert(abi.encodeWithSelector(selector, lease.batchId, lease.index, time));
    }

    function _expectStatus(LeaseStatus status) private {
        vm.expectRevert(abi.encodeWithSelector(ILeaseEscrow.WrongStatus.selector, lease.batchId, lease.index, status));
    }

    /// @dev Every door asks for the proof.
    function _expectUnproven(Lease memory forged, bytes32[] memory path) private {
        bytes memory reason = abi.encodeWithSelector(ILeaseEscrow.ProofInvalid.selector, forged.batchId, forged.index);
        vm.expectRevert(reason);
        _start(forged, path);
        vm.expectRevert(reason);
        _heartbeat(forged, path);
        vm.expectRevert(reason);
        _submit(forged, path, "");
        vm.expectRevert(reason);
        _settleLease(forged, path);
        vm.expectRevert(reason);
        _release(holder, forged, path);
        vm.expectRevert(reason);
        _failLease(forged, path);
        vm.expectRevert(reason);
        _expire(forged, path);
        vm.expectRevert(reason);
        escrow.transfer(forged, path, holder);
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
        count = 0;
        for (uint64 slot = FIRST_SLOT; slot < FIRST_SLOT + 2; ++slot) {
            for (uint256 i; i < leases.length; ++i) {
                if (leases[i].operator != operator || leases[i].slot != slot) continue;
                (own[count], proofs[count++]) = (leases[i], LeaseLog.proof(leases, i));
                total += leases[i].cost;
            }
        }
    }
}
