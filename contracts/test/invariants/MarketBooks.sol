// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Vm} from "forge-std/Vm.sol";
import {ILeaseEscrow} from "../../src/interfaces/ILeaseEscrow.sol";
import {Lease, LeaseStatus} from "../../src/types/Lease.sol";
import {Inventory} from "../../src/types/Pool.sol";
import {LeaseLog} from "../fixtures/LeaseLog.sol";
import {SmartWallet} from "../fixtures/SmartWallet.sol";
import {TeeFixture} from "../fixtures/TeeFixture.sol";
import {LadderMathHarness} from "../harness/LadderMathHarness.sol";

/// @notice Books of a market kept from its events alone, and what must always be true of them.
abstract contract MarketBooks is TeeFixture {
    /// What the fixture offers.
    uint64 internal constant SLOTS = 24;

    struct Entry {
        Lease lease;
        uint256 book;
        address holder;
        LeaseStatus end;
        uint256 stakeWaiting;
        uint40 startedAt;
        uint40 beatAt;
    }

    uint32 internal constant MOST_GPUS = 64;

    LadderMathHarness internal math;
    /// Ladder maths is most of a check's time: asked once.
    mapping(bytes32 poolId => mapping(uint256 gpus => uint256)) internal capacities;
    Entry[] internal entries;
    /// Units of leases that were not given back before their slot.
    mapping(bytes32 poolId => mapping(uint64 slot => uint256)) internal leased;
    /// Leases by book: what proofs are made of.
    mapping(uint256 book => Lease[]) internal books;
    uint256 internal bookCount;
    uint256 internal auctions;
    /// What is in no contract of this market and with nobody in it, from the beginning.
    uint256 internal elsewhere;
    /// Everybody who may hold money. Tokens cannot be anywhere else.
    address[] internal people;
    address[] internal buyers;
    /// Calls that did what they should, by kind: an invariant of a market where nothing happens says nothing.
    mapping(bytes32 action => uint256) public done;

    /// @dev Buyers: a key, an account with code at its own address as after EIP-7702, and a contract wallet.
    function setUp() public virtual override {
        super.setUp();
        _grantAll(type(uint64).max);
        // Claims of tier 3 need proofs made beforehand: nothing is sold there.
        vm.prank(operatorA);
        pools.offer(poolD, FIRST_SLOT, uint32(SLOTS), 0);
        _fillCapacities();
        bob = _delegate(bob);
        address wallet = address(new SmartWallet(carol.addr));
        keys[wallet] = carol.key;
        _fundWallet(wallet);
        buyers = [alice.addr, bob.addr, wallet];
        people = [
            alice.addr,
            bob.addr,
            wallet,
            carol.addr,
            operatorA,
            operatorB,
            solverX,
            solverY,
            feeRecipient,
            challenger,
            treasury,
            makeAddr("heir"),
            makeAddr("attacker"),
            escrow.BURNED()
        ];
        elsewhere = usdc.totalSupply() - _inTheMarket();
    }

    modifier recorded() {
        vm.recordLogs();
        _;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _open(LeaseLog.read(logs));
    }

    /// @dev Held exactly: nobody donates here.
    function checkEscrow() external view {
        assertEq(usdc.balanceOf(address(escrow)), escrow.owed(), "escrow holds what it owes");
        uint256 total;
        for (uint256 i; i < entries.length; ++i) {
            if (!_ended(entries[i].end)) total += entries[i].lease.cost;
        }
        for (uint256 i; i < people.length; ++i) {
            total += escrow.creditOf(people[i]);
        }
        assertEq(total, escrow.owed(), "owed = open leases + credits");
    }

    /// @dev All money is with somebody: nothing was made, lost, or paid twice.
    function checkMoney() external view {
        assertEq(_inTheMarket() + elsewhere, usdc.totalSupply(), "money is conserved");
        assertEq(usdc.balanceOf(address(settlement)), 0, "the settlement keeps nothing");
        assertEq(usdc.balanceOf(address(pools)), 0, "the pools keep nothing");
    }

    /// @dev Bonds are conserved, and what is locked is exactly what offers and waiting claims need.
    function checkBonds() external view {
        uint256 total;
        for (uint256 i; i < 2; ++i) {
            address operator = i == 0 ? operatorA : operatorB;
            (uint256 bonded, uint256 locked, uint256 unbonding,) = registry.bondOf(operator);
            assertLe(locked + unbonding, bonded, "locked and unbonding within the bond");
            assertEq(locked, _stakeBehindOffers(operator) + _stakeWaiting(operator), "locked = offers + claims");
            total += bonded;
        }
        assertEq(total, usdc.balanceOf(address(registry)), "the registry holds the bonds");
    }

    /// @dev Of the slots that are traded now: others do not change.
    function checkUnits() external view {
        uint64 next = uint64(block.timestamp / SLOT_SECONDS);
        _checkUnits(next, next + 4);
    }

    function checkAllUnits() external view {
        _checkUnits(FIRST_SLOT, FIRST_SLOT + SLOTS);
    }

    /// @dev A lease is where the books say, and once it has ended it stays there.
    function checkLeases() external view {
        for (uint256 i; i < entries.length; ++i) {
            Entry storage entry = entries[i];
            assertEq(uint8(escrow.statusOf(entry.lease)), uint8(_expected(entry)), "one state, the expected one");
            assertEq(escrow.holderOf(entry.lease), entry.holder, "one holder");
        }
    }

    function _checkUnits(uint64 from, uint64 to) private view {
        for (uint256 i; i < 3; ++i) {
            (bytes32 poolId,) = _pool(i);
            for (uint64 slot = from; slot < to; ++slot) {
                Inventory memory inventory = pools.slotOf(poolId, slot);
                assertLe(inventory.sold, _capacity(poolId, inventory.gpus), "sold within the offer");
                assertEq(inventory.sold, leased[poolId][slot], "sold = leased");
                assertLe(inventory.detached, inventory.sold, "stakes go with leases");
            }
        }
    }

    function _open(Lease[] memory leases) private {
        if (leases.length == 0) return;
        for (uint256 i; i < leases.length; ++i) {
            books[bookCount].push(leases[i]);
            leased[leases[i].poolId][leases[i].slot] += leases[i].units;
            entries.push(Entry(leases[i], bookCount, leases[i].recipient, LeaseStatus.Leased, 0, 0, 0));
        }
        ++bookCount;
    }

    function _expected(Entry storage entry) internal view virtual returns (LeaseStatus) {
        return entry.end;
    }

    function _proofOf(Entry storage entry) internal view returns (bytes32[] memory) {
        return LeaseLog.proof(books[entry.book], entry.lease.index);
    }

    function _ended(LeaseStatus status) internal pure returns (bool) {
        return status > LeaseStatus.Disputed;
    }

    function _capacity(bytes32 poolId, uint256 gpus) internal view returns (uint256) {
        if (gpus > MOST_GPUS) return math.capacity(pools.terms(poolId).ladder, gpus, SLOT_SECONDS);
        return capacities[poolId][gpus];
    }

    function _pool(uint256 index) internal view returns (bytes32 poolId, address operator) {
        index %= 3;
        if (index == 0) return (poolA, operatorA);
        if (index == 1) return (poolB, operatorB);
        return (poolC, operatorA);
    }

    function _inTheMarket() private view returns (uint256 total) {
        total =
            usdc.balanceOf(address(escrow)) + usdc.balanceOf(address(registry)) + usdc.balanceOf(address(optimistic));
        for (uint256 i; i < people.length; ++i) {
            total += usdc.balanceOf(people[i]);
        }
    }

    function _stakeBehindOffers(address operator) private view returns (uint256 stake) {
        for (uint256 i; i < 3; ++i) {
            (bytes32 poolId, address owner) = _pool(i);
            if (owner != operator) continue;
            uint256 perUnit = pools.bondPerUnitOf(poolId);
            for (uint64 slot = FIRST_SLOT; slot < FIRST_SLOT + SLOTS; ++slot) {
                Inventory memory inventory = pools.slotOf(poolId, slot);
                if (inventory.freed) continue;
                stake += (_capacity(poolId, inventory.gpus) - inventory.detached) * perUnit;
            }
        }
    }

    function _stakeWaiting(address operator) private view returns (uint256 stake) {
        for (uint256 i; i < entries.length; ++i) {
            if (entries[i].lease.operator == operator && !_ended(entries[i].end)) stake += entries[i].stakeWaiting;
        }
    }

    function _fillCapacities() private {
        math = new LadderMathHarness();
        for (uint256 i; i < 3; ++i) {
            (bytes32 poolId,) = _pool(i);
            for (uint256 gpus; gpus <= MOST_GPUS; ++gpus) {
                capacities[poolId][gpus] = math.capacity(pools.terms(poolId).ladder, gpus, SLOT_SECONDS);
            }
        }
    }

    function _delegate(BuyerAccount memory account) private returns (BuyerAccount memory) {
        vm.etch(account.addr, address(new SmartWallet(account.addr)).code);
        return account;
    }

    function _fundWallet(address wallet) private {
        usdc.mint(wallet, 1_000_000e6);
        SmartWallet(wallet).execute(address(usdc), abi.encodeCall(usdc.approve, (permit2, type(uint256).max)));
    }
}
