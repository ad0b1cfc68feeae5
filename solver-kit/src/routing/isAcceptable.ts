import type { Demand } from './MarketModel.ts'
import type { PlannedFill } from './Plan.ts'
import { workOf } from './waterFill.ts'

function isContiguous(fills: readonly PlannedFill[]): boolean {
  return fills.every(({ arc, units }, index) => {
    const before = fills[index - 1]
    return !before || before.arc.pool !== arc.pool || (before.arc.slot + 1 === arc.slot && before.units === units)
  })
}

/** How many pools fills are from. */
function countPools(fills: readonly PlannedFill[]): number {
  let count = 0
  for (let at = 0; at < fills.length; at++) {
    const { pool } = (fills[at] as PlannedFill).arc
    if (fills.findIndex(({ arc }) => arc.pool === pool) === at) count++
  }
  return count
}

/** Whether fills on an intent's own arcs, in any order, obey all of its rules but the limit on its payment. */
export function isAcceptable(demand: Demand, fills: readonly PlannedFill[]): boolean {
  if (fills.length === 0) return false
  let work = 0
  for (const { arc, units } of fills) {
    if (units < demand.minUnits) return false
    work += workOf(arc, units)
  }
  if (work < demand.minWork) return false
  if (fills.length > demand.maxPools && countPools(fills) > demand.maxPools) return false
  return !demand.contiguous || isContiguous(fills.toSorted((a, b) => a.arc.cell - b.arc.cell))
}
