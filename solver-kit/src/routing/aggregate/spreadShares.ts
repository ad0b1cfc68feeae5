import type { Demand } from '../MarketModel.ts'
import { workOf } from '../waterFill.ts'
import { Candidates } from './Candidates.ts'
import type { DemandCurve } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import { mayAdd } from './mayAdd.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { leastPart, type Share } from './Share.ts'
import { descending } from './sortDescending.ts'

/** Who loses less than this share of its worth by where it is stays whole. */
const leastRegret = 2e-5

/**
 * Splits jobs that found no place whole: those that gain most take what their cheapest products have left at clearing
 * prices, the rest of the job goes to the next cheapest, or is left undone if the buyer takes part of it.
 */
export function spreadShares(holdings: Holdings): void {
  const { market, clearing, offered, shares, taken } = holdings
  const { model, demand } = market
  const windows = leastPrices(market, clearing)
  const candidates = new Candidates()
  const regrets = new Float64Array(model.demands.length)
  for (const curve of demand) setRegrets(curve)
  for (const intent of descending(regrets)) {
    const curve = holdings.curveOf(intent)
    const wanted = model.demands[intent] as Demand
    if (!hasCheaper(curve, wanted)) continue
    const row = shares.rowOf[intent] as number
    holdings.setAside(row)
    const next = spread(curve, wanted)
    const kept = holdings.worthAside(row, wanted.value, wanted.work)
    const isBetter = holdings.worth(wanted, next) > kept
    holdings.putBack(row)
    if (isBetter || kept <= 0) holdings.release(intent)
    if (isBetter) holdings.hold(next)
  }

  // A function: engines compile what is called often sooner, and keep it, than a loop in a loop that runs once.
  function setRegrets(curve: DemandCurve): void {
    const { intents, values, begin, work: before } = curve
    const cheapest = cheapestWork(curve, windows)
    for (let i = 0; i < intents.length; i++) {
      const value = values[i] as number
      if (value <= cheapest) break
      const work = (before[i + 1] as number) - (before[i] as number)
      const row = begin + i
      const gain = Math.min(shares.doneIn(row), work) * value - shares.costIn(row, clearing)
      const regret = (value - cheapest) * work - gain
      if (regret > leastRegret * value * work) regrets[intents[i] as number] = regret / work
    }
  }

  /** Whether anything has room that costs a job less than the dearest part of what it has. */
  function hasCheaper(
    { options: { lines, unitsPerWork }, window: { from, to } }: DemandCurve,
    wanted: Demand,
  ): boolean {
    const { intent, value, work } = wanted
    let dearest = shares.doneBy(intent) < work ? value : 0
    for (let row = shares.first(intent); row >= 0; row = shares.next[row] as number) {
      const price = clearing[shares.product[row] as number] as number
      dearest = Math.max(dearest, (price * 1e6) / (shares.microSpeed[row] as number))
    }
    for (let option = 0; option < lines.length; option++) {
      const first = (lines[option] as number) * model.slots
      const most = dearest / (unitsPerWork[option] as number)
      for (let product = first + from; product < first + to; product++)
        if ((clearing[product] as number) < most && roomOf(product) > 0) return true
    }
    return false
  }

  function spread(curve: DemandCurve, wanted: Demand): Share[] {
    const { intent, work, minWork, value, minUnits } = wanted
    const { unitsPerWork, microSpeeds, hardware } = curve.options
    candidates.list(curve, { prices: clearing, slots: model.slots, below: value }, (product) => roomOf(product) > 0)
    let parts: Share[] = []
    let missing = work
    while (missing > 0 && candidates.next()) {
      const { product, option } = candidates
      if (!mayAdd(wanted, parts, product, model.slots)) continue
      const microSpeed = microSpeeds[option] as number
      const least = Math.max(minUnits, work * leastPart * (unitsPerWork[option] as number))
      const needed = Math.ceil((missing * 1e6) / microSpeed)
      const room = roomOf(product)
      // Whatever is missing at last may be less than a part.
      if (room < Math.min(least, needed)) continue
      let units = Math.min(room, needed)
      // What is left must be big enough for a fill of its own.
      if (units < needed && needed - units < least && units - least >= least) units = Math.floor(needed - least)
      if (units < minUnits) continue
      const part = { intent, product, hardware: hardware[option] as number, microSpeed, units }
      parts = parts.length === 0 ? [part] : [...parts, part]
      missing -= workOf({ microSpeed }, units)
    }
    return work - missing >= minWork ? parts : []
  }

  /** GPU-seconds of a product that are left at clearing prices. */
  function roomOf(product: number): number {
    return Math.floor((offered[product] as number) - (taken[product] as number))
  }
}
