import type { Demand, MarketModel, ModelArc } from '@walras/solver-kit/portable'
import type { ProgramBuilder, Term } from './ProgramBuilder.ts'

/** Units of an arc: the sum of these terms, in slots of one GPU. */
export interface ArcUnits {
  arc: ModelArc
  terms: Term[]
}

export interface DemandScale {
  /** GPU-seconds of a unit of a column: a slot of one GPU. */
  slotSeconds: number
  /** Base units of a unit of the objective. */
  money: number
}

/** What an intent wants at least, as a share of its work, below which it need not be asked. */
const leastShare = 1e-6

/**
 * Columns and rows of one intent: the share of its work that is served, its units by arc, and its rules as binaries where
 * they can bind. Returns its units.
 */
export function addDemand(
  builder: ProgramBuilder,
  { cells }: MarketModel,
  demand: Demand,
  { slotSeconds, money }: DemandScale,
): ArcUnits[] {
  const { minWork, value, minUnits, maxPools, contiguous } = demand
  const left = ({ cell }: ModelArc): number => {
    const found = cells[cell]
    return found ? found.curve.capacity - found.sold : 0
  }
  const pools = demand.pools
    .map((arcs) => arcs.filter((arc) => left(arc) >= minUnits))
    .filter(({ length }) => length > 0)
  if (pools.length === 0) return []
  const share = builder.column(1, (value * demand.work) / money)
  const atLeast = minWork / demand.work
  if (atLeast > leastShare) {
    const served = builder.binary()
    builder.atMost(0, [
      { column: share, coefficient: 1 },
      { column: served, coefficient: -1 },
    ])
    builder.atMost(0, [
      { column: served, coefficient: atLeast },
      { column: share, coefficient: -1 },
    ])
  }
  const limitsPools = maxPools < pools.length
  const used: Term[] = []
  const units = pools.flatMap((arcs) => {
    const pool = limitsPools ? builder.binary() : undefined
    if (pool !== undefined) used.push({ column: pool, coefficient: 1 })
    /** No more than all the work needs, nor than there is, nor less than the smallest fill. */
    const most = (arc: ModelArc): number =>
      Math.min(left(arc), Math.max(minUnits, Math.ceil((demand.work * 1e6) / arc.microSpeed))) / slotSeconds
    const least = minUnits > 1 ? minUnits / slotSeconds : 0
    return contiguous
      ? runColumns(builder, arcs, { most, least, pool })
      : arcs.map((arc) => ({ arc, terms: [arcColumn(builder, { most: most(arc), least, pool })] }))
  })
  if (limitsPools) builder.atMost(maxPools, used)
  // Served share ≤ work done. A reservation's column does work in each of its slots.
  const work = new Map<number, number>()
  for (const { arc, terms } of units)
    for (const { column } of terms) work.set(column, (work.get(column) ?? 0) + (arc.speed * slotSeconds) / demand.work)
  builder.atMost(0, [
    { column: share, coefficient: 1 },
    ...[...work].map(([column, done]) => ({ column, coefficient: -done })),
  ])
  return units
}

interface Sizes {
  most: number
  least: number
  /** Binary of the pool, if it is counted. */
  pool: number | undefined
}

/** Units of one fill, tied to the binaries that allow it. */
function arcColumn(builder: ProgramBuilder, { most, least, pool }: Sizes): Term {
  const column = builder.column(most)
  const units = { column, coefficient: 1 }
  if (least > 0) {
    const filled = builder.binary()
    builder.atMost(0, [units, { column: filled, coefficient: -most }])
    builder.atMost(0, [
      { column: filled, coefficient: least },
      { column, coefficient: -1 },
    ])
    if (pool !== undefined)
      builder.atMost(0, [
        { column: filled, coefficient: 1 },
        { column: pool, coefficient: -1 },
      ])
  } else if (pool !== undefined) builder.atMost(0, [units, { column: pool, coefficient: -most }])
  return units
}

/** A reservation on a pool: one of its runs of consecutive slots, the same units in each. */
function runColumns(
  builder: ProgramBuilder,
  arcs: readonly ModelArc[],
  { most, least, pool }: { most: (arc: ModelArc) => number; least: number; pool: number | undefined },
): ArcUnits[] {
  const units = arcs.map((arc): ArcUnits => ({ arc, terms: [] }))
  const chosen: Term[] = []
  for (const [first, start] of units.entries()) {
    let room = Number.POSITIVE_INFINITY
    for (let last = first; last < units.length; last++) {
      const end = units[last] as ArcUnits
      if (end.arc.slot - start.arc.slot !== last - first) break
      room = Math.min(room, most(end.arc))
      const taken = builder.binary()
      chosen.push({ column: taken, coefficient: 1 })
      const column = builder.column(room)
      builder.atMost(0, [
        { column, coefficient: 1 },
        { column: taken, coefficient: -room },
      ])
      if (least > 0)
        builder.atMost(0, [
          { column: taken, coefficient: least },
          { column, coefficient: -1 },
        ])
      for (const { terms } of units.slice(first, last + 1)) terms.push({ column, coefficient: 1 })
    }
  }
  if (pool === undefined) builder.atMost(1, chosen)
  else builder.atMost(0, [...chosen, { column: pool, coefficient: -1 }])
  return units
}
