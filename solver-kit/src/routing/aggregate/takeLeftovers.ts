import type { Demand } from '../MarketModel.ts'
import { workOf } from '../waterFill.ts'
import { Candidates } from './Candidates.ts'
import type { DemandCurve } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import { mayAdd } from './mayAdd.ts'
import { doneBy, leastPart, type Share, unitsForJob } from './Share.ts'
import { type SupplyCurve, suppliedAt } from './SupplyCurve.ts'

/** What a buyer gains by a unit is at least this share of what it pays. */
const leastGain = 1e-3

/**
 * Gives what products still sell below what it is worth to them to buyers who take parts: clearing prices leave some buyers
 * at exactly their limit, and of those the market needs a part. Not for less than a part of a job: that is what rounding left.
 */
export function takeLeftovers(holdings: Holdings): void {
  const open: Demand[] = []
  for (const curve of holdings.market.demand) addOpen(open, holdings, curve)
  open.sort((a, b) => b.value - a.value || a.intent - b.intent)
  const candidates = new Candidates()
  for (const wanted of open) takeMore(holdings, wanted, candidates)
}

/** Adds those of a kind who would gain by more. */
function addOpen(open: Demand[], holdings: Holdings, curve: DemandCurve): void {
  const { market, shares } = holdings
  const { intents, values, begin, work: before } = curve
  const cheapest = holdings.cheapestWork(curve) * (1 + leastGain)
  for (let i = 0; i < intents.length && (values[i] as number) > cheapest; i++) {
    const work = (before[i + 1] as number) - (before[i] as number)
    if (work - shares.doneIn(begin + i) >= Math.max(1, leastPart * work))
      open.push(market.model.demands[intents[i] as number] as Demand)
  }
}

/** Gives a buyer what is missing of its job, or a part of that, where it gains by it; returns what that adds, base units. */
export function takeMore(holdings: Holdings, wanted: Demand, candidates: Candidates): number {
  const { shares } = holdings
  const { intent, work, value, minWork } = wanted
  const before = Math.min(work, shares.doneBy(intent))
  if (work - before < 1) return 0
  const parts = partsFor(holdings, holdings.curveOf(intent), wanted, work - before, candidates)
  const after = Math.min(work, before + doneBy(parts))
  if (parts.length === 0 || after < minWork) return 0
  let cost = 0
  for (const { product, units } of parts) cost += holdings.cost(product, units)
  holdings.hold(parts)
  return (after - before) * value - cost
}

function partsFor(
  holdings: Holdings,
  kind: DemandCurve,
  wanted: Demand,
  missing: number,
  candidates: Candidates,
): Share[] {
  const { market, taken, prices } = holdings
  const { model, supply } = market
  const { intent, work, value, minUnits } = wanted
  const { unitsPerWork, microSpeeds, hardware } = kind.options
  const own = holdings.shares.of(intent)
  candidates.list(kind, { prices, slots: model.slots, below: value / (1 + leastGain) }, () => true)
  let parts: Share[] = []
  let left = missing
  while (left >= 1 && candidates.next()) {
    const { product, option } = candidates
    if (!mayAdd(wanted, own.length > 0 ? [...own, ...parts] : parts, product, model.slots)) continue
    const microSpeed = microSpeeds[option] as number
    const each = unitsPerWork[option] as number
    const dearest = Math.sqrt(value / each)
    const room = Math.floor(suppliedAt(supply[product] as SupplyCurve, dearest) - (taken[product] as number))
    const needed = unitsForJob({ work: left, minWork: 0, value, minUnits: 0 }, microSpeed, prices[product] as number)
    const units = Math.min(room, needed)
    if (units < 1 || units < Math.max(minUnits, Math.min(needed, leastPart * work * each))) continue
    const done = workOf({ microSpeed }, units)
    // Work is rounded down part by part: a small part can cost more than it does.
    if (Math.min(done, left) * value <= holdings.cost(product, units)) continue
    const part = { intent, product, hardware: hardware[option] as number, microSpeed, units }
    parts = parts.length === 0 ? [part] : [...parts, part]
    left -= done
  }
  return parts
}
