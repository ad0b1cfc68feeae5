import type { Curve } from '../../market/curve.ts'
import { amount0Delta, divRoundingUp } from '../../market/sqrtPriceMath.ts'
import { speedScale } from '../prices.ts'
import { type Offer, reachOf } from './Leftovers.ts'

/** Units of an offer. */
export interface Take {
  offer: Offer
  units: bigint
}

/** √speed is kept with 32 binary digits behind the point. */
const rootDigits = 32n
/** Binary digits to which the common √price is found. Costs are flat around the best: they err by its square. */
const priceDigits = 12n

function squareRoot(square: bigint): bigint {
  if (square < 2n) return square
  let root = 1n << BigInt((square.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (root + square / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** GPU-seconds that a curve sells up to a √price. */
function unitsUpTo({ ranges, capacity }: Curve, root: bigint): bigint {
  let units = 0n
  for (const { sqrtLower, sqrtUpper, liquidity, from, to } of ranges) {
    if (sqrtLower >= root) break
    units = root >= sqrtUpper ? to : from + amount0Delta(sqrtLower, root, liquidity)
  }
  return units < capacity ? units : capacity
}

interface Scaled {
  offer: Offer
  speedRoot: bigint
  /** √price of work at the next unit, and at the last. */
  first: bigint
  last: bigint
}

function unitsAt({ offer, speedRoot }: Scaled, level: bigint): bigint {
  const upTo = unitsUpTo(offer.curve, (level * speedRoot) >> rootDigits)
  return upTo > offer.sold ? upTo - offer.sold : 0n
}

/** Offers that can matter: none that starts dearer than where the cheapest ones, taken whole, already suffice. */
function relevant(scaled: readonly Scaled[], wanted: bigint): { offers: Scaled[]; low: bigint; high: bigint } {
  const ascending = [...scaled].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
  let reach = 0n
  let high = 0n
  for (const { offer, last } of ascending) {
    if (last > high) high = last
    reach += (offer.left * offer.speed) / speedScale
    if (reach >= wanted) break
  }
  return { offers: ascending.filter(({ first }) => first <= high), low: ascending[0]?.first ?? 0n, high }
}

/**
 * The cheapest way to do `wanted` work on these offers when nothing else counts: up to one price of work everywhere.
 * Near enough: √price is found to 1 in 4096, so the cost to less than 1 in a million. `undefined` when they cannot do it.
 */
export function spreadWork(offers: readonly Offer[], wanted: bigint): Take[] | undefined {
  if (reachOf(offers) < wanted) return undefined
  const scaled = offers.map((offer): Scaled => {
    const speedRoot = squareRoot(offer.speed << (2n * rootDigits))
    const end = offer.curve.ranges.at(-1)?.sqrtUpper ?? offer.root
    const scale = (root: bigint): bigint => (root << rootDigits) / speedRoot
    return { offer, speedRoot, first: scale(offer.root), last: scale(end) + 2n }
  })
  let { offers: useful, low, high } = relevant(scaled, wanted)
  const workAt = (level: bigint): bigint =>
    useful.reduce((sum, each) => sum + (unitsAt(each, level) * each.offer.speed) / speedScale, 0n)
  while (high - low > (low >> priceDigits) + 1n) {
    const middle = (low + high) >> 1n
    if (workAt(middle) >= wanted) high = middle
    else low = middle
  }
  const takes = useful.map((each): Take => {
    const units = unitsAt(each, high)
    return { offer: each.offer, units: units < each.offer.left ? units : each.offer.left }
  })
  return trimTakes(takes, wanted)
}

/**
 * Takes away what is more than wanted, from the last takes first. A take goes whole or keeps at least `least` units.
 */
export function trimTakes(takes: readonly Take[], wanted: bigint, least = 0n): Take[] {
  let excess = takes.reduce((sum, { offer, units }) => sum + (units * offer.speed) / speedScale, 0n) - wanted
  const kept: Take[] = []
  for (const { offer, units } of [...takes].reverse()) {
    const work = (units * offer.speed) / speedScale
    if (work <= excess || units === 0n) {
      excess -= work
      continue
    }
    const needed = excess > 0n ? unitsOf(work - excess, offer.speed) : units
    const rest = needed < least ? least : needed
    excess -= work - (rest * offer.speed) / speedScale
    kept.push({ offer, units: rest })
  }
  return kept.reverse()
}

/** Fewest units that do `work` at a speed. */
export function unitsOf(work: bigint, speed: bigint): bigint {
  return divRoundingUp(work * speedScale, speed)
}
