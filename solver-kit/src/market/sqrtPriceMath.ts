/**
 * Uniswap v4-core's TickMath and SqrtPriceMath in bigint, to the unit: same constants, same rounding. Prices are √price
 * in Q64.96, amount0 is GPU-seconds, amount1 is token base units.
 * Source: v4-core `src/libraries/{TickMath,SqrtPriceMath}.sol` (MIT).
 */

export const minTick = -887272
export const maxTick = 887272

const Q96 = 2n ** 96n
const maxUint256 = 2n ** 256n - 1n

/** 2^128 / 1.0001^(2^i / 2), the factors of `getSqrtPriceAtTick`. */
const tickFactors = [
  0xfffcb933bd6fad37aa2d162d1a594001n,
  0xfff97272373d413259a46990580e213an,
  0xfff2e50f5f656932ef12357cf3c7fdccn,
  0xffe5caca7e10e4e61c3624eaa0941cd0n,
  0xffcb9843d60f6159c9db58835c926644n,
  0xff973b41fa98c081472e6896dfb254c0n,
  0xff2ea16466c96a3843ec78b326b52861n,
  0xfe5dee046a99a2a811c461f1969c3053n,
  0xfcbe86c7900a88aedcffc83b479aa3a4n,
  0xf987a7253ac413176f2b074cf7815e54n,
  0xf3392b0822b70005940c7a398e4b70f3n,
  0xe7159475a2c29b7443b29c7fa6e889d9n,
  0xd097f3bdfd2022b8845ad8f792aa5825n,
  0xa9f746462d870fdf8a65dc1f90e061e5n,
  0x70d869a156d2a1b890bb3df62baf32f7n,
  0x31be135f97d08fd981231505542fcfa6n,
  0x9aa508b5b7a84e1c677de54f3e99bc9n,
  0x5d6af8dedb81196699c329225ee604n,
  0x2216e584f5fa1ea926041bedfe98n,
  0x48a170391f7dc42444e8fa2n,
]

export function divRoundingUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator
}

/** √(1.0001^tick) in Q64.96. */
export function sqrtPriceAtTick(tick: number): bigint {
  if (!Number.isInteger(tick) || tick < minTick || tick > maxTick) throw new RangeError(`tick ${tick} is out of range`)
  const magnitude = Math.abs(tick)
  let ratio = 1n << 128n
  for (let i = 0; i < tickFactors.length; i++)
    if (magnitude & (1 << i)) ratio = (ratio * (tickFactors[i] as bigint)) >> 128n
  if (tick > 0) ratio = maxUint256 / ratio
  return (ratio + (1n << 32n) - 1n) >> 32n
}

/** GPU-seconds between two prices, rounded down: what a range can sell, in the pool's favour. */
export function amount0Delta(sqrtLower: bigint, sqrtUpper: bigint, liquidity: bigint): bigint {
  return ((liquidity << 96n) * (sqrtUpper - sqrtLower)) / sqrtUpper / sqrtLower
}

/** Base units between two prices, rounded up: what a buyer pays, in the pool's favour. */
export function amount1DeltaRoundingUp(sqrtLower: bigint, sqrtUpper: bigint, liquidity: bigint): bigint {
  return (liquidity * (sqrtUpper - sqrtLower) + Q96 - 1n) >> 96n
}

/** The price after `amount0` left a range that starts at `sqrtPrice`, rounded up: in the pool's favour. */
export function nextSqrtPriceRoundingUp(sqrtPrice: bigint, liquidity: bigint, amount0: bigint): bigint {
  if (amount0 === 0n) return sqrtPrice
  const numerator = liquidity << 96n
  return divRoundingUp(numerator * sqrtPrice, numerator - amount0 * sqrtPrice)
}
