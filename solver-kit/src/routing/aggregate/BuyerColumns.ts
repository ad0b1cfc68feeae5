import type { DemandCurve } from './DemandCurve.ts'

/**
 * Buyers of some kinds, one kind after the other: {@link DemandCurve} in columns. Over many slots most kinds are one or two
 * buyers, and whoever asks one after the other waits for memory, thousands of times.
 */
export interface BuyerColumns {
  /** Row where each kind begins; one more at the end. A kind of n buyers has n + 1 rows: the last has no value. */
  begin: Int32Array
  /** Base units per H100-second, descending inside a kind. */
  values: Float64Array
  /** H100-seconds wanted by those of the kind in the rows before. */
  work: Float64Array
  /** What those would pay at most, base units. */
  worth: Float64Array
}

export function createBuyerColumns(curves: readonly DemandCurve[]): BuyerColumns {
  const begin = new Int32Array(curves.length + 1)
  for (let kind = 0; kind < curves.length; kind++)
    begin[kind + 1] = (begin[kind] as number) + (curves[kind] as DemandCurve).values.length + 1
  const rows = begin[curves.length] as number
  const columns = { begin, values: new Float64Array(rows), work: new Float64Array(rows), worth: new Float64Array(rows) }
  for (let kind = 0; kind < curves.length; kind++) {
    const { values, work, worth } = curves[kind] as DemandCurve
    const first = begin[kind] as number
    for (let i = 0; i < values.length; i++) columns.values[first + i] = values[i] as number
    for (let i = 0; i < work.length; i++) {
      columns.work[first + i] = work[i] as number
      columns.worth[first + i] = worth[i] as number
    }
  }
  return columns
}

/** The first row from `from`, before `end`, whose buyer does not value work above a price; `end` if all do. */
export function firstBelow(values: Float64Array, from: number, end: number, price: number): number {
  let low = from
  let high = end
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] as number) > price) low = middle + 1
    else high = middle
  }
  return low
}
