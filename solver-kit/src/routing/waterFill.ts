import { type FloatCurve, floatPrice, unitsBelow, unitsBelowRoot } from './FloatCurve.ts'
import type { Cell, ModelArc } from './MarketModel.ts'
import type { Placement, Plan, PlannedFill } from './Plan.ts'

/** Lowest price a cell is taken at, by cell, in base units per GPU-second: its own is used where it is higher. */
export type ReservePrices = Float64Array

/** What units of a cell cost, base units, each of them its reserve price at least. */
export function reservedCost(plan: Plan, cell: number, units: number, reserve: number): number {
  if (reserve === 0) return plan.cost(cell, units)
  const { curve } = plan.model.cells[cell] as Cell
  const below = Math.min(units, Math.max(0, unitsBelow(curve, reserve) - plan.sold(cell)))
  return below * reserve + (below < units ? plan.cost(cell, units) - plan.cost(cell, below) : 0)
}

export interface WaterFillParameters {
  plan: Plan
  arcs: readonly ModelArc[]
  /** H100-seconds wanted. */
  work: number
  /** Base units per H100-second that the last bit of work may cost. */
  maxWorkPrice: number
  reserve?: ReservePrices | undefined
}

/** Relative width of the final price bracket: what is left inside it is dealt out unit by unit. */
const bracket = 1e-7

/** How much of a fill may lie above the common price, so that rounding is settled by few fills: about 1e-6 of its cost. */
const stretch = 1e-3

/** What rounding may still lack after that, by fill. */
const missingUnits = 100

/** The bracket shrinks faster than by halves; this only bounds the worst case. */
const maxSteps = 60

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
  const options = arcs.map((arc): Option => {
    const curve = (cells[arc.cell] as Cell).curve
    const floor = reserve?.[arc.cell] ?? 0
    const sold = plan.sold(arc.cell)
    return {
      arc,
      curve,
      sold,
      floor,
      sqrtSpeed: Math.sqrt(arc.speed),
      first: Math.max(floor, floatPrice(curve, sold)) / arc.speed,
    }
  })
  let low = Number.POSITIVE_INFINITY
  let high = 0
  for (const { arc, curve, floor, first } of options) {
    const top = curve.ranges.at(-1)?.sqrtUpper ?? 0
    low = Math.min(low, first)
    high = Math.max(high, Math.max(floor, top * top) / arc.speed)
  }
  high = Math.min(high * (1 + 1e-9), maxWorkPrice)
  if (!(low < high)) return []
  let excess = workAt(options, high) - work
  if (excess <= 0) return deal(plan, options, work, high, high)
  let shortfall = work
  // Illinois: false position that halves the weight of an end that stays, so that both ends close in.
  for (let step = 0, stayed = 0; step < maxSteps && high - low > high * bracket; step++) {
    const middle = low + (high - low) * Math.min(0.98, Math.max(0.02, shortfall / (shortfall + excess)))
    const over = workAt(options, middle) - work
    if (over > 0) {
      high = middle
      excess = over
      if (stayed > 0) shortfall /= 2
      stayed = 1
    } else {
      low = middle
      shortfall = -over
      if (stayed < 0) excess /= 2
      stayed = -1
      if (over === 0) break
    }
  }
  return deal(plan, options, work, low, high)
}

interface Option {
  arc: ModelArc
  curve: FloatCurve
  sold: number
  /** Reserve price of the cell. */
  floor: number
  sqrtSpeed: number
  /** Price per work of its first unit. */
  first: number
}

/** GPU-seconds of an option that are had below a price per work, given by its root. */
function unitsAt({ arc, curve, sold, floor, sqrtSpeed, first }: Option, workPrice: number, root: number): number {
  if (workPrice <= first || workPrice * arc.speed <= floor) return 0
  const units = unitsBelowRoot(curve, root * sqrtSpeed) - sold
  return units > 0 ? units : 0
}

function workAt(options: readonly Option[], workPrice: number): number {
  const root = Math.sqrt(workPrice)
  let sum = 0
  for (const option of options) if (workPrice > option.first) sum += unitsAt(option, workPrice, root) * option.arc.speed
  return sum
}

/** Index of the largest number that is not negative, or -1. */
function roomiest(room: readonly number[]): number {
  let best = -1
  let most = -1
  for (let index = 0; index < room.length; index++) {
    const units = room[index] ?? -1
    if (units <= most) continue
    most = units
    best = index
  }
  return best
}

/** Integer units: what is had below `low`, rounded down, then what is missing from what is had below `high`. */
function deal(plan: Plan, options: readonly Option[], work: number, low: number, high: number): PlannedFill[] {
  const [lowRoot, highRoot] = [Math.sqrt(low), Math.sqrt(high)]
  const units = options.map((option) => Math.floor(unitsAt(option, low, lowRoot)))
  let missing = work - options.reduce((sum, { arc }, index) => sum + workOf(arc, units[index] ?? 0), 0)
  const add = (index: number, most: number): void => {
    const { arc } = options[index] as Option
    const before = units[index] ?? 0
    const needed = unitsFor(arc, workOf(arc, before) + missing) - before
    const step = Math.min(needed, most, plan.left(arc.cell) - before)
    if (step <= 0) return
    units[index] = before + step
    missing -= workOf(arc, before + step) - workOf(arc, before)
  }
  if (missing > 0) {
    const room = options.map((option, index) => Math.ceil(unitsAt(option, high, highRoot)) - (units[index] ?? 0))
    for (let index = roomiest(room); index >= 0 && missing > 0; index = roomiest(room)) {
      add(index, (room[index] ?? 0) + Math.max(1, Math.floor((units[index] ?? 0) * stretch)))
      room[index] = -1
    }
    // Each fill's work is rounded down; where most are at capacity, the others make up for it.
    for (let index = 0; index < units.length && missing > 0 && low < high; index++)
      if ((units[index] ?? 0) > 0) add(index, missingUnits)
  }
  return options.flatMap(({ arc }, index) => ((units[index] ?? 0) > 0 ? [{ arc, units: units[index] ?? 0 }] : []))
}

/** A placement with its worth counted at the plan's present state, which must not hold the intent yet. */
export function weigh(plan: Plan, intent: number, fills: readonly PlannedFill[]): Placement {
  const demand = plan.model.demands[intent]
  const done = fills.reduce((sum, { arc, units }) => sum + workOf(arc, units), 0)
  const work = Math.min(done, demand?.work ?? 0)
  const cost = fills.reduce((sum, { arc, units }) => sum + plan.cost(arc.cell, units), 0)
  return { intent, fills, work, cost, gain: (demand?.value ?? 0) * work - cost - plan.gasCost(intent, fills) }
}
