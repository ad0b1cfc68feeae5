import type { Demand } from '../MarketModel.ts'
import { workOf } from '../waterFill.ts'
import type { DemandCurve } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import { mayAdd } from './mayAdd.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { doneBy, leastPart, type Share } from './Share.ts'

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
  const wishes: { curve: DemandCurve; wanted: Demand; regret: number }[] = []
  for (const curve of demand) {
    const cheapest = cheapestWork(curve, windows)
    for (let i = 0; i < curve.intents.length; i++) {
      const value = curve.values[i] as number
      if (value <= cheapest) break
      const intent = curve.intents[i] as number
      const wanted = model.demands[intent] as Demand
      const own = shares[intent] as Share[]
      let paid = 0
      for (const { product, units } of own) paid += units * (clearing[product] as number)
      const regret = (value - cheapest) * wanted.work - (Math.min(doneBy(own), wanted.work) * value - paid)
      if (regret > leastRegret * value * wanted.work) wishes.push({ curve, wanted, regret })
    }
  }
  wishes.sort((a, b) => b.regret / b.wanted.work - a.regret / a.wanted.work || a.wanted.intent - b.wanted.intent)
  for (const { curve, wanted } of wishes) {
    const { intent } = wanted
    const own = holdings.release(intent)
    const next = spread(curve, wanted)
    const kept = holdings.worth(wanted, own)
    if (holdings.worth(wanted, next) > kept) holdings.hold(intent, next)
    else if (kept > 0) holdings.hold(intent, own)
  }

  function spread(curve: DemandCurve, wanted: Demand): Share[] {
    const { intent, work, minWork, value, minUnits } = wanted
    const {
      options: { lines, unitsPerWork, microSpeeds, hardware },
      window: { from, to },
    } = curve
    const order: { option: number; product: number; price: number; least: number; room: number }[] = []
    for (let option = 0; option < lines.length; option++) {
      const first = (lines[option] as number) * model.slots
      const perWork = unitsPerWork[option] as number
      const least = Math.max(minUnits, work * leastPart * perWork)
      for (let product = first + from; product < first + to; product++) {
        const room = Math.floor((offered[product] as number) - (taken[product] as number))
        const price = (clearing[product] as number) * perWork
        // Whatever is missing at last may be less than a part.
        if (room > 0 && price < value) order.push({ option, product, price, least, room })
      }
    }
    order.sort((a, b) => a.price - b.price || a.product - b.product)
    const parts: Share[] = []
    let missing = work
    for (const { option, product, least, room } of order) {
      if (missing <= 0) break
      if (!mayAdd(wanted, parts, product, model.slots)) continue
      const microSpeed = microSpeeds[option] as number
      const needed = Math.ceil((missing * 1e6) / microSpeed)
      if (room < Math.min(least, needed)) continue
      let units = Math.min(room, needed)
      // What is left must be big enough for a fill of its own.
      if (units < needed && needed - units < least && units - least >= least) units = Math.floor(needed - least)
      if (units < minUnits) continue
      parts.push({ intent, product, hardware: hardware[option] as number, microSpeed, units })
      missing -= workOf({ microSpeed }, units)
    }
    return work - missing >= minWork ? parts : []
  }
}
