import { bestPlacement } from '../bestPlacement.ts'
import type { Demand } from '../MarketModel.ts'
import type { Plan } from '../Plan.ts'
import { type AggregateMarket, marketLeft } from './AggregateMarket.ts'
import { countAbove, type DemandCurve } from './DemandCurve.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { type SupplyCurve, suppliedAt } from './SupplyCurve.ts'
import { type WindowPrices, windowIndex } from './WindowPrices.ts'

/** A reservation that takes more than this share of what a product sells will not find its pools free one by one. */
const largeShare = 1 / 4

/** GPU-seconds a kind may buy of its cheapest product at clearing prices, for a unit of work: what, and from how many pools. */
function cheapestProduct(
  { supply, model }: AggregateMarket,
  { options: { lines, unitsPerWork }, window: { from, to } }: DemandCurve,
  prices: Float64Array,
  { slots, soft }: WindowPrices,
): { unitsPerWork: number; sold: number; pools: number } {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let option = 0; option < lines.length; option++) {
    const price = soft[windowIndex(slots, lines[option] as number, from, to)] as number
    if (price * (unitsPerWork[option] as number) >= least) continue
    best = option
    least = price * (unitsPerWork[option] as number)
  }
  const line = lines[best] as number
  let product = line * slots + from
  while ((prices[product] as number) > (soft[windowIndex(slots, line, from, to)] as number)) product++
  return {
    unitsPerWork: unitsPerWork[best] as number,
    sold: suppliedAt(supply[product] as SupplyCurve, Math.sqrt(prices[product] as number)),
    pools: model.products[product]?.cells.length ?? 0,
  }
}

/**
 * Serves those first who need several slots of one pool: reservations that are large beside what a slot sells, and jobs
 * whose few pools have too little in one. At clearing prices, so that they leave cheap units to others. Returns the market
 * that is left.
 */
export function placeLargeJobs(
  market: AggregateMarket,
  prices: Float64Array,
  plan: Plan,
  signal?: AbortSignal,
): AggregateMarket {
  const { model, demand } = market
  if (model.slots === 1) return market
  const windows = leastPrices(market, prices)
  const large: Demand[] = []
  for (const curve of demand) {
    if (curve.window.to - curve.window.from < 2) continue
    const served = countAbove(curve, cheapestWork(curve, windows))
    if (served === 0) continue
    const { unitsPerWork, sold, pools } = cheapestProduct(market, curve, prices, windows)
    for (let i = 0; i < served; i++) {
      const job = model.demands[curve.intents[i] as number] as Demand
      const most = Math.min(job.contiguous ? largeShare : 1, job.maxPools / pools) * sold
      if (job.work * unitsPerWork > most && (job.contiguous || job.maxPools < pools)) large.push(job)
    }
  }
  if (large.length === 0) return market
  const reserve = Float64Array.from(model.cells, ({ product }) => prices[product] as number)
  for (const { intent } of large.sort((a, b) => b.work - a.work || a.intent - b.intent)) {
    if (signal?.aborted) break
    const placement = bestPlacement(plan, intent, { reserve })
    if (placement) plan.place(placement)
  }
  return marketLeft(market, plan)
}
