import { exp, log } from '../elementary.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { type BuyerColumns, firstBelow } from './BuyerColumns.ts'
import { type Supplied, setSupplied } from './SupplyCurve.ts'
import { createWindowPrices, setWindowPrices, spreadOver, type WindowPrices, windowIndex } from './WindowPrices.ts'

/** Beyond this many temperatures behind the cheapest, nobody buys: e^-15. */
const decided = 15

/** Whose limit is within this many temperatures of the price of work may buy or not. */
const undecided = 4

/**
 * Options that cost more than a kind's cheapest by a larger share than this are left out. They stay so far behind that
 * nobody buys them while no price moves by more than a third of it.
 */
function remoteness(temperature: number): number {
  return 0.02 + 120 * temperature
}

/**
 * A market whose buyers are a little undecided: between slots, between lines, and between buying and not. How undecided is
 * a share of what they pay. An option is a line in a kind's window; only those that matter at the temperature are here,
 * one kind after the other.
 */
export interface SmoothMarket {
  market: AggregateMarket
  slots: number
  /** What it was made for. */
  origin: Float64Array
  /** Share of the price of work. */
  temperature: number
  /** Temperature in base units per GPU-second, by line. */
  lineHeat: Float64Array
  /** Of the market. */
  buyers: BuyerColumns
  /** How many kinds may buy. */
  kinds: number
  /** By kind that may buy: where its buyers begin, and where they end. */
  firstRow: Int32Array
  lastRow: Int32Array
  /** Temperature in base units per H100-second, by kind. */
  heat: Float64Array
  /** Where the options of a kind begin; one more at the end. */
  begin: Int32Array
  /** By option: its window, see {@link windowIndex}. */
  window: Int32Array
  unitsPerWork: Float64Array
}

/** What the smooth market says at some prices. */
export interface SmoothState {
  prices: Float64Array
  windows: WindowPrices
  /** The dual: what buyers and sellers gain, base units. */
  bound: number
  /** Supply less demand, by product. */
  gradient: Float64Array
  /** GPU-seconds wanted, by product. */
  wanted: Float64Array
  /** How fast supply rises with the price, by product. */
  slope: Float64Array
  /** By option: its share of the kind's work, in GPU-seconds per unit of work. */
  weights: Float64Array
  /** Work bought, by kind, and how fast it falls with the price of work. */
  bought: Float64Array
  elasticity: Float64Array
  /** GPU-seconds bought, by window. */
  flow: Float64Array
}

/**
 * How likely somebody buys whose limit is above the price of work by so many temperatures: a cubic, which says yes or no
 * where a logistic curve would still ask each buyer for an exponential.
 */
export function chanceToBuy(above: number): number {
  const x = Math.min(1, Math.max(-1, above / undecided))
  return 0.5 + x * (0.75 - 0.25 * x * x)
}

/** The market at a temperature, as long as prices are near `prices`: see {@link isOutOfReach}. */
export function createSmoothMarket(
  market: AggregateMarket,
  buyers: BuyerColumns,
  prices: Float64Array,
  temperature: number,
): SmoothMarket {
  const { slots } = market.model
  const lines = prices.length / slots
  const lineHeat = new Float64Array(lines)
  for (let line = 0; line < lines; line++) {
    const least = Math.min(...prices.subarray(line * slots, (line + 1) * slots))
    lineHeat[line] = temperature * (least < Number.POSITIVE_INFINITY ? least : 1)
  }
  const windows = createWindowPrices(lines, slots)
  setWindowPrices(windows, prices, lineHeat)
  const { soft } = windows
  const most = buyers.window.length
  const firstRow = new Int32Array(buyers.kinds)
  const lastRow = new Int32Array(buyers.kinds)
  const heat = new Float64Array(buyers.kinds)
  const begin = new Int32Array(buyers.kinds + 1)
  const window = new Int32Array(most)
  const unitsPerWork = new Float64Array(most)
  const reach = remoteness(temperature)
  let kinds = 0
  let option = 0
  for (let kind = 0; kind < buyers.kinds; kind++) {
    const first = buyers.beginOptions[kind] as number
    const end = buyers.beginOptions[kind + 1] as number
    let cheapest = Number.POSITIVE_INFINITY
    for (let k = first; k < end; k++) {
      const price = (soft[buyers.window[k] as number] as number) * (buyers.unitsPerWork[k] as number)
      if (price < cheapest) cheapest = price
    }
    const row = buyers.begin[kind] as number
    if ((buyers.values[row] as number) < cheapest * (1 - reach)) continue
    for (let k = first; k < end; k++) {
      const at = buyers.window[k] as number
      const each = buyers.unitsPerWork[k] as number
      if (!((soft[at] as number) * each <= cheapest * (1 + reach))) continue
      window[option] = at
      unitsPerWork[option] = each
      option++
    }
    firstRow[kinds] = row
    lastRow[kinds] = (buyers.begin[kind + 1] as number) - 1
    heat[kinds] = temperature * cheapest
    begin[++kinds] = option
  }
  return {
    market,
    slots,
    origin: Float64Array.from(prices),
    temperature,
    lineHeat,
    buyers,
    kinds,
    firstRow,
    lastRow,
    heat,
    begin,
    window,
    unitsPerWork,
  }
}

