import type { Demand } from './MarketModel.ts'
import type { PlannedFill } from './Plan.ts'
import { workOf } from './waterFill.ts'

function byCell(a: PlannedFill, b: PlannedFill): number {
  return a.arc.cell - b.arc.cell
}

/** Whether fills that ascend by cell are of the same machines. */
function isContiguous(fills: readonly PlannedFill[]): boolean {
  for (let at = 1; at < fills.length; at++) {
    const [before, after] = [fills[at - 1] as PlannedFill, fills[at] as PlannedFill]
    if (before.arc.pool !== after.arc.pool) continue
    if (before.arc.slot + 1 !== after.arc.slot || before.units !== after.units) return false
  }
  return true
}

/** Whether no fill before it is from its pool. */
function isFirstOfPool(fills: readonly PlannedFill[], at: number): boolean {
  const { pool } = (fills[at] as PlannedFill).arc
  for (let before = 0; before < at; before++) if ((fills[before] as PlannedFill).arc.pool === pool) return false
  return true
}

/** How many pools fills are from. */
function countPools(fills: readonly PlannedFill[]): number {
  let count = 0
  for (let at = 0; at < fills.length; at++) if (isFirstOfPool(fills, at)) count++
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
  return !demand.contiguous || isContiguous(fills.toSorted(byCell))
}
