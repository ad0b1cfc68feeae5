import type { Demand } from '../MarketModel.ts'
import { unitsFor, workOf } from '../waterFill.ts'
import type { DemandCurve } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import { mayAdd } from './mayAdd.ts'
import { leastPart, type Share } from './Share.ts'

/** A part moves for no less than this share of its price. */
const leastSaving = 1e-3

/** How often a share is cut. */
const mostCuts = 4

interface Shift {
  option: number
  product: number
  /** GPU-seconds that go there, and that leave. */
  units: number
  leaving: number
  /** Base units. */
  saving: number
}

/**
 * Moves parts of jobs to where the same buyers find the next units for less: where each job is large beside a product, whole
 * jobs alone leave much of it uneven.
 */
export function levelShares(holdings: Holdings): void {
  const { market, shares, curves, prices } = holdings
  const { model } = market
  // The least price of a kind's next unit, while nothing has moved since: nearly all shares have that already.
  const leastPrices = new Map<DemandCurve, { price: number; moves: number }>()
  for (const own of shares)
    for (const share of [...own])
      for (let cut = 0; cut < mostCuts; cut++) {
        const shift = bestShift(share)
        if (!shift) break
        apply(share, shift)
        if (share.units === 0) break
      }

  /** Where a part of a share costs least, and how large a part. */
  function bestShift({ intent, product, microSpeed, units: held }: Share): Shift | undefined {
    const own = shares[intent] as Share[]
    const demand = model.demands[intent] as Demand
    const { work, minUnits } = demand
    const curve = curves[intent] as DemandCurve
    const { options, window } = curve
    let cheapest = ((prices[product] as number) / microSpeed) * (1 - leastSaving)
    const seen = leastPrices.get(curve)
    if (seen && seen.moves === holdings.moves && seen.price >= cheapest) return undefined
    let lowest = Number.POSITIVE_INFINITY
    let option = -1
    let other = -1
    for (let k = 0; k < options.lines.length; k++) {
      const first = (options.lines[k] as number) * model.slots
      const speed = options.microSpeeds[k] as number
      for (let candidate = first + window.from; candidate < first + window.to; candidate++) {
        const price = (prices[candidate] as number) / speed
        if (price < lowest) lowest = price
        if (price >= cheapest) continue
        if (!own.some((part) => part.product === candidate) && !mayAdd(demand, own, candidate, model.slots)) continue
        cheapest = price
        option = k
        other = candidate
      }
    }
    leastPrices.set(curve, { price: lowest, moves: holdings.moves })
    if (option < 0) return undefined
    const target = { microSpeed: options.microSpeeds[option] as number }
    const known = own.find((part) => part.product === other)
    const there = known?.units ?? 0
    const least = Math.max(minUnits, unitsFor({ microSpeed }, leastPart * work))
    let best: Shift | undefined
    const consider = (leaving: number): void => {
      // As much work as before: it is rounded down part by part, and a whole job that lacks a bit is none.
      const lost = workOf({ microSpeed }, held) - workOf({ microSpeed }, held - leaving)
      const units = unitsFor(target, workOf(target, there) + lost) - there
      if (!known && units < minUnits) return
      const saving = -holdings.cost(product, -leaving) - holdings.cost(other, units)
      if (saving > (best?.saving ?? 0)) best = { option, product: other, units, leaving, saving }
    }
    consider(held)
    const smallest = known ? 1 : least
    for (let leaving = held - least; leaving >= smallest; leaving = Math.floor(leaving / 2)) consider(leaving)
    return best
  }

  function apply(share: Share, { option, product, units, leaving }: Shift): void {
    const { intent } = share
    const own = shares[intent] as Share[]
    const { hardware, microSpeeds } = (curves[intent] as DemandCurve).options
    holdings.take(share.product, -leaving)
    holdings.take(product, units)
    share.units -= leaving
    if (share.units === 0) own.splice(own.indexOf(share), 1)
    const known = own.find((part) => part.product === product)
    if (known) known.units += units
    else
      own.push({
        intent,
        product,
        hardware: hardware[option] as number,
        microSpeed: microSpeeds[option] as number,
        units,
      })
  }
}
