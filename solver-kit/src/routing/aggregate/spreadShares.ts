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
  const { market, shares } = holdings
  const spread = new Spread(holdings)
  for (const intent of spread.mostRegretted()) {
    const wanted = market.model.demands[intent] as Demand
    if (!spread.hasCheaper(wanted)) continue
    const row = shares.rowOf[intent] as number
    holdings.setAside(row)
    const next = spread.partsOf(wanted)
    const kept = holdings.worthAside(row, wanted.value, wanted.work)
    const isBetter = holdings.worth(wanted, next) > kept
    holdings.putBack(row)
    if (isBetter || kept <= 0) holdings.release(intent)
    if (isBetter) holdings.hold(next)
  }
}

/** What is looked at for one job after the other. A class, not closures: see "Code that stays compiled" in docs/routing.md. */
class Spread {
  readonly #holdings: Holdings
  readonly #candidates = new Candidates()

  constructor(holdings: Holdings) {
    this.#holdings = holdings
  }

  /** Intents that lose much of their worth by where they are, those first who lose most. */
  mostRegretted(): Int32Array {
    const { market, clearing } = this.#holdings
    const windows = leastPrices(market, clearing)
    const regrets = new Float64Array(market.model.demands.length)
    for (const curve of market.demand) this.#setRegrets(regrets, curve, cheapestWork(curve, windows))
    return descending(regrets)
  }

  /** Of a kind, whose work costs so much at least. */
  #setRegrets(regrets: Float64Array, { intents, values, begin, work: before }: DemandCurve, cheapest: number): void {
    const { shares, clearing } = this.#holdings
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
  hasCheaper({ intent, value, work }: Demand): boolean {
    const { shares, clearing, market } = this.#holdings
    const { options, window } = this.#holdings.curveOf(intent)
    const { lines, unitsPerWork } = options
    let dearest = shares.doneBy(intent) < work ? value : 0
    for (let row = shares.first(intent); row >= 0; row = shares.next[row] as number) {
      const price = clearing[shares.product[row] as number] as number
      dearest = Math.max(dearest, (price * 1e6) / (shares.microSpeed[row] as number))
    }
    for (let option = 0; option < lines.length; option++) {
      const first = (lines[option] as number) * market.model.slots
      const most = dearest / (unitsPerWork[option] as number)
      for (let product = first + window.from; product < first + window.to; product++)
        if ((clearing[product] as number) < most && this.#roomOf(product) > 0) return true
    }
    return false
  }

  /** What a job would have, of what is left at clearing prices; nothing where that is too little for it. */
  partsOf(wanted: Demand): Share[] {
    const { intent, work, minWork, value, minUnits } = wanted
    const { clearing, market } = this.#holdings
    const { slots } = market.model
    const candidates = this.#candidates
    const curve = this.#holdings.curveOf(intent)
    const { unitsPerWork, microSpeeds, hardware } = curve.options
    candidates.list(curve, { prices: clearing, slots, below: value }, (product) => this.#roomOf(product) > 0)
    let parts: Share[] = []
    let missing = work
    while (missing > 0 && candidates.next()) {
      const { product, option } = candidates
      if (!mayAdd(wanted, parts, product, slots)) continue
      const microSpeed = microSpeeds[option] as number
      const least = Math.max(minUnits, work * leastPart * (unitsPerWork[option] as number))
      const needed = Math.ceil((missing * 1e6) / microSpeed)
      const room = this.#roomOf(product)
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
  #roomOf(product: number): number {
    const { offered, taken } = this.#holdings
    return Math.floor((offered[product] as number) - (taken[product] as number))
  }
}
