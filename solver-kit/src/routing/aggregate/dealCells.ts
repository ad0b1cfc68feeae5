import { floatPrice, unitsBelowRoot } from '../FloatCurve.ts'
import type { Cell, Demand, ModelArc } from '../MarketModel.ts'
import type { Plan, PlannedFill } from '../Plan.ts'
import { unitsFor, workOf } from '../waterFill.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import type { Share } from './Share.ts'
import { rootAfter } from './SupplyCurve.ts'

/** A pool's part of what is sold of a product. */
interface Quota {
  cell: Cell
  index: number
  /** Base units that its last unit costs once the product is dealt out. */
  top: number
  /** GPU-seconds still to be dealt out. */
  due: number
  /** GPU-seconds that could be. */
  left: number
}

/** A buyer of a product, while the product is dealt out. */
interface Buyer {
  share: Share
  demand: Demand
  /** Most pools it may take this share from. */
  parts: number
  /** What it holds. */
  pieces: Piece[]
}

interface Piece {
  quota: Quota
  units: number
}

/**
 * Deals what is sold of each product out to its buyers, pool by pool. Each pool sells what it sells below the product's
 * common price, which is cheapest for all; whoever may not be split comes first, and may make a pool sell a little more.
 * Returns the fills by intent; a share that fits nowhere by its intent's rules is left out.
 */
export function dealCells(market: AggregateMarket, shares: readonly (readonly Share[])[], plan: Plan): PlannedFill[][] {
  const { model } = market
  const members = new Map<number, Share[]>()
  for (const own of shares)
    for (const share of own) {
      const known = members.get(share.product)
      if (known) known.push(share)
      else members.set(share.product, [share])
    }
  const fills: PlannedFill[][] = model.demands.map(() => [])
  for (const [product, sharing] of members) {
    const total = sharing.reduce((sum, { units }) => sum + units, 0)
    const quotas = createQuotas(market, plan, product, total)
    const buyers = sharing
      .map((share): Buyer => {
        const demand = model.demands[share.intent] as Demand
        const pools = demand.maxPools - (fills[share.intent] as PlannedFill[]).length
        const parts = Math.max(1, Math.min(pools, Math.floor(share.units / demand.minUnits)))
        return { share, demand, parts, pieces: [] }
      })
      // Where rounding leaves a product a little short, who takes parts does without.
      .sort(
        (a, b) =>
          Number(takesAll(b.demand)) - Number(takesAll(a.demand)) ||
          b.share.units - a.share.units ||
          a.share.intent - b.share.intent,
      )
    const whole = buyers.filter(({ parts }) => parts === 1)
    for (const buyer of whole) pour(buyer, quotas)
    if (whole.length > 0 && whole.length < buyers.length)
      settleDues(
        quotas,
        buyers.reduce((sum, { parts, share }) => sum + (parts > 1 ? share.units : 0), 0),
      )
    for (const buyer of buyers) if (buyer.parts > 1) pour(buyer, quotas)
    level(quotas, buyers)
    for (const { share, pieces } of buyers)
      for (const { quota, units } of pieces) fills[share.intent]?.push({ arc: arcOf(quota, share, model.slots), units })
  }
  return fills
}

function takesAll({ minWork, work }: Demand): boolean {
  return minWork === work
}

function arcOf({ cell, index }: Quota, { hardware, microSpeed }: Share, slots: number): ModelArc {
  return { cell: index, pool: cell.pool, slot: cell.product % slots, hardware, microSpeed, speed: microSpeed / 1e6 }
}

function give({ pieces }: Buyer, quota: Quota, units: number): void {
  const held = pieces.find((piece) => piece.quota === quota)
  if (held) held.units += units
  else pieces.push({ quota, units })
  quota.due -= units
  quota.left -= units
}

function takeBack({ pieces }: Buyer, piece: Piece, units: number): void {
  piece.units -= units
  if (piece.units === 0) pieces.splice(pieces.indexOf(piece), 1)
  piece.quota.due += units
  piece.quota.left += units
}

/**
 * What is left over stays in the dearest pools: left in a cheap one, it would tempt everybody who pays the average. Moves
 * units from dear pools to cheap ones, for buyers who may hold them.
 */
function level(quotas: readonly Quota[], buyers: readonly Buyer[]): void {
  for (const cheap of quotas.toReversed()) {
    if (cheap.due <= 0) continue
    for (const dear of quotas) {
      if (cheap.due <= 0) break
      if (dear.top <= cheap.top && dear.due >= 0) continue
      for (const buyer of buyers) {
        if (cheap.due <= 0 || (dear.top <= cheap.top && dear.due >= 0)) break
        shift(buyer, dear, cheap)
      }
    }
  }
}

