import type { Demand } from '../MarketModel.ts'
import { workOf } from '../waterFill.ts'
import type { DemandCurve } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import { type Share, unitsForJob } from './Share.ts'
import { type SupplyCurve, supplyCost } from './SupplyCurve.ts'

/** Rounding to whole GPU-seconds can save a job this share of its cost. */
const closeCall = 0.99

/** An intent moves for no less than this share of its price. */
const leastMove = 1e-7

/** Lets every job move once; returns what that adds, as a share of what those who are served are worth. */
export function moveJobs(holdings: Holdings): number {
  let gained = 0
  let worth = 0
  for (const curve of holdings.market.demand) {
    const moved = moveKind(holdings, curve)
    gained += moved.gained
    worth += moved.worth
  }
  return worth > 0 ? gained / worth : 0
}

/** Lets the jobs of one kind move; what that adds, and what those who are served are worth then, base units. */
function moveKind(holdings: Holdings, curve: DemandCurve): { gained: number; worth: number } {
  const { shares } = holdings
  const { intents, values, begin, work: before } = curve
  let gained = 0
  let worth = 0
  let cheapest = 0
  let moves = -1
  for (let i = 0; i < intents.length; i++) {
    if (holdings.moves !== moves) {
      cheapest = holdings.cheapestWork(curve)
      moves = holdings.moves
    }
    const row = begin + i
    const work = (before[i + 1] as number) - (before[i] as number)
    if (isTempted(holdings, row, values[i] as number, work, cheapest)) gained += move(holdings, intents[i] as number)
    if (shares.product[row] !== -1) worth += (values[i] as number) * work
  }
  return { gained, worth }
}

/** Puts one job where it gains most, whole; returns what that adds, base units. Its kind's next unit of work costs `cheapest`. */
export function moveJob(holdings: Holdings, intent: number, cheapest: number): number {
  const { market, shares } = holdings
  const { work, value } = market.model.demands[intent] as Demand
  return isTempted(holdings, shares.rowOf[intent] as number, value, work, cheapest) ? move(holdings, intent) : 0
}

/** Whether a job may gain by moving. Its row among shares, base units it pays per H100-second, and H100-seconds it wants. */
function isTempted(holdings: Holdings, row: number, value: number, work: number, cheapest: number): boolean {
  const { shares, prices } = holdings
  // What is held costs at most its price now, so it gains that much at least.
  const paid = shares.costIn(row, prices)
  const gained = Math.min(shares.doneIn(row), work) * value - paid
  const tempting = gained < 0 || value * work - work * cheapest > gained + paid * leastMove
  return tempting && !isContent(holdings, row, work, Math.min(value * work, work * cheapest) + paid * leastMove)
}

function move(holdings: Holdings, intent: number): number {
  const { market, shares, prices } = holdings
  const { demands, slots } = market.model
  const demand = demands[intent] as Demand
  const { work } = demand
  const value = demand.value * work
  const row = shares.rowOf[intent] as number
  const paid = shares.costIn(row, prices)
  const { options, window } = holdings.curveOf(intent)
  const { lines, unitsPerWork, microSpeeds, hardware } = options
  holdings.setAside(row)
  const kept = holdings.worthAside(row, demand.value, work)
  let best = Math.max(0, kept + paid * leastMove)
  let chosen: Share | undefined
  for (let k = 0; k < lines.length; k++) {
    const microSpeed = microSpeeds[k] as number
    const least = work * (unitsPerWork[k] as number) * closeCall
    const first = (lines[k] as number) * slots
    for (let product = first + window.from; product < first + window.to; product++) {
      const unitPrice = prices[product] as number
      if (value - least * unitPrice <= best) continue
      const units = unitsForJob(demand, microSpeed, unitPrice)
      const gain = Math.min(workOf({ microSpeed }, units), work) * demand.value - holdings.cost(product, units)
      if (gain <= best) continue
      best = gain
      chosen = { intent, product, hardware: hardware[k] as number, microSpeed, units }
    }
  }
  holdings.putBack(row)
  if (chosen || kept <= 0) holdings.release(intent)
  if (chosen) holdings.hold([chosen])
  return (chosen ? best : Math.max(0, kept)) - kept
}

/**
 * Whether all of a job is in one product, and the last units there cost no more than `most`: those are what it would give
 * back. Two of three jobs are content whose product's next unit costs more than another's.
 */
function isContent({ market, shares, taken }: Holdings, row: number, work: number, most: number): boolean {
  const product = shares.product[row] as number
  if (product === -1 || shares.next[row] !== -1) return false
  const units = shares.units[row] as number
  const microSpeed = shares.microSpeed[row] as number
  if (workOf({ microSpeed }, units) < work) return false
  const curve = market.supply[product] as SupplyCurve
  const sold = taken[product] as number
  return supplyCost(curve, sold) - supplyCost(curve, sold - units) <= most
}
