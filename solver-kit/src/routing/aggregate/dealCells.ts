import type { Demand, MarketModel, ModelArc } from '../MarketModel.ts'
import type { Plan, PlannedFill } from '../Plan.ts'
import { unitsFor, workOf } from '../waterFill.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { noQuota, Quotas } from './Quotas.ts'
import type { Share } from './Share.ts'
import type { Shares } from './Shares.ts'
import type { SupplyCurve } from './SupplyCurve.ts'

/** Nothing yet. */
const none: readonly Piece[] = []

/** A buyer of a product, while the product is dealt out. */
interface Buyer {
  share: Share
  demand: Demand
  /** Whether its buyer takes all of its job or nothing. */
  takesAll: boolean
  /** Most pools it may take this share from. */
  parts: number
  /** What it holds. */
  pieces: readonly Piece[]
}

interface Piece {
  /** Index of a pool's quota. */
  quota: number
  units: number
}

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
  for (const [product, sharing] of shares.byProduct(supply.length)) {
    const buyers = buyersOf(model, sharing, fills)
    const total = sharing.reduce((sum, { units }) => sum + units, 0)
    const quotas = new Quotas(model, supply[product] as SupplyCurve, plan, product, total)
    dealProduct(quotas, buyers)
    addFills(fills, buyers, quotas, model)
  }
  return fills
}

// A pass over buyers is a function of its own: as a loop in the one over products V8 compiles it anew for each of them.
function buyersOf(
  { demands }: MarketModel,
  sharing: readonly Share[],
  fills: readonly (PlannedFill[] | undefined)[],
): Buyer[] {
  return sharing.map((share): Buyer => {
    const demand = demands[share.intent] as Demand
    const pools = demand.maxPools - (fills[share.intent]?.length ?? 0)
    const parts = Math.max(1, Math.min(pools, Math.floor(share.units / demand.minUnits)))
    return { share, demand, takesAll: demand.minWork === demand.work, parts, pieces: none }
  })
}

function addFills(
  fills: (PlannedFill[] | undefined)[],
  buyers: readonly Buyer[],
  quotas: Quotas,
  model: MarketModel,
): void {
  for (const { share, pieces } of buyers) {
    const dealt = pieces.map(({ quota, units }): PlannedFill => ({ arc: arcOf(quotas, quota, share, model), units }))
    const known = fills[share.intent]
    fills[share.intent] = known ? [...known, ...dealt] : dealt
  }
}

function dealProduct(quotas: Quotas, buyers: Buyer[]): void {
  // Where rounding leaves a product a little short, who takes parts does without.
  buyers.sort(
    (a, b) =>
      Number(b.takesAll) - Number(a.takesAll) || b.share.units - a.share.units || a.share.intent - b.share.intent,
  )
  const whole = buyers.filter(({ parts }) => parts === 1)
  for (const buyer of whole) pour(buyer, quotas)
  if (whole.length > 0 && whole.length < buyers.length)
    quotas.settle(buyers.reduce((sum, { parts, share }) => sum + (parts > 1 ? share.units : 0), 0))
  for (const buyer of buyers) if (buyer.parts > 1) pour(buyer, quotas)
  level(quotas, buyers)
}

function arcOf(quotas: Quotas, quota: number, { hardware, microSpeed }: Share, { slots }: MarketModel): ModelArc {
  const { pool, product } = quotas.cellOf(quota)
  const cell = quotas.cells[quota] as number
  return { cell, pool, slot: product % slots, hardware, microSpeed, speed: microSpeed / 1e6 }
}

function give(buyer: Buyer, quotas: Quotas, quota: number, units: number): void {
  const held = buyer.pieces.find((piece) => piece.quota === quota)
  if (held) held.units += units
  else buyer.pieces = buyer.pieces.length === 0 ? [{ quota, units }] : [...buyer.pieces, { quota, units }]
  quotas.take(quota, units)
}

function takeBack(buyer: Buyer, quotas: Quotas, piece: Piece, units: number): void {
  piece.units -= units
  if (piece.units === 0) buyer.pieces = buyer.pieces.filter((other) => other !== piece)
  quotas.take(piece.quota, -units)
}

/**
 * What is left over stays in the dearest pools: left in a cheap one, it would tempt everybody who pays the average. Moves
 * units from dear pools to cheap ones, for buyers who may hold them.
 */
