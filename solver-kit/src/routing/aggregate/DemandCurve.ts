import type { SlotWindow } from '../../market/eligibility.ts'
import type { Demand, DemandColumns, MarketModel } from '../MarketModel.ts'
import type { Plan } from '../Plan.ts'
import type { SupplyCurve } from './SupplyCurve.ts'
import { sortDescending } from './sortDescending.ts'

/** The lines that may serve buyers with equal wishes, and what a GPU-second there is to them. All by place. */
export interface DemandOptions {
  lines: Int32Array
  /** GPU-seconds per H100-second: what turns a price of units into a price of work. */
  unitsPerWork: Float64Array
  /** Millionths of an H100-second per GPU-second. */
  microSpeeds: Float64Array
  /** Index into the intents' `hardware`. */
  hardware: Uint8Array
}

/**
 * All intents with equal wishes and windows as one buyer: whoever values work most is served first. To the market they are
 * one curve, work wanted by price of work.
 */
export interface DemandCurve {
  /** Shared by kinds that differ in their windows only. */
  options: DemandOptions
  window: SlotWindow
  /** Descending by value. */
  intents: Int32Array
  /** How many intents are in the curves before: see {@link buyerRows}. */
  begin: number
  /** Base units per H100-second, by place in `intents`. */
  values: Float64Array
  /** H100-seconds wanted by the first `n` of them, n = 0 … length. */
  work: Float64Array
  /** What those would pay at most, base units. */
  worth: Float64Array
}

/** In which slots lines have something left. */
class Stock {
  /** By line, one row more than slots: in how many slots before. */
  readonly #stocked: Int32Array
  readonly #rows: number

  constructor(slots: number, supply: readonly SupplyCurve[]) {
    this.#rows = slots + 1
    this.#stocked = new Int32Array((supply.length / slots) * this.#rows)
    for (let product = 0; product < supply.length; product++) {
      const { capacity } = supply[product] as SupplyCurve
      const at = Math.floor(product / slots) * this.#rows + (product % slots)
      this.#stocked[at + 1] = (this.#stocked[at] as number) + (capacity > 0 ? 1 : 0)
    }
  }

