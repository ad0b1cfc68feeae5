import type { FloatCurve } from '../market/FloatCurve.ts'
import type { MarketModel } from './MarketModel.ts'

/** All ranges of a market's curves in flat arrays, for the loops that search spends its time in. */
export interface CurveTable {
  /** First range of a cell, and the end of its ranges. */
  start: Int32Array
  end: Int32Array
  capacity: Float64Array
  /** By range: as in `FloatCurve`. */
  liquidity: Float64Array
  from: Float64Array
  to: Float64Array
  sqrtLower: Float64Array
  sqrtUpper: Float64Array
  inverseLower: Float64Array
  inverseUpper: Float64Array
  /** What everything before the range costs, and the range itself, base units. */
  costBefore: Float64Array
  costOfRange: Float64Array
}

const tables = new WeakMap<MarketModel, CurveTable>()

/** The table of a model; made once. */
export function curveTable(model: MarketModel): CurveTable {
  const known = tables.get(model)
  if (known) return known
  const firstOf = new Map<FloatCurve, number>()
  let count = 0
  const start = new Int32Array(model.cells.length)
  // A pool's curve is the same in most slots.
  let last: FloatCurve | undefined
  let first = 0
  for (const [cell, { curve }] of model.cells.entries()) {
    if (curve !== last) {
      last = curve
      first = firstOf.get(curve) ?? count
      if (first === count) {
        firstOf.set(curve, count)
        count += curve.ranges.length
      }
    }
    start[cell] = first
  }
  const column = () => new Float64Array(count)
  const cells = model.cells.length
  const table: CurveTable = {
    start,
    end: new Int32Array(cells),
    capacity: new Float64Array(cells),
    liquidity: column(),
    from: column(),
    to: column(),
    sqrtLower: column(),
    sqrtUpper: column(),
    inverseLower: column(),
    inverseUpper: column(),
    costBefore: column(),
    costOfRange: column(),
  }
  for (const [curve, first] of firstOf) {
    let cost = 0
    for (const [index, range] of curve.ranges.entries()) {
      const at = first + index
      table.liquidity[at] = range.liquidity
      table.from[at] = range.from
      table.to[at] = range.to
      table.sqrtLower[at] = range.sqrtLower
      table.sqrtUpper[at] = range.sqrtUpper
      table.inverseLower[at] = range.inverseLower
      table.inverseUpper[at] = 1 / range.sqrtUpper
      table.costBefore[at] = cost
      table.costOfRange[at] = range.liquidity * (range.sqrtEnd - range.sqrtLower)
      cost += table.costOfRange[at] as number
    }
  }
  for (const [cell, { curve }] of model.cells.entries()) {
    table.end[cell] = (start[cell] as number) + curve.ranges.length
    table.capacity[cell] = curve.capacity
  }
  tables.set(model, table)
  return table
}

/** What the first `units` of a cell's curve cost, base units. `range`: one at or before the one they end in. */
export function costUpTo(table: CurveTable, cell: number, units: number, range: number): number {
  const last = (table.end[cell] as number) - 1
  let at = range
  while (at < last && (table.to[at] as number) < units) at++
  const before = table.costBefore[at] as number
  const inside = units - (table.from[at] as number)
  if (inside <= 0) return before
  if (units >= (table.to[at] as number)) return before + (table.costOfRange[at] as number)
  const liquidity = table.liquidity[at] as number
  const inverse = (table.inverseLower[at] as number) - inside / liquidity
  const sqrtUpper = table.sqrtUpper[at] as number
  const root = inverse * sqrtUpper > 1 ? 1 / inverse : sqrtUpper
  return before + liquidity * (root - (table.sqrtLower[at] as number))
}