function shift(buyer: Buyer, dear: Quota, cheap: Quota): void {
  const { pieces, demand, parts, share } = buyer
  const from = pieces.find(({ quota }) => quota === dear)
  if (!from || cheap === dear) return
  const held = pieces.find(({ quota }) => quota === cheap)?.units ?? 0
  let units = Math.min(cheap.due, from.units)
  if (units < from.units) units = Math.min(units, from.units - demand.minUnits)
  if (units <= 0 || held + units < demand.minUnits) return
  if (held === 0 && units < from.units && pieces.length >= parts) return
  takeBack(buyer, from, units)
  give(buyer, cheap, units)
  // Work is rounded down fill by fill.
  const missing = missingUnits(buyer, pieces)
  if (missing <= 0 || missing >= share.units) return
  if (cheap.left >= missing) give(buyer, cheap, missing)
  else if (takesAll(demand)) {
    takeBack(buyer, pieces.find(({ quota }) => quota === cheap) as Piece, units)
    give(buyer, dear, units)
  }
}

/** Whole from the pool it fits best, else from those with most to sell. */
function pour(buyer: Buyer, quotas: readonly Quota[]): void {
  const { share, demand, parts } = buyer
  const taken: Piece[] = []
  let missing = share.units
  while (missing > 0 && taken.length < parts) {
    const last = taken.length === parts - 1
    // Rounding can leave a little missing where nothing is due any more.
    const quota = bestFit(quotas, taken, missing, last) ?? bestFit(quotas, taken, missing, true)
    if (!quota) break
    const whole = last || quota.due >= missing || quota.due <= 0
    // What is left must be enough for a fill of its own.
    const units = whole ? missing : Math.min(quota.due, missing - demand.minUnits)
    if (units < demand.minUnits) {
      const spare = bestFit(quotas, taken, missing, true)
      if (!spare) break
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
  if (missing <= 0 || done >= demand.minWork) for (const { quota, units } of taken) give(buyer, quota, units)
}

/**
 * Of the pools not taken yet, the one with least due that still covers the units; else the one with most due, of those that
 * can sell them at all if it must be `whole`.
 */
function bestFit(quotas: readonly Quota[], taken: readonly Piece[], units: number, whole: boolean): Quota | undefined {
  let best: Quota | undefined
  for (const quota of quotas) {
    if (whole ? quota.left < units : quota.due <= 0) continue
    const fits = quota.due >= units
    const bestFits = best !== undefined && best.due >= units
    if (best && (fits ? bestFits && quota.due >= best.due : bestFits || quota.due <= best.due)) continue
    if (!taken.some((piece) => piece.quota === quota)) best = quota
  }
  return best
}

function missingUnits({ share, demand }: Buyer, taken: readonly { units: number }[]): number {
  const work = Math.min(demand.work, workOf(share, share.units))
  const done = taken.reduce((sum, { units }) => sum + workOf(share, units), 0)
  return unitsFor(share, work - done)
}

/** The pools of a product, when `total` GPU-seconds are sold of it at one price. Dearest last unit first. */
function createQuotas({ model, supply }: AggregateMarket, plan: Plan, product: number, total: number): Quota[] {
  const curve = supply[product]
  if (!curve) return []
  const quotas = (model.products[product]?.cells ?? []).map((index): Quota => {
    const cell = model.cells[index] as Cell
    return { cell, index, top: 0, due: 0, left: plan.left(index) }
  })
  setDues(quotas, total, rootAfter(curve, Math.min(total, curve.capacity * (1 - 1e-12))))
  return quotas
}

/** What is still due of each pool, in whole GPU-seconds that add up to `total`, when all sell up to one price. */
function setDues(quotas: Quota[], total: number, root: number): void {
  let missing = total
  for (const quota of quotas) {
    const { curve } = quota.cell
    const sold = curve.capacity - quota.left
    quota.due = Math.min(quota.left, Math.max(0, Math.floor(unitsBelowRoot(curve, root) - sold)))
    missing -= quota.due
  }
  for (const quota of quotas) {
    const more = Math.max(-quota.due, Math.min(missing, quota.left - quota.due, quota.due > 0 ? 2 : 0))
    quota.due += more
    missing -= more
  }
  for (const quota of quotas) {
    const { curve } = quota.cell
    quota.top = floatPrice(curve, curve.capacity - quota.left + quota.due - 1)
  }
  quotas.sort((a, b) => b.top - a.top || a.index - b.index)
}

/** Once some pools have sold more than their part, the others sell up to a lower price. */
function settleDues(quotas: Quota[], total: number): void {
  const supplied = (root: number): number =>
    quotas.reduce((sum, { cell: { curve }, left }) => {
      return sum + Math.min(left, Math.max(0, unitsBelowRoot(curve, root) - (curve.capacity - left)))
    }, 0)
  let low = Math.min(...quotas.map(({ cell }) => cell.curve.ranges[0]?.sqrtLower ?? 0))
  let high = Math.max(...quotas.map(({ cell }) => cell.curve.ranges.at(-1)?.sqrtUpper ?? 0))
  for (let step = 0; step < 50 && high - low > low * 1e-9; step++) {
    const middle = (low + high) / 2
    if (supplied(middle) < total) low = middle
    else high = middle
  }
  setDues(quotas, total, high)
}
