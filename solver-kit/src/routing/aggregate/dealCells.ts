import type { ModelArc } from '../MarketModel.ts'
import type { Plan, PlannedFill } from '../Plan.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { Pieces } from './Pieces.ts'
import { ProductBuyers } from './ProductBuyers.ts'
import { ProductDeal } from './ProductDeal.ts'
import { Quotas } from './Quotas.ts'
import type { Shares } from './Shares.ts'
import type { SupplyCurve } from './SupplyCurve.ts'

/**
 * Deals what is sold of each product out to its buyers, pool by pool. Each pool sells what it sells below the product's
 * common price, which is cheapest for all; whoever may not be split comes first, and may make a pool sell a little more.
 * Returns the fills by intent, where there are any; a share that fits nowhere by its intent's rules is left out.
 */
export function dealCells(
  { model, supply }: AggregateMarket,
  shares: Shares,
  plan: Plan,
): (PlannedFill[] | undefined)[] {
  const fills: (PlannedFill[] | undefined)[] = new Array(model.demands.length)
  const { begin, rows, intents } = shares.byProduct(supply.length)
  let most = 0
  for (let product = 0; product < supply.length; product++)
    most = Math.max(most, (begin[product + 1] as number) - (begin[product] as number))
  const buyers = new ProductBuyers(model, shares, most)
  const pieces = new Pieces(most)
  for (let product = 0; product < supply.length; product++) {
    const [first, end] = [begin[product] as number, begin[product + 1] as number]
    if (end === first) continue
    buyers.load(rows.subarray(first, end), intents.subarray(first, end), fills)
    pieces.clear(buyers.count)
    const quotas = new Quotas(model, supply[product] as SupplyCurve, plan, product, buyers.unitsOf(1))
    new ProductDeal(model, buyers, pieces, quotas).run()
    addFills(fills, buyers, pieces, quotas)
  }
  return fills
}

// A pass over buyers is a function of its own: as a loop in the one over products V8 compiles it anew for each of them.
function addFills(fills: (PlannedFill[] | undefined)[], buyers: ProductBuyers, pieces: Pieces, quotas: Quotas): void {
  /** Those of one speed and pool share an arc. */
  const arcs = new Map<number, ModelArc[]>()
  for (let buyer = 0; buyer < buyers.count; buyer++) {
    const microSpeed = buyers.microSpeed[buyer] as number
    const hardware = buyers.hardware[buyer] as number
    // Hardware is a byte.
    const key = microSpeed * 256 + hardware
    let byQuota = arcs.get(key)
    if (!byQuota) {
      byQuota = []
      arcs.set(key, byQuota)
    }
    const intent = buyers.intents[buyer] as number
    for (let piece = pieces.first(buyer); piece >= 0; piece = pieces.next[piece] as number) {
      const quota = pieces.quota[piece] as number
      const arc = byQuota[quota] ?? quotas.arc(quota, hardware, microSpeed)
      byQuota[quota] = arc
      const fill: PlannedFill = { arc, units: pieces.units[piece] as number }
      const known = fills[intent]
      // An array that grows has room for many: most get one.
      fills[intent] = known ? [...known, fill] : [fill]
    }
  }
}
