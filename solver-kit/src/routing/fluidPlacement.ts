import type { Demand, ModelArc } from './MarketModel.ts'
import type { Plan, PlannedFill } from './Plan.ts'
import { type ReservePrices, unitsFor, waterFill, workOf } from './waterFill.ts'

/**
 * No fill below this share of a job: every fill costs gas and bytes in the batch. Measured at 200 intents, 40 pools and
 * 24 slots: a twelfth needs 5.9 fills per intent and loses 6 % of the welfare, a 24th 7.3 and 2 %, a 96th 8.9 and nothing.
 */
const leastShare = 1 / 24

/** The shares tried where gas has a price: there the fills pay for themselves or are not made. */
const leastShares = [1 / 24, 1 / 6, 1 / 2]

/** How often slivers are merged before the rest of them is dropped. */
const mergeRounds = 5

interface Wanted {
  plan: Plan
  demand: Demand
  work: number
  maxWorkPrice: number
  reserve?: ReservePrices | undefined
  /** Share of the work that the smallest fill must do. */
  leastShare?: number
}

/** Fills of at least the least size: slivers are dropped, smallest first, and their work goes to the others. */
function withoutSlivers(wanted: Wanted, arcs: readonly ModelArc[]): PlannedFill[] {
  const { plan, demand, work } = wanted
  const share = wanted.leastShare ?? leastShare
  const least = (arc: ModelArc): number =>
    Math.max(demand.minUnits, Math.min(unitsFor(arc, work * share), plan.left(arc.cell)))
  let usable = arcs.filter(({ cell }) => plan.left(cell) >= demand.minUnits)
  for (let round = 0; round < mergeRounds; round++) {
    const fills = waterFill({ ...wanted, arcs: usable })
    const slivers = fills.filter(({ arc, units }) => units < least(arc))
    if (slivers.length === 0) return fills
    const only = fills.length === 1 ? fills[0] : undefined
    if (only) return [{ arc: only.arc, units: Math.max(only.units, demand.minUnits) }]
    const mergeable = Math.floor(slivers.reduce((sum, { arc, units }) => sum + units / least(arc), 0))
    const keep = Math.min(mergeable, slivers.length - 1)
    slivers.sort((a, b) => b.units / least(b.arc) - a.units / least(a.arc) || a.arc.cell - b.arc.cell)
    const dropped = new Set(
      slivers.slice(fills.length === slivers.length ? Math.max(1, keep) : keep).map(({ arc }) => arc),
    )
    const kept = new Set(fills.map(({ arc }) => arc).filter((arc) => !dropped.has(arc)))
    usable = usable.filter((arc) => kept.has(arc))
  }
  return waterFill({ ...wanted, arcs: usable }).filter(({ units }) => units >= demand.minUnits)
}

function poolsOf(fills: readonly PlannedFill[]): Map<number, number> {
  const work = new Map<number, number>()
  for (const { arc, units } of fills) work.set(arc.pool, (work.get(arc.pool) ?? 0) + workOf(arc, units))
  return work
}

/**
 * Candidate fills for an intent whose slots are independent, in no order of merit: spread at one price where the intent
 * may be spread that far, else over the pools that such a spread uses most, and every pool alone if only one may be used.
 */
export function fluidFills(wanted: Wanted): PlannedFill[][] {
  if (wanted.plan.gasPrice === 0) return fillsOf(wanted)
  return leastShares.flatMap((share) => fillsOf({ ...wanted, leastShare: share }))
}

function fillsOf(wanted: Wanted): PlannedFill[][] {
  const { demand } = wanted
  if (demand.maxPools === 1) return demand.pools.map((arcs) => withoutSlivers(wanted, arcs))
  const spread = withoutSlivers(wanted, demand.arcs)
  const pools = poolsOf(spread)
  if (pools.size <= demand.maxPools) return [spread]
  const most = [...pools].sort(([a, x], [b, y]) => y - x || a - b).slice(0, demand.maxPools)
  const chosen = new Set(most.map(([pool]) => pool))
  return [
    withoutSlivers(
      wanted,
      demand.arcs.filter(({ pool }) => chosen.has(pool)),
    ),
  ]
}
