// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Inventory, LadderRange, PoolTerms, TakeRequest} from "../types/Pool.sol";
import {ILeaseEvents} from "./ILeaseEvents.sol";

/// @notice Operators' capacity, sold along price curves. A slot k is the time [k·slotSeconds, (k+1)·slotSeconds); a unit
/// is one GPU-second in it. Trading in a slot ends when it starts.
interface IComputePools is ILeaseEvents {
    event PoolCreated(
        bytes32 indexed poolId,
        address indexed operator,
        string gpuClass,
        string region,
        uint8 tier,
        address token,
        LadderRange[] ladder
    );
    event Offered(bytes32 indexed poolId, uint64 firstSlot, uint32 count, uint32 gpus);
    event BondFreedFor(bytes32 indexed poolId, uint64 indexed slot, uint256 amount);
    event UnitsReturned(bytes32 indexed poolId, uint64 indexed slot, uint256 units);

    error PoolExists(bytes32 poolId);
    error PoolUnknown(bytes32 poolId);
    error SlugEmpty();
    error TierUnknown(uint8 tier);
    error TokenMismatch(address token, address expected);
    error NotOperator(address caller, address operator);
    error NotSettlement(address caller);
    error NotEscrow(address caller);
    error BondTooLarge(uint256 bondPerUnit);
    error BondHeld(bytes32 poolId, uint64 slot, uint256 until);
    error BondFreed(bytes32 poolId, uint64 slot);
    error SlotCount(uint32 count);
    error OfferBelowSold(bytes32 poolId, uint64 slot, uint256 capacity, uint256 sold);
    error GateClosed(uint64 slot, uint256 closedAt);
    error UnitsZero(bytes32 poolId, uint64 slot);
    error GoodsMismatch(bytes32 poolId, bytes32 goods);
    error DeadlinePassed(uint256 deadline);
    error CostAboveMaximum(uint256 cost, uint256 maxCost);
    error TransferIncomplete(uint256 received, uint256 expected);

    /// @notice Opens a pool for the caller. Slugs are hashed into the ids that the rest of the protocol uses.
    /// @param token must be the market's payment token
    /// @param ladder 1..8 ranges, ascending, not overlapping
    function createPool(
        string calldata gpuClass,
        string calldata region,
        uint8 tier,
        address token,
        LadderRange[] calldata ladder
    ) external returns (bytes32 poolId);

    /// @notice Sets the GPUs on offer in `count` slots from `firstSlot`. Only the operator; only before a slot starts;
    /// never below what is sold. Also moves the curve of what is not sold yet. Every unit on offer locks `bondPerUnit` of
    /// the operator's bond until `freeBond`.
    function offer(bytes32 poolId, uint64 firstSlot, uint32 count, uint32 gpus) external;

    /// @notice Price of `units` more, in token base units, rounded up.
    function quote(bytes32 poolId, uint64 slot, uint256 units) external view returns (uint256 cost);

    /// @notice Buys without an auction: pays the curve's price into escrow and opens a lease for `recipient`.
    /// @param maxCost reverts above it
    /// @param workload hash of the job's content address: what a proof of delivery must be about
    /// @return cost what was paid
    /// @return batchId the book of leases that holds the lease, at index 0
    function buy(
        bytes32 poolId,
        uint64 slot,
        uint256 units,
        uint256 maxCost,
        uint256 deadline,
        address recipient,
        bytes32 workload
    ) external returns (uint256 cost, bytes32 batchId);

    /// @notice Unlocks the operator's bond of slots that are over for so long that nobody can lose by it.
    function freeBond(bytes32 poolId, uint64[] calldata slots) external;

    /// @notice Buys for a batch. Only the settlement, which has to bring the money into escrow in the same transaction.
    /// @return costs of each request, and
    /// @return operators of each request's pool
    function take(TakeRequest[] calldata requests) external returns (uint256[] memory costs, address[] memory operators);

    /// @notice Takes units of a released lease back, before the slot starts. Only the escrow.
    function giveBack(bytes32 poolId, uint64 slot, uint256 units) external;

    /// @notice Hands over what `units` staked, to be forfeited or unlocked with their lease. Only the escrow.
    /// @return stake in token base units, still locked in the registry; 0 if the operator has freed it
    function detachStake(bytes32 poolId, uint64 slot, uint256 units) external returns (uint256 stake);

    /// @notice What `units` stake, in token base units.
    function stakeOf(bytes32 poolId, uint64 slot, uint256 units) external view returns (uint256);

    /// @notice Bond behind every unit on offer, in token base units: a share of the ladder's highest price.
    function bondPerUnitOf(bytes32 poolId) external view returns (uint256);
    function tierOf(bytes32 poolId) external view returns (uint8);

    /// @notice Bond per unit as a share of the ladder's highest price, in millionths.
    function bondPips() external view returns (uint256);
    /// @notice Seconds after a slot's end until its bond can be freed.
    function bondHold() external view returns (uint256);
    function registry() external view returns (address);
    function slotSeconds() external view returns (uint256);
    function token() external view returns (address);
    function escrow() external view returns (address);
    function settlement() external view returns (address);

    function poolCount() external view returns (uint256);
    function poolIdAt(uint256 index) external view returns (bytes32);
    function terms(bytes32 poolId) external view returns (PoolTerms memory);
    function slotOf(bytes32 poolId, uint64 slot) external view returns (Inventory memory);
}
