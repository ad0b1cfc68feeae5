import type { Curve } from '../market/curve.ts'

/**
 * A price curve in floats, for search: a thousand times cheaper than the bigint twin, and right to about 1e-12. Nothing
 * that leaves a solver is counted with it.
 */
export interface FloatCurve {
  readonly ranges: readonly FloatRange[]
  /** GPU-seconds for sale in the slot. */
  readonly capacity: number
}

interface FloatRange {
  liquidity: number
  sqrtLower: number
  sqrtUpper: number
  /** √price once all whole GPU-seconds of the range are sold: up to one unit's worth below `sqrtUpper`. */
  sqrtEnd: number
  /** 1/√price at the start and the end. */
  inverseLower: number
  from: number
  to: number
}

const Q96 = 2 ** 96

export function createFloatCurve({ ranges, capacity }: Curve): FloatCurve {
  return {
    capacity: Number(capacity),
    ranges: ranges.map(({ liquidity, sqrtLower, sqrtUpper, from, to }) => {
      const range = {
        liquidity: Number(liquidity),
        sqrtLower: Number(sqrtLower) / Q96,
        sqrtUpper: Number(sqrtUpper) / Q96,
        sqrtEnd: 0,
        inverseLower: Q96 / Number(sqrtLower),
        from: Number(from),
        to: Number(to),
      }
      return { ...range, sqrtEnd: sqrtPriceInside(range, range.to - range.from) }
    }),
  }
}

function sqrtPriceInside({ sqrtUpper, inverseLower, liquidity }: FloatRange, units: number): number {
  const inverse = inverseLower - units / liquidity
  return inverse * sqrtUpper > 1 ? 1 / inverse : sqrtUpper
}

/** Base units that the GPU-seconds from `start` to `end` of the curve cost. */
export function floatCost({ ranges }: FloatCurve, start: number, end: number): number {
  let cost = 0
  for (const range of ranges) {
    if (range.to <= start) continue
    if (range.from >= end) break
    const low = start > range.from ? sqrtPriceInside(range, start - range.from) : range.sqrtLower
    const high = end < range.to ? sqrtPriceInside(range, end - range.from) : range.sqrtEnd
    cost += range.liquidity * (high - low)
  }
  return cost
}

/** Price of the next GPU-second once `sold` are gone, in base units. */
export function floatPrice({ ranges }: FloatCurve, sold: number): number {
  for (const range of ranges)
    if (range.to > sold) {
      const root = sold > range.from ? sqrtPriceInside(range, sold - range.from) : range.sqrtLower
      return root * root
    }
  const last = ranges.at(-1)
  return last ? last.sqrtUpper * last.sqrtUpper : 0
}

/** GPU-seconds, from the start of the curve, that sell below `price`. */
export function unitsBelow(curve: FloatCurve, price: number): number {
  return unitsBelowRoot(curve, Math.sqrt(price))
}

/** {@link unitsBelow} for who has the root of the price already. */
export function unitsBelowRoot({ ranges, capacity }: FloatCurve, root: number): number {
  let units = 0
  for (const range of ranges) {
    if (root <= range.sqrtLower) break
    units = root >= range.sqrtUpper ? range.to : range.from + range.liquidity * (range.inverseLower - 1 / root)
  }
  return units < capacity ? units : capacity
}
