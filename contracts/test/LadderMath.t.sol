// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Test} from "forge-std/Test.sol";
import {FullMath} from "@uniswap/v4-core/src/libraries/FullMath.sol";
import {TickMath} from "@uniswap/v4-core/src/libraries/TickMath.sol";
import {LadderMath} from "../src/libraries/LadderMath.sol";
import {LadderRange} from "../src/types/Pool.sol";
import {LadderMathHarness} from "./harness/LadderMathHarness.sol";

contract LadderMathTest is Test {
    LadderMathHarness internal math = new LadderMathHarness();

    struct Curve {
        LadderRange[] ladder;
        uint256 gpus;
        uint256 slotSeconds;
        uint256 capacity;
    }

    function test_cost_byHand() public view {
        // One range from price 1 (tick 0), liquidity 1e6: 1/√p' = 1 - x/L, cost = L(√p' - 1). Half of L is 1e6.
        LadderRange[] memory ladder = new LadderRange[](1);
        ladder[0] = LadderRange(0, 20_000, 1_000_000);
        assertEq(math.cost(ladder, 1, 1_000_000, 0, 500_000), 1_000_000);
        assertEq(math.cost(ladder, 2, 1_000_000, 0, 1_000_000), 2_000_000);
        assertEq(math.cost(ladder, 1, 1_000_000, 250_000, 250_000), 666_667);
    }

    function test_capacity_isBoundByGpus() public view {
        LadderRange[] memory ladder = new LadderRange[](1);
        ladder[0] = LadderRange(0, 20_000, 1_000_000);
        assertEq(math.capacity(ladder, 1, 3600), 3600);
        assertEq(math.capacity(ladder, 0, 3600), 0);
        assertLt(math.capacity(ladder, 1, 10_000_000), 1_000_000);
    }

    function test_fuzz_capacity_canBeSoldAndNotOneMore(uint256 seed) public {
        Curve memory curve = _curve(seed);
        uint256 all = _cost(curve, 0, curve.capacity);
        // Never dearer than the last price of the ladder, but for a base unit of rounding per range.
        uint160 top = TickMath.getSqrtPriceAtTick(curve.ladder[curve.ladder.length - 1].tickUpper);
        uint256 atTop = FullMath.mulDivRoundingUp(curve.capacity, top, 1 << 96);
        assertLe(all, FullMath.mulDivRoundingUp(atTop, top, 1 << 96) + curve.ladder.length);
        vm.expectRevert(
            abi.encodeWithSelector(LadderMath.CapacityExceeded.selector, curve.capacity + 1, curve.capacity)
        );
        math.cost(curve.ladder, curve.gpus, curve.slotSeconds, 0, curve.capacity + 1);
    }

    function test_fuzz_capacity_growsWithGpus(uint256 seed, uint32 more) public view {
        Curve memory curve = _curve(seed);
        uint256 gpus = bound(more, curve.gpus, 1_000_000);
        assertGe(math.capacity(curve.ladder, gpus, curve.slotSeconds), curve.capacity);
    }

    function test_fuzz_cost_twoStepsNeverCheaper(uint256 seed, uint256 a, uint256 b, uint256 c) public view {
        Curve memory curve = _curve(seed);
        uint256 sold = bound(a, 0, curve.capacity);
        uint256 first = bound(b, 0, curve.capacity - sold);
        uint256 second = bound(c, 0, curve.capacity - sold - first);
        uint256 whole = _cost(curve, sold, first + second);
        uint256 split = _cost(curve, sold, first) + _cost(curve, sold + first, second);
        assertGe(split, whole);
        assertLe(split, whole + 1);
    }

    function test_fuzz_cost_monotone(uint256 seed, uint256 a, uint256 b, uint256 c) public view {
        Curve memory curve = _curve(seed);
        uint256 sold = bound(a, 0, curve.capacity);
        uint256 units = bound(b, 0, curve.capacity - sold);
        assertLe(_cost(curve, sold, bound(c, 0, units)), _cost(curve, sold, units));
    }

    function test_fuzz_cost_scarcerIsDearer(uint256 seed, uint256 a, uint256 b, uint256 c) public view {
        Curve memory curve = _curve(seed);
        uint256 units = bound(a, 0, curve.capacity);
        uint256 later = bound(b, 0, curve.capacity - units);
        uint256 earlier = bound(c, 0, later);
        // Rounding: a base unit per range and one for √price at either end.
        assertGe(_cost(curve, later, units) + 2 * curve.ladder.length + 2, _cost(curve, earlier, units));
    }

    function test_fuzz_cost_roundsInThePoolsFavour(uint256 seed, uint256 a) public view {
        Curve memory curve = _curve(seed);
        uint256 units = bound(a, 0, curve.capacity);
        assertGe(_cost(curve, 0, units), _atPrice(units, TickMath.getSqrtPriceAtTick(curve.ladder[0].tickLower)));
    }

    function test_fuzz_cost_extremeLadders(int24 lower, int24 upper, uint96 liquidity, uint32 gpus, uint256 a)
        public
        view
    {
        LadderRange[] memory ladder = new LadderRange[](1);
        ladder[0].tickLower = int24(bound(lower, TickMath.MIN_TICK, TickMath.MAX_TICK - 1));
        ladder[0].tickUpper = int24(bound(upper, ladder[0].tickLower + 1, TickMath.MAX_TICK));
        ladder[0].liquidityPerGpu = uint128(bound(liquidity, 1, type(uint96).max));
        math.validate(ladder);
        uint256 capacity = math.capacity(ladder, gpus, type(uint32).max);
        uint256 units = bound(a, 0, capacity);
        assertGe(
            math.cost(ladder, gpus, type(uint32).max, 0, units)
                + math.cost(ladder, gpus, type(uint32).max, units, capacity - units),
            math.cost(ladder, gpus, type(uint32).max, 0, capacity)
        );
    }

    function test_validate_length() public {
        vm.expectRevert(abi.encodeWithSelector(LadderMath.LadderLength.selector, 0));
        math.validate(new LadderRange[](0));
        vm.expectRevert(abi.encodeWithSelector(LadderMath.LadderLength.selector, 9));
        math.validate(new LadderRange[](9));
    }

    function test_validate_ranges() public {
        _expectInvalid(LadderRange(100, 100, 1));
        _expectInvalid(LadderRange(100, 99, 1));
        _expectInvalid(LadderRange(100, 200, 0));
        _expectInvalid(LadderRange(100, 200, uint128(type(uint96).max) + 1));
        _expectInvalid(LadderRange(TickMath.MIN_TICK - 1, 0, 1));
        _expectInvalid(LadderRange(0, TickMath.MAX_TICK + 1, 1));
    }

    function test_validate_overlap() public {
        LadderRange[] memory ladder = new LadderRange[](2);
        ladder[0] = LadderRange(0, 100, 1);
        ladder[1] = LadderRange(99, 200, 1);
        vm.expectRevert(
            abi.encodeWithSelector(LadderMath.LadderRangeInvalid.selector, 1, int24(99), int24(200), uint128(1))
        );
        math.validate(ladder);
        ladder[1].tickLower = 100;
        math.validate(ladder);
    }

    function _expectInvalid(LadderRange memory range) private {
        LadderRange[] memory ladder = new LadderRange[](1);
        ladder[0] = range;
        vm.expectRevert(
            abi.encodeWithSelector(
                LadderMath.LadderRangeInvalid.selector, 0, range.tickLower, range.tickUpper, range.liquidityPerGpu
            )
        );
        math.validate(ladder);
    }

    function _cost(Curve memory curve, uint256 sold, uint256 units) private view returns (uint256) {
        return math.cost(curve.ladder, curve.gpus, curve.slotSeconds, sold, units);
    }

    /// @dev units · price, rounded down twice.
    function _atPrice(uint256 units, uint160 sqrtPrice) private pure returns (uint256) {
        return FullMath.mulDiv(FullMath.mulDiv(units, sqrtPrice, 1 << 96), sqrtPrice, 1 << 96);
    }

    function _curve(uint256 seed) private view returns (Curve memory curve) {
        curve.ladder = new LadderRange[](1 + _random(seed, 0) % 8);
        int24 tick = int24(int256(_random(seed, 1) % 120_000)) - 40_000;
        for (uint256 i; i < curve.ladder.length; ++i) {
            tick += int24(int256(_random(seed, 10 + i) % 500));
            curve.ladder[i].tickLower = tick;
            tick += int24(int256(1 + _random(seed, 20 + i) % 5_000));
            curve.ladder[i].tickUpper = tick;
            curve.ladder[i].liquidityPerGpu = uint128(1 + _random(seed, 30 + i) % (1 << (_random(seed, 40 + i) % 48)));
        }
        curve.gpus = 1 + _random(seed, 2) % 4096;
        curve.slotSeconds = 1 + _random(seed, 3) % 7200;
        curve.capacity = math.capacity(curve.ladder, curve.gpus, curve.slotSeconds);
    }

    function _random(uint256 seed, uint256 index) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, index)));
    }
}