  /** Whether one of the lines has anything in a window. */
  has(lines: Int32Array, { from, to }: SlotWindow): boolean {
    for (let at = 0; at < lines.length; at++) {
      const first = (lines[at] as number) * this.#rows
      if ((this.#stocked[first + to] as number) > (this.#stocked[first + from] as number)) return true
    }
    return false
  }
}

/** Options of buyers who can use at most `most` H100-seconds of each GPU-second. */
function createOptions(lines: Demand['lines'], most: number): DemandOptions {
  const useful = lines.filter(({ speed }) => speed > 0n)
  const options: DemandOptions = {
    lines: new Int32Array(useful.length),
    unitsPerWork: new Float64Array(useful.length),
    microSpeeds: new Float64Array(useful.length),
    hardware: new Uint8Array(useful.length),
  }
  for (const [k, { line, hardware, speed }] of useful.entries()) {
    options.lines[k] = line
    options.microSpeeds[k] = Number(speed)
    options.hardware[k] = hardware
  }
  return limitOptions(options, most)
}

/** The same options for buyers who can use less of each GPU-second. */
function limitOptions(options: DemandOptions, most: number): DemandOptions {
  const { microSpeeds } = options
  const unitsPerWork = new Float64Array(microSpeeds.length)
  for (let k = 0; k < unitsPerWork.length; k++) unitsPerWork[k] = Math.max(1e6 / (microSpeeds[k] as number), 1 / most)
  return { ...options, unitsPerWork }
}

/** Intents with equal wishes and windows. */
interface Kind {
  lines: Demand['lines']
  window: SlotWindow
  /** Descending by value. */
  intents: Int32Array
}

/** Those of a market's intents that something could serve, by kind. */
function createKinds(demands: readonly Demand[], value: Float64Array): Kind[] {
  const known = new Map<Demand['lines'], Map<number, number>>()
  const kindOf = new Int32Array(demands.length)
  const rows = new Int32Array(demands.length)
  let count = 0
  const members: number[] = []
  for (let intent = 0; intent < demands.length; intent++) {
    const { lines, window, work } = demands[intent] as Demand
    const { from, to } = window
    if (lines.length === 0 || to <= from || !(work > 0)) continue
    let windows = known.get(lines)
    if (!windows) {
      windows = new Map()
      known.set(lines, windows)
    }
    const key = from * 2 ** 20 + to
    let kind = windows.get(key)
    if (kind === undefined) {
      kind = members.push(0) - 1
      windows.set(key, kind)
    }
    members[kind] = (members[kind] as number) + 1
    kindOf[intent] = kind
    rows[count++] = intent
  }
  const end = new Int32Array(members.length)
  for (let kind = 0, sum = 0; kind < members.length; kind++) {
    end[kind] = sum
    sum += members[kind] as number
  }
  const sorted = rows.subarray(0, count)
  sortDescending(sorted, value)
  const order = new Int32Array(count)
  for (let row = 0; row < count; row++) {
    const intent = sorted[row] as number
    const kind = kindOf[intent] as number
    const at = end[kind] as number
    order[at] = intent
    end[kind] = at + 1
  }
  return [...known].flatMap(([lines, windows]) =>
    [...windows.values()].map((kind) => {
      const last = end[kind] as number
      const intents = order.subarray(last - (members[kind] as number), last)
      return { lines, window: (demands[intents[0] as number] as Demand).window, intents }
    }),
  )
}

/** Curves one after the other, in one piece of memory: a market has thousands of them, most of them short. */
class CurveList {
  readonly curves: DemandCurve[] = []
  readonly #columns: DemandColumns
  readonly #memory: Float64Array
  #used = 0
  /** How many intents are in the curves so far. */
  #count = 0

  /** For all intents of a model. */
  constructor({ columns, demands }: Pick<MarketModel, 'columns' | 'demands'>) {
    this.#columns = columns
    this.#memory = new Float64Array(5 * demands.length)
  }

  #column(length: number): Float64Array {
    const from = this.#used
    this.#used += length
    return this.#memory.subarray(from, this.#used)
  }

  add(options: DemandOptions, window: SlotWindow, intents: Int32Array): void {
    const { work, value } = this.#columns
    const values = this.#column(intents.length)
    const wanted = this.#column(intents.length + 1)
    const worth = this.#column(intents.length + 1)
    for (let index = 0; index < intents.length; index++) {
      const intent = intents[index] as number
      values[index] = value[intent] as number
      wanted[index + 1] = (wanted[index] as number) + (work[intent] as number)
      worth[index + 1] = (worth[index] as number) + (work[intent] as number) * (value[intent] as number)
    }
    this.addKnown({ options, window, intents, begin: 0, values, work: wanted, worth })
  }

  /** A curve that was made before. */
  addKnown(curve: DemandCurve): void {
    this.curves.push({ ...curve, begin: this.#count })
    this.#count += curve.intents.length
  }
}

/**
 * Those of a kind whose job is smaller than the least fill they allow, on hardware of a speed: they pay for that, and to them
 * fast hardware is no faster than what they use of it.
 */
function smallJobs({ work, minUnits }: DemandColumns, intents: Int32Array, fastest: number): Int32Array {
  const small = new Int32Array(intents.length)
  let count = 0
  for (let at = 0; at < intents.length; at++) {
    const intent = intents[at] as number
    if ((work[intent] as number) < (minUnits[intent] as number) * fastest) small[count++] = intent
  }
  return small.subarray(0, count)
}

/** What is left of some without others, who are among them in the same order. */
function without(intents: Int32Array, others: Int32Array): Int32Array {
  if (others.length === 0) return intents
  const rest = new Int32Array(intents.length - others.length)
  for (let at = 0, other = 0, count = 0; at < intents.length; at++)
    if (intents[at] === others[other]) other++
    else rest[count++] = intents[at] as number
  return rest
}

/** The demand curves of a market; intents that nothing can serve are in none. */
export function createDemandCurves(
  model: Pick<MarketModel, 'demands' | 'slots' | 'columns'>,
  supply: readonly SupplyCurve[],
): DemandCurve[] {
  const { demands, slots, columns } = model
  const stock = new Stock(slots, supply)
  const list = new CurveList(model)
  const optionsOf = new Map<Demand['lines'], { options: DemandOptions; fastest: number }>()
  for (const { lines, window, intents } of createKinds(demands, columns.value)) {
    let known = optionsOf.get(lines)
    if (!known) {
      const fastest = Math.max(...lines.map(({ speed }) => Number(speed))) / 1e6
      known = { options: createOptions(lines, fastest), fastest }
      optionsOf.set(lines, known)
    }
    const { options, fastest } = known
    if (!stock.has(options.lines, window)) continue
    const small = smallJobs(columns, intents, fastest)
    const large = without(intents, small)
    if (large.length > 0) list.add(options, window, large)
    for (const intent of small) {
      const most = (columns.work[intent] as number) / (columns.minUnits[intent] as number)
      list.add(limitOptions(options, most), window, Int32Array.of(intent))
    }
  }
  return list.curves
}

/** Those of some intents that a plan does not serve. */
function unservedOf(plan: Pick<Plan, 'placement'>, intents: Int32Array): Int32Array {
  const left = new Int32Array(intents.length)
  let count = 0
  for (let at = 0; at < intents.length; at++) {
    const intent = intents[at] as number
    if (!plan.placement(intent)) left[count++] = intent
  }
  return count === intents.length ? intents : left.subarray(0, count)
}

/** The demand curves of a market's intents that a plan does not serve, of whom there were `curves` before. */
export function demandLeft(
  model: Pick<MarketModel, 'demands' | 'slots' | 'columns'>,
  supply: readonly SupplyCurve[],
  curves: readonly DemandCurve[],
  plan: Pick<Plan, 'placement'>,
): DemandCurve[] {
  const stock = new Stock(model.slots, supply)
  const list = new CurveList(model)
  for (const curve of curves) {
    const { options, window, intents } = curve
    const own = unservedOf(plan, intents)
    if (own.length === 0 || !stock.has(options.lines, window)) continue
    if (own === intents) list.addKnown(curve)
    else list.add(options, window, own)
  }
  return list.curves
}

/**
 * By intent, a row of its own in columns: those of one curve follow each other, most valued first, and who reads them curve
 * by curve reads memory in order. Who is in no curve comes last.
 */
export function buyerRows(demand: readonly DemandCurve[], count: number): Int32Array {
  const rows = new Int32Array(count).fill(-1)
  let next = 0
  for (const { intents } of demand) for (let i = 0; i < intents.length; i++) rows[intents[i] as number] = next++
  for (let intent = 0; intent < count; intent++) if (rows[intent] === -1) rows[intent] = next++
  return rows
}

/** Every product that may serve a kind, and the place of its line in the kind's options. */
export function eachProduct(
  { options: { lines }, window: { from, to } }: DemandCurve,
  slots: number,
  visit: (product: number, option: number) => void,
): void {
  for (let option = 0; option < lines.length; option++) {
    const first = (lines[option] as number) * slots
    for (let product = first + from; product < first + to; product++) visit(product, option)
  }
}

/** How many of the curve's intents value work above a price. */
export function countAbove({ values }: DemandCurve, price: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) > price) low = middle + 1
    else high = middle
  }
  return low
}
