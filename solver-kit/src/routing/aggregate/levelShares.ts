import type { Demand } from '../MarketModel.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import type { Share } from './assignProducts.ts'
import type { DemandCurve } from './DemandCurve.ts'
import { suppliedAt } from './SupplyCurve.ts'
import type { Takings } from './Takings.ts'

/** No part of a job is smaller than this share of it: every fill costs gas and bytes. */
const leastPart = 1 / 32

/** A product that sells this share more than it should is left alone. */
const leastExcess = 2e-3

/** A part moves for no less than this share of its price. */
const leastSaving = 1e-3

interface Shift {
  share: Share
  option: number
  product: number
  /** GPU-seconds that go there, and that leave. */
  units: number
  leaving: number
  /** Base units. */
  saving: number
}

/**
 * Moves parts of jobs from products that sell more than they do at clearing prices to products that sell less, where the
 * same buyers find them for less. Where each job is large beside a product, whole jobs alone leave much of it uneven. Shares
 * change in place.
 */
export function levelShares(
  { model, supply }: AggregateMarket,
  prices: Float64Array,
  shares: Share[][],
  takings: Takings,
  curveOf: ReadonlyMap<number, DemandCurve>,
): void {
  const target = Float64Array.from(supply, (curve, product) =>
    curve.capacity > 0 ? suppliedAt(curve, Math.sqrt(prices[product] as number)) : 0,
  )
  const members = supply.map((): Share[] => [])
  for (const own of shares) for (const share of own) members[share.product]?.push(share)
  const excess = (product: number): number => (takings.taken[product] as number) - (target[product] as number)
  const order = Array.from(supply.keys()).filter(
    (product) => excess(product) > leastExcess * (target[product] as number),
  )
  order.sort((a, b) => excess(b) / (target[b] as number) - excess(a) / (target[a] as number) || a - b)
  for (const product of order) {
    const open = new Set(members[product])
    while (open.size > 0 && excess(product) > leastExcess * (target[product] as number)) {
      let best: Shift | undefined
      for (const share of open) {
        const shift = bestShift(share)
        if (!shift) open.delete(share)
        else if (!best || shift.saving > best.saving) best = shift
      }
      if (!best) break
      apply(best)
      if (best.share.units === 0) open.delete(best.share)
    }
  }

  /** Where a part of a share costs least, and how large a part. */
  function bestShift(share: Share): Shift | undefined {
    const { intent, product, microSpeed } = share
    const own = shares[intent] as Share[]
    const { work, minUnits, maxPools } = model.demands[intent] as Demand
    const { options, window } = curveOf.get(intent) as DemandCurve
    let cheapest = ((takings.prices[product] as number) / microSpeed) * (1 - leastSaving)
    let option = -1
    let other = -1
    for (let k = 0; k < options.lines.length; k++) {
      const first = (options.lines[k] as number) * model.slots
      const speed = options.microSpeeds[k] as number
      for (let candidate = first + window.from; candidate < first + window.to; candidate++) {
        const price = (takings.prices[candidate] as number) / speed
        if (price >= cheapest) continue
        if (own.length >= maxPools && !own.some((part) => part.product === candidate)) continue
        cheapest = price
        option = k
        other = candidate
      }
    }
    if (option < 0) return undefined
    const speed = options.microSpeeds[option] as number
    const known = own.some((part) => part.product === other)
    const least = Math.max(minUnits, Math.ceil((leastPart * work * 1e6) / microSpeed))
    let best: Shift | undefined
    const consider = (leaving: number): void => {
      if (leaving < share.units && share.units - leaving < least) return
      if (leaving <= 0 || (!known && leaving < least)) return
      const units = Math.ceil((leaving * microSpeed) / speed)
      if (!known && units < minUnits) return
      const saving = -takings.cost(product, -leaving) - takings.cost(other, units)
      if (saving > (best?.saving ?? 0)) best = { share, option, product: other, units, leaving, saving }
    }
    consider(share.units)
    const most = Math.floor(Math.min(share.units - least, excess(product)))
    for (let leaving = most; leaving >= Math.min(least, most); leaving = Math.floor(leaving / 2)) {
      consider(leaving)
      if (leaving <= 1) break
    }
    return best
  }

  function apply({ share, option, product, units, leaving }: Shift): void {
    const { intent } = share
    const own = shares[intent] as Share[]
    const { options } = curveOf.get(intent) as DemandCurve
    takings.add(share.product, -leaving)
    takings.add(product, units)
    share.units -= leaving
    const known = own.find((part) => part.product === product)
    if (known) known.units += units
    else
      own.push({
        intent,
        product,
        hardware: options.hardware[option] as number,
        microSpeed: options.microSpeeds[option] as number,
        units,
      })
    if (share.units === 0) own.splice(own.indexOf(share), 1)
  }
}
