// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice One range of a ladder: Uniswap v3 concentrated liquidity, ask side. Tick t is the price 1.0001^t base units
/// per unit. A slot that offers n GPUs has liquidity n · liquidityPerGpu here.
struct LadderRange {
    int24 tickLower;
    int24 tickUpper;
    uint128 liquidityPerGpu;
}

/// @notice What a pool sells; poolId = keccak256(abi.encode(terms)).
struct PoolTerms {
    address operator;
    bytes32 gpuClass;
    bytes32 region;
    uint8 tier;
    address token;
    LadderRange[] ladder;
}

/// @notice A pool's inventory over a window of slots: `gpus[i]` and `sold[i]` are of slot firstSlot + i.
struct PoolView {
    bytes32 id;
    PoolTerms terms;
    uint32[] gpus;
    uint64[] sold;
}

/// @notice The state of a (pool, slot): one storage word. `sold`, in units, is all that trading changes. `detached` units
/// no longer have their stake here: it went with their lease. `freed`: the operator took the rest of the stake back.
struct Inventory {
    uint32 gpus;
    uint64 sold;
    uint64 detached;
    bool freed;
}

/// @notice A purchase by the settlement. `goods` = keccak256(abi.encode(gpuClass, region, tier)) must be the pool's.
struct TakeRequest {
    bytes32 poolId;
    bytes32 goods;
    uint64 slot;
    uint256 units;
}

/// @notice What the pools of a market are built with. `bondHold`: seconds after a slot's end for which its bond stays.
struct PoolsTerms {
    address token;
    address escrow;
    address settlement;
    address registry;
    uint256 slotSeconds;
    uint256 bondPips;
    uint256 bondHold;
}