/** Whether a price has moved so far that options which were left out may be of use. */
export function isOutOfReach({ origin, temperature }: SmoothMarket, prices: Float64Array): boolean {
  const most = 1 + remoteness(temperature) / 3
  for (let at = 0; at < prices.length; at++) {
    const before = origin[at] as number
    const now = prices[at] as number
    if (Math.max(before, now) > most * Math.min(before, now)) return true
  }
  return false
}

export function createSmoothState({ model, supply, demand }: AggregateMarket, prices: Float64Array): SmoothState {
  const options = demand.reduce((sum, { options: { lines } }) => sum + lines.length, 0)
  const windows = createWindowPrices(supply.length / model.slots, model.slots)
  return {
    prices: Float64Array.from(prices),
    windows,
    bound: 0,
    gradient: new Float64Array(supply.length),
    wanted: new Float64Array(supply.length),
    slope: new Float64Array(supply.length),
    weights: new Float64Array(options),
    bought: new Float64Array(demand.length),
    elasticity: new Float64Array(demand.length),
    flow: new Float64Array(windows.soft.length),
  }
}

/** Sets the state for its prices. */
export function evaluateSmooth({ market, lineHeat, ...smooth }: SmoothMarket, state: SmoothState): void {
  const { prices, windows, gradient, wanted, slope, weights, bought, elasticity, flow } = state
  const { kinds, firstRow, lastRow, heat, begin, window, unitsPerWork } = smooth
  const { values, work, worth } = smooth.buyers
  const { soft } = windows
  setWindowPrices(windows, prices, lineHeat)
  flow.fill(0)
  let bound = 0
  for (let j = 0; j < kinds; j++) {
    const own = heat[j] as number
    const first = begin[j] as number
    const end = begin[j + 1] as number
    let cheapest = Number.POSITIVE_INFINITY
    for (let k = first; k < end; k++) {
      const price = (soft[window[k] as number] as number) * (unitsPerWork[k] as number)
      weights[k] = price
      if (price < cheapest) cheapest = price
    }
    const tooDear = cheapest + decided * own
    let sum = 0
    for (let k = first; k < end; k++) {
      const price = weights[k] as number
      const share = price > tooDear ? 0 : price > cheapest ? exp((cheapest - price) / own) : 1
      weights[k] = share
      sum += share
    }
    const price = sum > 1 ? cheapest - own * log(sum) : cheapest
    const width = undecided * own
    const last = lastRow[j] as number
    const surely = firstBelow(values, firstRow[j] as number, last, price + width)
    let amount = work[surely] as number
    let fall = 0
    bound += (worth[surely] as number) - price * amount
    for (let i = surely; i < last; i++) {
      // As `chanceToBuy`, with its derivative and its integral.
      const x = ((values[i] as number) - price) / width
      if (x <= -1) break
      const more = (work[i + 1] as number) - (work[i] as number)
      const square = x * x
      amount += more * (0.5 + x * (0.75 - 0.25 * square))
      fall += (more * (0.75 - 0.75 * square)) / width
      bound += more * width * (0.1875 + 0.5 * x + square * (0.375 - 0.0625 * square))
    }
    bought[j] = amount
    elasticity[j] = fall
    for (let k = first; k < end; k++) {
      const share = weights[k] as number
      if (share === 0) continue
      const units = (share / sum) * (unitsPerWork[k] as number)
      weights[k] = units
      const at = window[k] as number
      flow[at] = (flow[at] as number) + amount * units
    }
  }
  wanted.fill(0)
  spreadOver(windows, flow, wanted)
  const supplied: Supplied = { units: 0, gain: 0, slope: 0 }
  for (let at = 0; at < prices.length; at++) {
    const curve = market.supply[at] as AggregateMarket['supply'][number]
    if (!(curve.capacity > 0)) continue
    const root = Math.sqrt(prices[at] as number)
    setSupplied(curve, root, supplied)
    bound += supplied.gain
    gradient[at] = supplied.units - (wanted[at] as number)
    slope[at] = supplied.slope
  }
  state.bound = bound
}
