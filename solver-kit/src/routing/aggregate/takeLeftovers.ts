import type { Demand } from '../MarketModel.ts'
import { workOf } from '../waterFill.ts'
import { Candidates } from './Candidates.ts'
import type { DemandCurve } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import { mayAdd } from './mayAdd.ts'
import { doneBy, leastPart, type Share, unitsForJob } from './Share.ts'
import { suppliedAt } from './SupplyCurve.ts'

/** What a buyer gains by a unit is at least this share of what it pays. */
const leastGain = 1e-3

/**
 * Gives what products still sell below what it is worth to them to buyers who take parts: clearing prices leave some buyers
 * at exactly their limit, and of those the market needs a part.
 */
export function takeLeftovers(holdings: Holdings): void {
  const { market, shares, taken, prices } = holdings
  const { model, supply, demand } = market
  const { work: works } = model.columns
  const candidates = new Candidates()
  const open: { curve: DemandCurve; wanted: Demand; missing: number }[] = []
  for (const curve of demand) {
    const { intents, values } = curve
    const cheapest = holdings.cheapestWork(curve) * (1 + leastGain)
    for (let i = 0; i < intents.length && (values[i] as number) > cheapest; i++) {
      const intent = intents[i] as number
      const missing = (works[intent] as number) - shares.doneBy(intent)
      if (missing >= 1) open.push({ curve, wanted: model.demands[intent] as Demand, missing })
    }
  }
  open.sort((a, b) => b.wanted.value - a.wanted.value || a.wanted.intent - b.wanted.intent)
  for (const { curve, wanted, missing } of open) {
    const parts = leftoversFor(curve, wanted, shares.of(wanted.intent), missing)
    if (parts.length === 0 || wanted.work - missing + doneBy(parts) < wanted.minWork) continue
    holdings.hold(parts)
  }

  function leftoversFor(kind: DemandCurve, wanted: Demand, own: readonly Share[], missing: number): Share[] {
    const { intent, work, value, minUnits } = wanted
    const { unitsPerWork, microSpeeds, hardware } = kind.options
    candidates.list(kind, { prices, slots: model.slots, below: value / (1 + leastGain) }, () => true)
    const parts: Share[] = []
    let left = missing
    for (let n = 0; n < candidates.count && left >= 1; n++) {
      const product = candidates.product(n)
      const option = candidates.option(n)
      if (!mayAdd(wanted, own.length > 0 ? [...own, ...parts] : parts, product, model.slots)) continue
      const curve = supply[product]
      if (!curve) continue
      const microSpeed = microSpeeds[option] as number
      const each = unitsPerWork[option] as number
      const dearest = Math.sqrt(value / each)
      const room = Math.floor(suppliedAt(curve, dearest) - (taken[product] as number))
      const needed = unitsForJob({ work: left, minWork: 0, value, minUnits: 0 }, microSpeed, prices[product] as number)
      const units = Math.min(room, needed)
      if (units < 1 || units < Math.max(minUnits, Math.min(needed, leastPart * work * each))) continue
      const done = workOf({ microSpeed }, units)
      // Work is rounded down part by part: a small part can cost more than it does.
      if (Math.min(done, left) * value <= holdings.cost(product, units)) continue
      parts.push({ intent, product, hardware: hardware[option] as number, microSpeed, units })
      left -= done
    }
    return parts
  }
}
