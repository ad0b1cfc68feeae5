import { bestPlacement } from '../bestPlacement.ts'
import type { Demand } from '../MarketModel.ts'
import type { Plan } from '../Plan.ts'
import { type AggregateMarket, marketLeft } from './AggregateMarket.ts'
import { countAbove, type DemandCurve } from './DemandCurve.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { suppliedAt } from './SupplyCurve.ts'

/** A reservation that takes more than this share of what a product sells will not find its pools free one by one. */
const largeShare = 1 / 4

/** GPU-seconds a kind may buy of its cheapest product at clearing prices, for a unit of work: what, and from how many pools. */
function cheapestProduct(
  { supply, model }: AggregateMarket,
  { options: { lines, unitsPerWork }, window: { from, to } }: DemandCurve,
  prices: Float64Array,
): { unitsPerWork: number; sold: number; pools: number } {
  let best = { unitsPerWork: 0, sold: 0, pools: 0 }
  let least = Number.POSITIVE_INFINITY
  for (let option = 0; option < lines.length; option++)
    for (let slot = from; slot < to; slot++) {
      const product = (lines[option] as number) * model.slots + slot
      const price = (prices[product] as number) * (unitsPerWork[option] as number)
      const curve = supply[product]
      if (price >= least || !curve) continue
      least = price
      best = {
        unitsPerWork: unitsPerWork[option] as number,
        sold: suppliedAt(curve, Math.sqrt(prices[product] as number)),
        pools: model.products[product]?.cells.length ?? 0,
      }
    }
  return best
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
    const { unitsPerWork, sold, pools } = cheapestProduct(market, curve, prices)
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
