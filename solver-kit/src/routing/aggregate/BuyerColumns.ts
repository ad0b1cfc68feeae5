import type { AggregateMarket } from './AggregateMarket.ts'
import type { DemandCurve } from './DemandCurve.ts'
import { windowIndex } from './WindowPrices.ts'

/**
 * Buyers of a market, one kind after the other: {@link DemandCurve} in columns. Over many slots most kinds are one or two
 * buyers, and whoever asks one after the other waits for memory, thousands of times.
 */
export interface BuyerColumns {
  /** How many kinds. */
  kinds: number
  /** Where the options of each kind begin; one more at the end. */
  beginOptions: Int32Array
  /** By option: a line in the kind's window, see {@link windowIndex}. */
  window: Int32Array
  unitsPerWork: Float64Array
  /** Row where each kind begins; one more at the end. A kind of n buyers has n + 1 rows: the last has no value. */
  begin: Int32Array
  /** Base units per H100-second, descending inside a kind. */
  values: Float64Array
  /** H100-seconds wanted by those of the kind in the rows before. */
  work: Float64Array
  /** What those would pay at most, base units. */
  worth: Float64Array
}

export function createBuyerColumns({ demand, model: { slots } }: AggregateMarket): BuyerColumns {
  const kinds = demand.length
  const begin = new Int32Array(kinds + 1)
  const beginOptions = new Int32Array(kinds + 1)
  for (let kind = 0; kind < kinds; kind++) {
    const { values, options } = demand[kind] as DemandCurve
    begin[kind + 1] = (begin[kind] as number) + values.length + 1
    beginOptions[kind + 1] = (beginOptions[kind] as number) + options.lines.length
  }
  const rows = begin[kinds] as number
  const options = beginOptions[kinds] as number
  const columns: BuyerColumns = {
    kinds,
    beginOptions,
    window: new Int32Array(options),
    unitsPerWork: new Float64Array(options),
    begin,
    values: new Float64Array(rows),
    work: new Float64Array(rows),
    worth: new Float64Array(rows),
  }
  for (let kind = 0; kind < kinds; kind++) {
    const { values, work, worth, options, window } = demand[kind] as DemandCurve
    const { lines, unitsPerWork } = options
    const firstOption = beginOptions[kind] as number
    for (let k = 0; k < lines.length; k++) {
      columns.window[firstOption + k] = windowIndex(slots, lines[k] as number, window.from, window.to)
      columns.unitsPerWork[firstOption + k] = unitsPerWork[k] as number
    }
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
