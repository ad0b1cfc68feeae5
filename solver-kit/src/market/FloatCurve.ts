import type { Curve } from './curve.ts'

/**
 * A price curve in floats: a thousand times cheaper than the bigint twin, and right to about 1e-12. Search plans with it;
 * what leaves a solver is counted with it only where {@link costByFloats} finds that no error matters.
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
  /** 1/√price at the start. */
  inverseLower: number
  from: number
  to: number
}

const Q96 = 2 ** 96

export function createFloatCurve({ ranges, capacity }: Pick<Curve, 'ranges' | 'capacity'>): FloatCurve {
  return { capacity: Number(capacity), ranges: ranges.map(toFloatRange) }
}

function toFloatRange({ liquidity, sqrtLower, sqrtUpper, from, to }: Curve['ranges'][number]): FloatRange {
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

/**
 * How far a root may be off, by √price over that of its range's start, which cancellation multiplies errors by. Roundings
 * add up to 6 · 2^-53 of each root, and to 15 · 2^-53 of a cost or a price; the rest is to spare.
 */
const doubtOfRoot = 2 ** -47

/**
 * The exact cost of GPU-seconds from `start` to `end`, as bigints count it: rounded up range by range. `undefined` where
 * floats cannot tell, because an integer is closer than their error.
 */
export function costByFloats({ ranges }: FloatCurve, start: number, end: number): number | undefined {
  if (!(start <= end && end <= Number.MAX_SAFE_INTEGER)) return undefined
  let total = 0
  for (const range of ranges) {
    if (range.to <= start) continue
    if (range.from >= end) break
    const from = start > range.from ? start : range.from
    const to = end < range.to ? end : range.to
    const low = start > range.from ? sqrtPriceInside(range, start - range.from) : range.sqrtLower
    const high = end < range.to ? sqrtPriceInside(range, end - range.from) : range.sqrtEnd
    // liquidity · (high - low), without its cancellation.
    const cost = (to - from) * low * high
    // Exact roots are rounded up, by less than 2^-96 each.
    const doubt = cost * high * range.inverseLower * doubtOfRoot + range.liquidity * 2 ** -95
    const rounded = Math.ceil(cost + doubt)
    // A doubt that is no number is no certainty either.
    if (Math.ceil(cost - doubt) !== rounded) return undefined
    total += rounded
  }
  return total <= Number.MAX_SAFE_INTEGER ? total : undefined
}

/** A price that the next GPU-second does not cost less than, once `sold` are gone; close to it. */
export function priceFromBelow({ ranges }: FloatCurve, sold: number): number {
  for (const range of ranges)
    if (range.to > sold) {
      const isInside = sold > range.from && sold <= Number.MAX_SAFE_INTEGER
      const root = isInside ? sqrtPriceInside(range, sold - range.from) : range.sqrtLower
      return root * root * (1 - root * range.inverseLower * doubtOfRoot)
    }
  return 0
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
