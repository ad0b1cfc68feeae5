// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeTransferLib} from "solady/utils/SafeTransferLib.sol";
import {Guarded} from "./Guarded.sol";
import {IComputePools} from "./interfaces/IComputePools.sol";
import {ILeaseEscrow} from "./interfaces/ILeaseEscrow.sol";
import {ISolverRegistry} from "./interfaces/ISolverRegistry.sol";
import {LadderMath} from "./libraries/LadderMath.sol";
import {LeaseTree} from "./libraries/LeaseTree.sol";
import {Lease} from "./types/Lease.sol";
import {Inventory, LadderRange, PoolTerms, PoolsTerms, TakeRequest} from "./types/Pool.sol";

contract ComputePools is IComputePools, Guarded {
    uint8 internal constant MAX_TIER = 3;
    uint32 internal constant MAX_SLOTS_PER_OFFER = 512;

    struct Pool {
        address operator;
        uint8 tier;
        uint8 ranges;
        uint80 bondPerUnit;
        /// keccak256(abi.encode(gpuClass, region, tier)): lets `take` check all three with one word.
        bytes32 goods;
        bytes32 gpuClass;
        bytes32 region;
        LadderRange[8] ladder;
    }

    uint256 public immutable slotSeconds;
    address public immutable token;
    address public immutable escrow;
    address public immutable settlement;
    address public immutable registry;
    uint256 public immutable bondPips;
    uint256 public immutable bondHold;

    bytes32[] internal _poolIds;
    mapping(bytes32 poolId => Pool) internal _pools;
    mapping(bytes32 poolId => mapping(uint64 slot => Inventory)) internal _inventories;
    uint256 internal _purchases;

    modifier onlyEscrow() {
        if (msg.sender != escrow) revert NotEscrow(msg.sender);
        _;
    }

    constructor(PoolsTerms memory terms_) {
        require(terms_.slotSeconds != 0 && terms_.slotSeconds <= type(uint32).max);
        token = terms_.token;
        slotSeconds = terms_.slotSeconds;
        escrow = terms_.escrow;
        settlement = terms_.settlement;
        registry = terms_.registry;
        bondPips = terms_.bondPips;
        bondHold = terms_.bondHold;
    }

    /// @inheritdoc IComputePools
    function createPool(
        string calldata gpuClass,
        string calldata region,
        uint8 tier,
        address token_,
        LadderRange[] calldata ladder
    ) external returns (bytes32 poolId) {
        if (bytes(gpuClass).length == 0 || bytes(region).length == 0) revert SlugEmpty();
        if (tier > MAX_TIER) revert TierUnknown(tier);
        if (token_ != token) revert TokenMismatch(token_, token);
        LadderMath.validate(ladder);

        PoolTerms memory created =
            PoolTerms(msg.sender, keccak256(bytes(gpuClass)), keccak256(bytes(region)), tier, token_, ladder);
        poolId = keccak256(abi.encode(created));
        _store(poolId, created);
        emit PoolCreated(poolId, msg.sender, gpuClass, region, tier, token_, ladder);
    }

    /// @inheritdoc IComputePools
    function offer(bytes32 poolId, uint64 firstSlot, uint32 count, uint32 gpus) external {
        Pool storage pool = _pools[poolId];
        if (msg.sender != pool.operator) revert NotOperator(msg.sender, pool.operator);
        if (count == 0 || count > MAX_SLOTS_PER_OFFER) revert SlotCount(count);
        _checkGate(firstSlot);

        LadderRange[] memory ladder = _ladder(pool);
        uint256 capacity = LadderMath.capacity(ladder, gpus, slotSeconds);
        uint256 before;
        // Neighbouring slots mostly offered the same before.
        (uint256 lastGpus, uint256 lastCapacity) = (0, 0);
        for (uint64 slot = firstSlot; slot < firstSlot + count; ++slot) {
            Inventory storage inventory = _inventories[poolId][slot];
            if (inventory.sold > capacity) revert OfferBelowSold(poolId, slot, capacity, inventory.sold);
            if (inventory.gpus != lastGpus) {
                lastGpus = inventory.gpus;
                lastCapacity = LadderMath.capacity(ladder, lastGpus, slotSeconds);
            }
            before += lastCapacity;
            inventory.gpus = gpus;
        }
        emit Offered(poolId, firstSlot, count, gpus);
        _moveBond(msg.sender, before * pool.bondPerUnit, capacity * count * pool.bondPerUnit);
    }

    /// @inheritdoc IComputePools
    function freeBond(bytes32 poolId, uint64[] calldata slots) external {
        Pool storage pool = _pools[poolId];
        if (msg.sender != pool.operator) revert NotOperator(msg.sender, pool.operator);
        LadderRange[] memory ladder = _ladder(pool);
        uint256 total;
        for (uint256 i; i < slots.length; ++i) {
            uint256 until = (uint256(slots[i]) + 1) * slotSeconds + bondHold;
            if (block.timestamp <= until) revert BondHeld(poolId, slots[i], until);
            Inventory storage inventory = _inventories[poolId][slots[i]];
            if (inventory.freed) revert BondFreed(poolId, slots[i]);
            inventory.freed = true;
            uint256 units = LadderMath.capacity(ladder, inventory.gpus, slotSeconds) - inventory.detached;
            emit BondFreedFor(poolId, slots[i], units * pool.bondPerUnit);
            total += units * pool.bondPerUnit;
        }
        _moveBond(msg.sender, total, 0);
    }

    /// @inheritdoc IComputePools
    function quote(bytes32 poolId, uint64 slot, uint256 units) external view returns (uint256) {
        Pool storage pool = _pools[poolId];
        if (pool.ranges == 0) revert PoolUnknown(poolId);
        Inventory memory inventory = _inventories[poolId][slot];
        return LadderMath.cost(_ladder(pool), inventory.gpus, slotSeconds, inventory.sold, units);
    }

    /// @inheritdoc IComputePools
    function buy(
        bytes32 poolId,
        uint64 slot,
        uint256 units,
        uint256 maxCost,
        uint256 deadline,
        address recipient,
        bytes32 workload
    ) external nonReentrant returns (uint256 cost, bytes32 batchId) {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline);
        cost = _sell(poolId, slot, units);
        if (cost > maxCost) revert CostAboveMaximum(cost, maxCost);

        uint256 before = SafeTransferLib.balanceOf(token, escrow);
        SafeTransferLib.safeTransferFrom(token, msg.sender, escrow, cost);
        uint256 received = SafeTransferLib.balanceOf(token, escrow) - before;
        if (received != cost) revert TransferIncomplete(received, cost);

        batchId = _openLease(poolId, slot, units, cost, recipient, workload);
    }

    /// @inheritdoc IComputePools
    function take(TakeRequest[] calldata requests)
        external
        returns (uint256[] memory costs, address[] memory operators)
    {
        if (msg.sender != settlement) {
            revert NotSettlement(msg.sender);
        }
        costs = new uint256[](requests.length);
        operators = new address[](requests.length);
        for (uint256 i; i < requests.length; ++i) {
            TakeRequest calldata request = requests[i];
            Pool storage pool = _pools[request.poolId];
            if (pool.goods != request.goods) revert GoodsMismatch(request.poolId, request.goods);
            operators[i] = pool.operator;
            costs[i] = _sell(request.poolId, request.slot, request.units);
        }
    }

    /// @inheritdoc IComputePools
    function giveBack(bytes32 poolId, uint64 slot, uint256 units) external onlyEscrow {
        _checkGate(slot);
        _inventories[poolId][slot].sold -= uint64(units);
        emit UnitsReturned(poolId, slot, units);
    }

    /// @inheritdoc IComputePools
    function detachStake(bytes32 poolId, uint64 slot, uint256 units) external onlyEscrow returns (uint256 stake) {
        stake = stakeOf(poolId, slot, units);
        if (stake > 0) _inventories[poolId][slot].detached += uint64(units);
    }

    /// @inheritdoc IComputePools
    function stakeOf(bytes32 poolId, uint64 slot, uint256 units) public view returns (uint256) {
        return _inventories[poolId][slot].freed ? 0 : units * _pools[poolId].bondPerUnit;
    }

    /// @inheritdoc IComputePools
    function bondPerUnitOf(bytes32 poolId) external view returns (uint256) {
        return _pools[poolId].bondPerUnit;
    }

    /// @inheritdoc IComputePools
    function tierOf(bytes32 poolId) external view returns (uint8) {
        return _pools[poolId].tier;
    }

    /// @inheritdoc IComputePools
    function poolCount() external view returns (uint256) {
        return _poolIds.length;
    }

    /// @inheritdoc IComputePools
    function poolIdAt(uint256 index) external view returns (bytes32) {
        return _poolIds[index];
    }

    /// @inheritdoc IComputePools
    function terms(bytes32 poolId) external view returns (PoolTerms memory) {
        Pool storage pool = _pools[poolId];
        if (pool.ranges == 0) revert PoolUnknown(poolId);
        return PoolTerms(pool.operator, pool.gpuClass, pool.region, pool.tier, token, _ladder(pool));
    }

    /// @inheritdoc IComputePools
    function slotOf(bytes32 poolId, uint64 slot) external view returns (Inventory memory) {
        return _inventories[poolId][slot];
    }

    function _store(bytes32 poolId, PoolTerms memory created) private {
        Pool storage pool = _pools[poolId];
        if (pool.ranges != 0) revert PoolExists(poolId);
        pool.operator = created.operator;
        pool.tier = created.tier;
        pool.ranges = uint8(created.ladder.length);
        uint256 bondPerUnit = LadderMath.shareOfTopPrice(created.ladder, bondPips);
        if (bondPerUnit > type(uint80).max) revert BondTooLarge(bondPerUnit);
        pool.bondPerUnit = uint80(bondPerUnit);
        pool.goods = keccak256(abi.encode(created.gpuClass, created.region, created.tier));
        pool.gpuClass = created.gpuClass;
        pool.region = created.region;
        for (uint256 i; i < created.ladder.length; ++i) {
            pool.ladder[i] = created.ladder[i];
        }
        _poolIds.push(poolId);
    }

    /// @dev The one way units are sold.
    function _sell(bytes32 poolId, uint64 slot, uint256 units) private returns (uint256 cost) {
        Pool storage pool = _pools[poolId];
        if (pool.ranges == 0) revert PoolUnknown(poolId);
        if (units == 0) revert UnitsZero(poolId, slot);
        _checkGate(slot);

        Inventory storage stored = _inventories[poolId][slot];
        Inventory memory inventory = stored;
        cost = LadderMath.costFrom(pool.ladder, pool.ranges, inventory.gpus, slotSeconds, inventory.sold, units);
        // Cannot truncate: `cost` reverts above gpus · slotSeconds.
        stored.sold = uint64(inventory.sold + units);
    }

    function _moveBond(address operator, uint256 before, uint256 now_) private {
        if (now_ > before) ISolverRegistry(registry).lock(operator, now_ - before);
        else if (now_ < before) ISolverRegistry(registry).unlock(operator, before - now_);
    }

    function _checkGate(uint64 slot) private view {
        uint256 startsAt = uint256(slot) * slotSeconds;
        if (block.timestamp >= startsAt) revert GateClosed(slot, startsAt);
    }

    function _ladder(Pool storage pool) private view returns (LadderRange[] memory) {
        return LadderMath.load(pool.ladder, pool.ranges);
    }

    function _openLease(bytes32 poolId, uint64 slot, uint256 units, uint256 cost, address recipient, bytes32 workload)
        private
        returns (bytes32 batchId)
    {
        bytes32 key = bytes32(++_purchases);
        Lease memory lease = Lease({
            batchId: LeaseTree.batchId(address(this), key),
            index: 0,
            operator: _pools[poolId].operator,
            recipient: recipient,
            poolId: poolId,
            slot: slot,
            units: units,
            cost: cost,
            payment: cost,
            workload: workload,
            intentId: 0
        });
        // A tree of one leaf is the leaf.
        batchId = ILeaseEscrow(escrow).open(key, LeaseTree.leaf(lease), cost);
        emit LeaseOpened(batchId, 0, lease.operator, recipient, poolId, slot, units, cost, cost, workload, 0);
    }
}
