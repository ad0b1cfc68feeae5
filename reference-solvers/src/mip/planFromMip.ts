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

/** Whole units. Who must have all its work is rounded up, others down, so that they do not take the last unit from each other. */
function wholeUnits(plan: Plan, demand: Demand, fills: readonly PlannedFill[]): PlannedFill[] {
  const least = Math.max(1, demand.minUnits)
  const needsAll = demand.minWork === demand.work
  const round = (units: number): number => {
    return needsAll ? Math.ceil(units - nearlyWhole) : Math.floor(units + nearlyWhole)
  }
  const rounded = fills
    .map(({ arc, units }) => ({ arc, units: Math.min(plan.left(arc.cell), Math.max(least, round(units))) }))
    .filter(({ units }) => units > 0)
  const byPool = [...Map.groupBy(rounded, ({ arc }) => arc.pool).values()]
  if (demand.contiguous)
    for (const own of byPool) {
      const common = Math.min(...own.map(({ units }) => units))
      for (const fill of own) fill.units = common
    }
  if (!needsAll) return rounded
  const groups = demand.contiguous ? byPool : rounded.map((fill) => [fill])
  for (let lift = 0; lift <= fills.length; lift++)
    for (const group of groups) {
      if (workOf(rounded) >= demand.work) return rounded
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
  served.sort((a, b) => Number(b.demand.minWork === b.demand.work) - Number(a.demand.minWork === a.demand.work))
  for (const { demand, own } of served) {
    const whole = wholeUnits(plan, demand, own)
    if (isAcceptable(demand, whole)) plan.place(weigh(plan, demand.intent, whole))
    else broken.push(demand.intent)
  }
  for (const intent of broken) {
    const placement = bestPlacement(plan, intent)
    if (placement) plan.place(placement)
  }
  return plan
}
