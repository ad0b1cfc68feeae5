import {
  bestPlacement,
  type Demand,
  isAcceptable,
  type MarketModel,
  Plan,
  type PlannedFill,
  weigh,
} from '@walras/solver-kit/portable'
import type { MarketMipResult } from './marketMip.ts'

function workOf(fills: readonly PlannedFill[]): number {
  return fills.reduce((sum, { arc, units }) => sum + Math.floor((units * arc.microSpeed) / 1e6), 0)
}

/** Of the engine's floats: this near below a whole number is that number. */
const nearlyWhole = 1e-3

function floorUnits(units: number): number {
  return Math.floor(units + nearlyWhole)
}

/** Whether the intent accepts no less than it was given, so that rounding down would break it. */
function isTight({ minWork }: Demand, fills: readonly PlannedFill[]): boolean {
  return workOf(fills.map(({ arc, units }) => ({ arc, units: floorUnits(units) }))) < minWork
}

/** Whole units. Who is tight is rounded up, others down, so that they do not take the last unit from each other. */
function wholeUnits(plan: Plan, demand: Demand, fills: readonly PlannedFill[]): PlannedFill[] {
  const least = Math.max(1, demand.minUnits)
  const tight = isTight(demand, fills)
  const round = (units: number): number => (tight ? Math.ceil(units - nearlyWhole) : floorUnits(units))
  const rounded = fills
    .filter(({ units }) => Math.round(units) > 0)
    .map(({ arc, units }) => ({ arc, units: Math.min(plan.left(arc.cell), Math.max(least, round(units))) }))
    .filter(({ units }) => units > 0)
  const byPool = [...Map.groupBy(rounded, ({ arc }) => arc.pool).values()]
  if (demand.contiguous)
    for (const own of byPool) {
      const common = Math.min(...own.map(({ units }) => units))
      for (const fill of own) fill.units = common
    }
  if (!tight) return rounded
  const groups = demand.contiguous ? byPool : rounded.map((fill) => [fill])
  for (let lift = 0; lift <= fills.length; lift++)
    for (const group of groups) {
      if (workOf(rounded) >= demand.minWork) return rounded
      if (group.every(({ arc, units }) => units < plan.left(arc.cell))) for (const fill of group) fill.units++
    }
  return rounded
}

/** A plan of whole units that is as near to the program's solution as each intent's own rules let it be. */
export function planFromMip(model: MarketModel, { fills }: Pick<MarketMipResult, 'fills'>): Plan {
  const plan = new Plan(model)
  const broken: number[] = []
  const served = [...Map.groupBy(fills, (fill) => fill.intent)].flatMap(([intent, own]) => {
    const demand = model.demands[intent]
    return demand ? [{ demand, own }] : []
  })
  // Who is tight comes first, and of those who has fewest fills: the others can do with a unit less, or with one elsewhere.
  const order = ({ demand, own }: (typeof served)[number]): number =>
    isTight(demand, own) ? own.length : Number.POSITIVE_INFINITY
  served.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0))
  for (const { demand, own } of served) {
    const { intent } = demand
    const whole = wholeUnits(plan, demand, own)
    const placement = isAcceptable(demand, whole)
      ? weigh(plan, intent, whole)
      : bestPlacement(plan, intent, { only: own.map(({ arc }) => arc.pool), modest: isTight(demand, own) })
    if (placement) plan.place(placement)
    else broken.push(intent)
  }
  for (const intent of broken) {
    const placement = bestPlacement(plan, intent)
    if (placement) plan.place(placement)
  }
  return plan
}
