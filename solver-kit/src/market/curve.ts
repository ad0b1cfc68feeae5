import { type Ladder, WalrasError } from '@walras/intents-schema'
import { amount0Delta, amount1DeltaRoundingUp, nextSqrtPriceRoundingUp, sqrtPriceAtTick } from './sqrtPriceMath.ts'

interface CurveRange {
  liquidity: bigint
  sqrtLower: bigint
  sqrtUpper: bigint
  /** GPU-seconds in the ranges below. */
  from: bigint
  /** GPU-seconds up to the end of this range. */
  to: bigint
  /** √price once all whole GPU-seconds of the range are sold, and what they cost. */
  sqrtEnd: bigint
  cost: bigint
}

/** The price curve of one (pool, slot), ready for quotes. Immutable: how much is sold is an argument. */
export interface Curve {
  readonly ranges: readonly CurveRange[]
  /** GPU-seconds for sale in the slot: what the ranges hold, never more than gpus · slotSeconds. */
  readonly capacity: bigint
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
    const sqrtEnd = sqrtPriceInside({ liquidity, sqrtLower, sqrtUpper }, to - from)
    const cost = amount1DeltaRoundingUp(sqrtLower, sqrtEnd, liquidity)
    ranges.push({ liquidity, sqrtLower, sqrtUpper, from, to, sqrtEnd, cost })
    from = to
  }
  const physical = BigInt(gpus) * slotSeconds
  return { ranges, capacity: from < physical ? from : physical }
}

/** √price where `units` of the range are sold, from the range's start, so that it depends on nothing else. */
function sqrtPriceInside(
  { sqrtLower, sqrtUpper, liquidity }: Pick<CurveRange, 'liquidity' | 'sqrtLower' | 'sqrtUpper'>,
  units: bigint,
): bigint {
  const next = nextSqrtPriceRoundingUp(sqrtLower, liquidity, units)
  return next < sqrtUpper ? next : sqrtUpper
}

/** A purchase from a curve. */
export interface CurveQuote {
  /** Token base units. */
  cost: bigint
  /** √price of the next unit after it, Q64.96; of the last unit when nothing is left. */
  nextSqrtPrice: bigint
}

/** {@link curveCost}, and where the purchase leaves the price. */
export function curveQuote(curve: Curve, sold: bigint, units: bigint): CurveQuote {
  const end = sold + units
  if (end > curve.capacity)
    throw new WalrasError({
      code: 'curve/sold-out',
      message: `${units} GPU-seconds asked, ${curve.capacity - sold} left.`,
      facts: { sold, units, capacity: curve.capacity },
    })
  let cost = 0n
  let nextSqrtPrice: bigint | undefined
  for (const range of curve.ranges) {
    if (range.to <= sold) continue
    if (range.from >= end) break
    if (sold <= range.from && end >= range.to) {
      cost += range.cost
      continue
    }
    const start = sold > range.from ? sqrtPriceInside(range, sold - range.from) : range.sqrtLower
    const root = end < range.to ? sqrtPriceInside(range, end - range.from) : range.sqrtEnd
    cost += amount1DeltaRoundingUp(start, root, range.liquidity)
    if (end < range.to) nextSqrtPrice = root
  }
  return { cost, nextSqrtPrice: nextSqrtPrice ?? marginalSqrtPrice(curve, end) }
}

/**
 * What `units` GPU-seconds cost when `sold` are gone, in token base units; the same integer as the contract's `quote`.
 * Rounded up in each range, in the pool's favour: buying in two steps never costs less than in one.
 *
 * @throws {@link WalrasError} `curve/sold-out` when fewer than `units` are left.
 */
export function curveCost(curve: Curve, sold: bigint, units: bigint): bigint {
  return curveQuote(curve, sold, units).cost
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

/** √price of the next unit once `sold` are gone, Q64.96; of the last unit when nothing is left. */
export function marginalSqrtPrice({ ranges }: Curve, sold: bigint): bigint {
  const range = ranges.find(({ to }) => to > sold) ?? ranges.at(-1)
  if (!range) return 0n
  return sqrtPriceInside(range, sold > range.from ? sold - range.from : 0n)
}

/** Price of the next unit once `sold` are gone, in base units: a float, for heuristics only. */
export function marginalPrice(curve: Curve, sold: bigint): number {
  return priceOfRoot(marginalSqrtPrice(curve, sold))
}

/** A price by its root in Q64.96, in base units: a float. */
export function priceOfRoot(root: bigint): number {
  const float = Number(root) / 2 ** 96
  return float * float
}
