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
  const { market, shares } = holdings
  let gained = 0
  let worth = 0
  for (const curve of market.demand) {
    const { intents, values, work } = curve
    let cheapest = 0
    let moves = -1
    for (let i = 0; i < intents.length; i++) {
      const intent = intents[i] as number
      if (holdings.moves !== moves) {
        cheapest = holdings.cheapestWork(curve)
        moves = holdings.moves
      }
      gained += moveJob(holdings, intent, cheapest)
      if (shares.holds(intent)) worth += (values[i] as number) * ((work[i + 1] as number) - (work[i] as number))
    }
  }
  return worth > 0 ? gained / worth : 0
}

/** Puts one job where it gains most, whole; returns what that adds, base units. Its kind's next unit of work costs `cheapest`. */
export function moveJob(holdings: Holdings, intent: number, cheapest: number): number {
  const { market, shares, curves, prices } = holdings
  const { demands, columns, slots } = market.model
  const work = columns.work[intent] as number
  const value = (columns.value[intent] as number) * work
  // What is held costs at most its price now, so it gains that much at least.
  const paid = shares.costAt(prices, intent)
  const gained = Math.min(shares.doneBy(intent), work) * (columns.value[intent] as number) - paid
  const tempting = gained < 0 || value - work * cheapest > gained + paid * leastMove
  if (!tempting || isContent(holdings, intent, Math.min(value, work * cheapest) + paid * leastMove)) return 0
  const demand = demands[intent] as Demand
  const { options, window } = curves[intent] as DemandCurve
  const { lines, unitsPerWork, microSpeeds, hardware } = options
  const own = holdings.release(intent)
  const kept = holdings.worth(demand, own)
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
  if (chosen) holdings.hold([chosen])
  else if (kept > 0) holdings.hold(own)
  return (chosen ? best : Math.max(0, kept)) - kept
}

/**
 * Whether all of a job is in one product, and the last units there cost no more than `most`: those are what it would give
 * back. Two of three jobs are content whose product's next unit costs more than another's.
 */
function isContent({ market, shares, taken }: Holdings, intent: number, most: number): boolean {
  const row = shares.first[intent] as number
  if (row < 0 || shares.next[row] !== -1) return false
  const units = shares.units[row] as number
  const microSpeed = shares.microSpeed[row] as number
  if (workOf({ microSpeed }, units) < (market.model.columns.work[intent] as number)) return false
  const product = shares.product[row] as number
  const curve = market.supply[product] as SupplyCurve
  const sold = taken[product] as number
  return supplyCost(curve, sold) - supplyCost(curve, sold - units) <= most
}
