import type { Demand } from './MarketModel.ts'
import type { PlannedFill } from './Plan.ts'
import { workOf } from './waterFill.ts'

function isContiguous(fills: readonly PlannedFill[]): boolean {
  return fills.every(({ arc, units }, index) => {
    const before = fills[index - 1]
    return !before || before.arc.pool !== arc.pool || (before.arc.slot + 1 === arc.slot && before.units === units)
  })
}

/** Whether fills on an intent's own arcs, in any order, obey all of its rules but the limit on its payment. */
export function isAcceptable(demand: Demand, fills: readonly PlannedFill[]): boolean {
  const work = fills.reduce((sum, { arc, units }) => sum + workOf(arc, units), 0)
  if (fills.length === 0 || work < demand.minWork) return false
  if (fills.some(({ units }) => units < demand.minUnits)) return false
  if (new Set(fills.map(({ arc }) => arc.pool)).size > demand.maxPools) return false
  return !demand.contiguous || isContiguous(fills.toSorted((a, b) => a.arc.cell - b.arc.cell))
}
