// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FixedPoint96} from "@uniswap/v4-core/src/libraries/FixedPoint96.sol";
import {FullMath} from "@uniswap/v4-core/src/libraries/FullMath.sol";
import {SqrtPriceMath} from "@uniswap/v4-core/src/libraries/SqrtPriceMath.sol";
import {TickMath} from "@uniswap/v4-core/src/libraries/TickMath.sol";
import {LadderRange} from "../types/Pool.sol";

/// @notice The price curve of a (pool, slot). Its state is `sold`; nothing else is remembered between purchases.
/// @dev The TypeScript twin is solver-kit/src/market/curve.ts: the same integers, difference allowed 0.
library LadderMath {
    uint256 internal constant MAX_RANGES = 8;

    /// @notice Keeps gpus · liquidityPerGpu within the uint128 of Uniswap's liquidity for every uint32 number of GPUs.
    uint256 internal constant MAX_LIQUIDITY_PER_GPU = type(uint96).max;

    error LadderLength(uint256 ranges);
    error LadderRangeInvalid(uint256 index, int24 tickLower, int24 tickUpper, uint128 liquidityPerGpu);
    error CapacityExceeded(uint256 wanted, uint256 capacity);

    /// @notice Reverts unless the ladder has 1..8 ascending ranges without overlap, with ticks and liquidity in bounds.
    function validate(LadderRange[] memory ladder) internal pure {
        if (ladder.length == 0 || ladder.length > MAX_RANGES) revert LadderLength(ladder.length);
        int24 floor = TickMath.MIN_TICK;
        for (uint256 i; i < ladder.length; ++i) {
            LadderRange memory range = ladder[i];
            if (
                range.tickLower < floor || range.tickUpper <= range.tickLower || range.tickUpper > TickMath.MAX_TICK
                    || range.liquidityPerGpu == 0 || range.liquidityPerGpu > MAX_LIQUIDITY_PER_GPU
            ) revert LadderRangeInvalid(i, range.tickLower, range.tickUpper, range.liquidityPerGpu);
            floor = range.tickUpper;
        }
    }

    /// @notice Units a slot with `gpus` GPUs can sell in all: what the ladder holds, at most what the GPUs can deliver.
    function capacity(LadderRange[] memory ladder, uint256 gpus, uint256 slotSeconds) internal pure returns (uint256) {
        uint256 held;
        for (uint256 i; i < ladder.length; ++i) {
            (,,, uint256 units) = _range(ladder[i], gpus);
            held += units;
        }
        uint256 deliverable = gpus * slotSeconds;
        return held < deliverable ? held : deliverable;
    }

    /// @notice Payment-token base units for `units` more when `sold` are sold already.
    /// @dev Every range rounds up, and prices are recomputed from the range's start: rounding favours the pool, and two
    /// purchases never cost less than one of the same total.
    function cost(LadderRange[] memory ladder, uint256 gpus, uint256 slotSeconds, uint256 sold, uint256 units)
        internal
        pure
        returns (uint256 total)
    {
        uint256 wanted = sold + units;
        if (wanted > gpus * slotSeconds) revert CapacityExceeded(wanted, capacity(ladder, gpus, slotSeconds));

        uint256 start;
        uint256 step;
        for (uint256 i; i < ladder.length && start < wanted; ++i) {
            (start, step) = _costIn(ladder[i], gpus, start, sold, wanted);
            total += step;
        }
        if (start < wanted) revert CapacityExceeded(wanted, start);
    }

    /// @notice The same for a stored ladder of `ranges` ranges: reads no range that it does not sell from or pass.
    function costFrom(
        LadderRange[MAX_RANGES] storage ladder,
        uint256 ranges,
        uint256 gpus,
        uint256 slotSeconds,
        uint256 sold,
        uint256 units
    ) internal view returns (uint256 total) {
        uint256 wanted = sold + units;
        if (wanted > gpus * slotSeconds) {
            revert CapacityExceeded(wanted, capacity(load(ladder, ranges), gpus, slotSeconds));
        }
        uint256 start;
        uint256 step;
        for (uint256 i; i < ranges && start < wanted; ++i) {
            (start, step) = _costIn(ladder[i], gpus, start, sold, wanted);
            total += step;
        }
        if (start < wanted) revert CapacityExceeded(wanted, start);
    }

    /// @notice A stored ladder of `ranges` ranges.
    function load(LadderRange[MAX_RANGES] storage stored, uint256 ranges)
        internal
        view
        returns (LadderRange[] memory ladder)
    {
        ladder = new LadderRange[](ranges);
        for (uint256 i; i < ranges; ++i) {
            ladder[i] = stored[i];
        }
    }

    /// @notice `pips` millionths of the ladder's highest price, in token base units per unit, rounded up.
    function shareOfTopPrice(LadderRange[] memory ladder, uint256 pips) internal pure returns (uint256) {
        uint256 root = TickMath.getSqrtPriceAtTick(ladder[ladder.length - 1].tickUpper);
        uint256 price = FullMath.mulDivRoundingUp(root, root, FixedPoint96.Q96);
        return FullMath.mulDivRoundingUp(price, pips, 1e6 * FixedPoint96.Q96);
    }

    /// @dev What the units from `sold` to `wanted` cost in a range that starts at unit `start`.
    function _costIn(LadderRange memory range, uint256 gpus, uint256 start, uint256 sold, uint256 wanted)
        private
        pure
        returns (uint256 end, uint256 cost_)
    {
        (uint160 lower, uint160 upper, uint128 liquidity, uint256 held) = _range(range, gpus);
        end = start + held;
        if (end <= sold) return (end, 0);
        uint160 from = sold > start ? _priceAt(lower, liquidity, sold - start) : lower;
        uint160 to = _priceAt(lower, liquidity, (wanted < end ? wanted : end) - start);
        // √price rounds up, but not past the end of the range.
        if (to > upper) to = upper;
        cost_ = SqrtPriceMath.getAmount1Delta(from, to, liquidity, true);
    }

    function _range(LadderRange memory range, uint256 gpus)
        private
        pure
        returns (uint160 lower, uint160 upper, uint128 liquidity, uint256 held)
    {
        lower = TickMath.getSqrtPriceAtTick(range.tickLower);
        upper = TickMath.getSqrtPriceAtTick(range.tickUpper);
        // Cannot truncate: gpus is a uint32, liquidityPerGpu at most MAX_LIQUIDITY_PER_GPU.
        liquidity = uint128(gpus * range.liquidityPerGpu);
        held = SqrtPriceMath.getAmount0Delta(lower, upper, liquidity, false);
    }

    function _priceAt(uint160 lower, uint128 liquidity, uint256 units) private pure returns (uint160) {
        return SqrtPriceMath.getNextSqrtPriceFromAmount0RoundingUp(lower, liquidity, units, false);
    }
}
