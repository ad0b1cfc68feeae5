import { type Ladder, WalrasError } from '@walras/intents-schema'
import { costByFloats, createFloatCurve, type FloatCurve } from './FloatCurve.ts'
import { toBigint, toFloat } from './natural.ts'
import { amount0Delta, amount1DeltaRoundingUp, nextSqrtPriceRoundingUp, sqrtPriceAtTick } from './sqrtPriceMath.ts'

interface CurveRange {
  liquidity: bigint
  sqrtLower: bigint
  sqrtUpper: bigint
  /** GPU-seconds in the ranges below. */
  from: bigint
  /** GPU-seconds up to the end of this range. */
  to: bigint
}

/** The price curve of one (pool, slot), ready for quotes. Immutable: how much is sold is an argument. */
export interface Curve {
  readonly ranges: readonly CurveRange[]
  /** GPU-seconds for sale in the slot: what the ranges hold, never more than gpus · slotSeconds. */
  readonly capacity: bigint
  /** The same in floats. */
  readonly floats: FloatCurve
}

/**
 * Compiles a ladder for a slot with `gpus` GPUs.
 *
 * @example
 * ```ts
 * const curve = createCurve({ ladder: pool.ladder, gpus: 8, slotSeconds: 3600n })
 * const cost = curveCost(curve, 0n, 3600n) // one GPU for the whole hour, in token base units
 * ```
 */
export function createCurve({
  ladder,
  gpus,
  slotSeconds,
}: {
  ladder: Ladder
  gpus: number
  slotSeconds: bigint
}): Curve {
  const ranges: CurveRange[] = []
  let from = 0n
  for (const { tickLower, tickUpper, liquidityPerGpu } of ladder) {
    const liquidity = BigInt(gpus) * liquidityPerGpu
    const sqrtLower = sqrtPriceAtTick(tickLower)
    const sqrtUpper = sqrtPriceAtTick(tickUpper)
    const to = from + amount0Delta(sqrtLower, sqrtUpper, liquidity)
    ranges.push({ liquidity, sqrtLower, sqrtUpper, from, to })
    from = to
  }
  const physical = BigInt(gpus) * slotSeconds
  const capacity = from < physical ? from : physical
  return { ranges, capacity, floats: createFloatCurve({ ranges, capacity }) }
}

/** √price where `units` of the range are sold, from the range's start, so that it depends on nothing else. */
function sqrtPriceInside({ sqrtLower, sqrtUpper, liquidity }: CurveRange, units: bigint): bigint {
  const next = nextSqrtPriceRoundingUp(sqrtLower, liquidity, units)
  return next < sqrtUpper ? next : sqrtUpper
}

/** {@link curveCost}, where floats cannot tell. */
function costByRoots({ ranges }: Curve, sold: bigint, end: bigint): bigint {
  let cost = 0n
  for (const range of ranges) {
    const { from, to, liquidity } = range
    if (to <= sold) continue
    if (from >= end) break
    const low = sqrtPriceInside(range, sold > from ? sold - from : 0n)
    const high = sqrtPriceInside(range, (end < to ? end : to) - from)
    cost += amount1DeltaRoundingUp(low, high, liquidity)
  }
  return cost
}

/**
 * What `units` GPU-seconds cost when `sold` are gone, in token base units; the same integer as the contract's `quote`.
 * Rounded up in each range, in the pool's favour: buying in two steps never costs less than in one.
 *
 * @throws {@link WalrasError} `curve/sold-out` when fewer than `units` are left.
 */
export function curveCost(curve: Curve, sold: bigint, units: bigint): bigint {
  const end = sold + units
  if (end > curve.capacity)
    throw new WalrasError({
      code: 'curve/sold-out',
      message: `${units} GPU-seconds asked, ${curve.capacity - sold} left.`,
      facts: { sold, units, capacity: curve.capacity },
    })
  const cost = costByFloats(curve.floats, toFloat(sold), toFloat(end))
  return cost === undefined ? costByRoots(curve, sold, end) : toBigint(cost)
}

/** {@link curveCost} of a ladder, for one-off quotes. */
export function buyCost({
  ladder,
  gpus,
  slotSeconds,
  sold,
  units,
}: {
  ladder: Ladder
  gpus: number
  slotSeconds: bigint
  sold: bigint
  units: bigint
}): bigint {
  return curveCost(createCurve({ ladder, gpus, slotSeconds }), sold, units)
}

/** GPU-seconds that a slot with `gpus` GPUs can sell in all. */
export function capacity(parameters: { ladder: Ladder; gpus: number; slotSeconds: bigint }): bigint {
  return createCurve(parameters).capacity
}

/** The range of the next unit once `sold` are gone; the last when nothing is left. */
function rangeAt(ranges: Curve['ranges'], sold: bigint): CurveRange | undefined {
  for (const range of ranges) if (range.to > sold) return range
  return ranges.at(-1)
}

/** √price of the next unit once `sold` are gone, Q64.96; of the last unit when nothing is left. */
export function marginalSqrtPrice({ ranges }: Pick<Curve, 'ranges'>, sold: bigint): bigint {
  const range = rangeAt(ranges, sold)
  if (!range) return 0n
  return sqrtPriceInside(range, sold > range.from ? sold - range.from : 0n)
}

/** Price of the next unit once `sold` are gone, in base units: a float, for heuristics only. */
export function marginalPrice(curve: Curve, sold: bigint): number {
  const root = Number(marginalSqrtPrice(curve, sold)) / 2 ** 96
  return root * root
}