function level(quotas: Quotas, buyers: readonly Buyer[]): void {
  const { order, top, due } = quotas
  const isDue = (quota: number): boolean => (due[quota] as number) > 0
  if (!order.some(isDue)) return
  /** By quota: who has held something of it. */
  const holders: Buyer[][] = Array.from(order, () => [])
  for (const buyer of buyers) for (const { quota } of buyer.pieces) holders[quota]?.push(buyer)
  for (const cheap of order.toReversed()) {
    if (!isDue(cheap)) continue
    for (const dear of order) {
      if (!isDue(cheap)) break
      const isDearer = (top[dear] as number) > (top[cheap] as number)
      for (const buyer of dear === cheap ? [] : (holders[dear] as Buyer[])) {
        if (!isDue(cheap) || (!isDearer && (due[dear] as number) >= 0)) break
        if (shift(buyer, quotas, dear, cheap)) holders[cheap]?.push(buyer)
      }
    }
  }
}

/** Moves what it may of a buyer's units; whether it holds something of the cheap quota now that held nothing of it before. */
function shift(buyer: Buyer, quotas: Quotas, dear: number, cheap: number): boolean {
  const { demand, parts, share, takesAll } = buyer
  const from = buyer.pieces.find(({ quota }) => quota === dear)
  if (!from) return false
  const held = buyer.pieces.find(({ quota }) => quota === cheap)?.units ?? 0
  let units = Math.min(quotas.due[cheap] as number, from.units)
  if (units < from.units) units = Math.min(units, from.units - demand.minUnits)
  if (units <= 0 || held + units < demand.minUnits) return false
  if (held === 0 && units < from.units && buyer.pieces.length >= parts) return false
  takeBack(buyer, quotas, from, units)
  give(buyer, quotas, cheap, units)
  // Work is rounded down fill by fill.
  const missing = missingUnits(buyer, buyer.pieces)
  if (missing > 0 && missing < share.units) {
    if ((quotas.left[cheap] as number) >= missing) give(buyer, quotas, cheap, missing)
    else if (takesAll) {
      takeBack(buyer, quotas, buyer.pieces.find(({ quota }) => quota === cheap) as Piece, units)
      give(buyer, quotas, dear, units)
      return false
    }
  }
  return held === 0
}

/** Whole from the pool it fits best, else from those with most to sell. */
function pour(buyer: Buyer, quotas: Quotas): void {
  const { share, demand, parts } = buyer
  const first = quotas.bestFit(share.units, parts === 1, none)
  if (first !== noQuota && (parts === 1 || (quotas.due[first] as number) >= share.units)) {
    give(buyer, quotas, first, share.units)
    return
  }
  const taken: Piece[] = []
  let missing = share.units
  while (missing > 0 && taken.length < parts) {
    const last = taken.length === parts - 1
    let quota = quotas.bestFit(missing, last, taken)
    // Rounding can leave a little missing where nothing is due any more.
    if (quota === noQuota) quota = quotas.bestFit(missing, true, taken)
    if (quota === noQuota) break
    const due = quotas.due[quota] as number
    const whole = last || due >= missing || due <= 0
    // What is left must be enough for a fill of its own.
    const units = whole ? missing : Math.min(due, missing - demand.minUnits)
    if (units < demand.minUnits) {
      const spare = quotas.bestFit(missing, true, taken)
      if (spare === noQuota) break
      taken.push({ quota: spare, units: missing })
      missing = 0
      break
    }
    taken.push({ quota, units })
    missing -= units
    // Work is rounded down fill by fill: the last one makes up for it.
    if (missing > 0) missing = Math.max(missing, demand.minUnits, missingUnits(buyer, taken))
  }
  const done = taken.reduce((sum, { units }) => sum + workOf(share, units), 0)
  if (missing <= 0 || done >= demand.minWork) for (const { quota, units } of taken) give(buyer, quotas, quota, units)
}

function missingUnits({ share, demand }: Buyer, taken: readonly { units: number }[]): number {
  const work = Math.min(demand.work, workOf(share, share.units))
  const done = taken.reduce((sum, { units }) => sum + workOf(share, units), 0)
  return unitsFor(share, work - done)
}
