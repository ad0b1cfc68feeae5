import { unitsBelow } from './FloatCurve.ts'
import type { ModelArc } from './MarketModel.ts'
import type { Placement, Plan, PlannedFill } from './Plan.ts'

/** Lowest price a cell is taken at, by cell, in base units per GPU-second: its own is used where it is higher. */
export type ReservePrices = Float64Array

export interface WaterFillParameters {
  plan: Plan
  arcs: readonly ModelArc[]
  /** H100-seconds wanted. */
  work: number
  /** Base units per H100-second that the last bit of work may cost. */
  maxWorkPrice: number
  reserve?: ReservePrices | undefined
}

/** 2^-40 of the interval between the cheapest and the dearest price: far below one base unit of any job. */
const bisections = 40

/** Work that `units` do, rounded down as the rules do. */
export function workOf({ microSpeed }: ModelArc, units: number): number {
  return Math.floor((units * microSpeed) / 1e6)
}

/** GPU-seconds that do `work`, rounded up. */
export function unitsFor({ microSpeed }: ModelArc, work: number): number {
  return Math.ceil((work * 1e6) / microSpeed)
}

/**
 * The cheapest way to do `work` with these arcs, when they may be mixed freely: all at one price per work, up to which
 * each is bought. Less than `work` where supply or `maxWorkPrice` ends. Integer units.
 */
export function waterFill({ plan, arcs, work, maxWorkPrice, reserve }: WaterFillParameters): PlannedFill[] {
  const { cells } = plan.model
  const count = arcs.length
  const unitsAt = (index: number, workPrice: number): number => {
    const arc = arcs[index] as ModelArc
    const price = workPrice * arc.speed
    if (reserve && price <= (reserve[arc.cell] ?? 0)) return 0
    const cell = cells[arc.cell]
    return cell ? Math.max(0, unitsBelow(cell.curve, price) - plan.sold(arc.cell)) : 0
  }
  const workAt = (workPrice: number): number => {
    let sum = 0
    for (let index = 0; index < count; index++) sum += unitsAt(index, workPrice) * (arcs[index] as ModelArc).speed
    return sum
  }
  let low = Number.POSITIVE_INFINITY
  let high = 0
  for (const { cell, speed } of arcs) {
    const floor = reserve?.[cell] ?? 0
    const top = cells[cell]?.curve.ranges.at(-1)?.sqrtUpper ?? 0
    low = Math.min(low, Math.max(floor, plan.price(cell)) / speed)
    high = Math.max(high, Math.max(floor, top * top) / speed)
  }
  high = Math.min(high * (1 + 1e-9), maxWorkPrice)
  if (!(low < high)) return []
  if (workAt(high) <= work) return fill(plan, arcs, work, (index) => unitsAt(index, high))
  for (let i = 0; i < bisections && high - low > high * 1e-12; i++) {
    const middle = (low + high) / 2
    if (workAt(middle) > work) high = middle
    else low = middle
  }
  return fill(
    plan,
    arcs,
    work,
    (index) => unitsAt(index, low),
    (index) => unitsAt(index, high),
  )
}

/** Integer units: `base` rounded down, then from `reachable` what is missing, the roomiest arc first. */
function fill(
  plan: Plan,
  arcs: readonly ModelArc[],
  work: number,
  base: (index: number) => number,
  reachable: (index: number) => number = base,
): PlannedFill[] {
  const units = arcs.map((_, index) => Math.floor(base(index)))
  let missing = work - arcs.reduce((sum, arc, index) => sum + workOf(arc, units[index] ?? 0), 0)
  if (missing > 0) {
    const room = arcs.map((_, index) => Math.ceil(reachable(index)) - (units[index] ?? 0))
    const order = arcs.map((_, index) => index).sort((a, b) => (room[b] ?? 0) - (room[a] ?? 0) || a - b)
    for (const index of order) {
      const arc = arcs[index] as ModelArc
      const before = units[index] ?? 0
      const needed = unitsFor(arc, workOf(arc, before) + missing) - before
      const step = Math.min(needed, (room[index] ?? 0) + 1, plan.left(arc.cell) - before)
      if (step <= 0) continue
      units[index] = before + step
      missing -= workOf(arc, before + step) - workOf(arc, before)
      if (missing <= 0) break
    }
  }
  return arcs.flatMap((arc, index) => ((units[index] ?? 0) > 0 ? [{ arc, units: units[index] ?? 0 }] : []))
}

/** A placement with its worth counted at the plan's present state, which must not hold the intent yet. */
export function weigh(plan: Plan, intent: number, fills: readonly PlannedFill[]): Placement {
  const demand = plan.model.demands[intent]
  const done = fills.reduce((sum, { arc, units }) => sum + workOf(arc, units), 0)
  const work = Math.min(done, demand?.work ?? 0)
  const cost = fills.reduce((sum, { arc, units }) => sum + plan.cost(arc.cell, units), 0)
  return { intent, fills, work, cost, gain: (demand?.value ?? 0) * work - cost }
}
