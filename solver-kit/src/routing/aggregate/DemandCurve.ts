import type { SlotWindow } from '../../market/eligibility.ts'
import type { Demand, MarketModel } from '../MarketModel.ts'
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

/** Whether a line has something left in a window of slots. */
function createStock(slots: number, supply: readonly SupplyCurve[]): (line: number, window: SlotWindow) => boolean {
  const rows = slots + 1
  const stocked = new Int32Array((supply.length / slots) * rows)
  for (const [product, { capacity }] of supply.entries()) {
    const at = Math.floor(product / slots) * rows + (product % slots)
    stocked[at + 1] = (stocked[at] as number) + (capacity > 0 ? 1 : 0)
  }
  return (line, { from, to }) => (stocked[line * rows + to] as number) > (stocked[line * rows + from] as number)
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

/** Hands out parts of one piece of memory: a market has thousands of curves, most of them short. */
function createArena(size: number): (length: number) => Float64Array {
  const memory = new Float64Array(size)
  let used = 0
  return (length) => {
    const from = used
    used += length
    return memory.subarray(from, used)
  }
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

/** Makes one curve after the other, for so many intents in all. */
function createCurves({
  columns,
  demands,
}: Pick<MarketModel, 'columns' | 'demands'>): (
  options: DemandOptions,
  window: SlotWindow,
  intents: Int32Array,
  begin: number,
) => DemandCurve {
  const { work, value } = columns
  const arena = createArena(5 * demands.length)
  return (options, window, intents, begin) => {
    const [values, wanted, worth] = [arena(intents.length), arena(intents.length + 1), arena(intents.length + 1)]
    for (let index = 0; index < intents.length; index++) {
      const intent = intents[index] as number
      values[index] = value[intent] as number
      wanted[index + 1] = (wanted[index] as number) + (work[intent] as number)
      worth[index + 1] = (worth[index] as number) + (work[intent] as number) * (value[intent] as number)
    }
    return { options, window, intents, begin, values, work: wanted, worth }
  }
}

/** The demand curves of a market; intents that nothing can serve are in none. */
export function createDemandCurves(
  model: Pick<MarketModel, 'demands' | 'slots' | 'columns'>,
  supply: readonly SupplyCurve[],
): DemandCurve[] {
  const { demands, slots, columns } = model
  const { work, value, minUnits } = columns
  const hasStock = createStock(slots, supply)
  const create = createCurves(model)
  const optionsOf = new Map<Demand['lines'], { options: DemandOptions; fastest: number }>()
  const curves: DemandCurve[] = []
  let begin = 0
  const add = (options: DemandOptions, window: SlotWindow, intents: Int32Array): void => {
    curves.push(create(options, window, intents, begin))
    begin += intents.length
  }
  for (const { lines, window, intents } of createKinds(demands, value)) {
    let known = optionsOf.get(lines)
    if (!known) {
      const fastest = Math.max(...lines.map(({ speed }) => Number(speed))) / 1e6
      known = { options: createOptions(lines, fastest), fastest }
      optionsOf.set(lines, known)
    }
    const { options, fastest } = known
    if (!options.lines.some((line) => hasStock(line, window))) continue
    // A job smaller than the least fill it allows pays for that: to it, fast hardware is no faster than what it uses of it.
    const isSmall = (intent: number): boolean => (work[intent] as number) < (minUnits[intent] as number) * fastest
    const large = intents.some(isSmall) ? intents.filter((intent) => !isSmall(intent)) : intents
    if (large.length > 0) add(options, window, large)
    if (large.length === intents.length) continue
    for (const intent of intents.filter(isSmall)) {
      const most = (work[intent] as number) / (minUnits[intent] as number)
      add(limitOptions(options, most), window, Int32Array.of(intent))
    }
  }
  return curves
}

/** The demand curves of a market's intents that `isLeft`, of whom there were `curves` before. */
export function demandLeft(
  model: Pick<MarketModel, 'demands' | 'slots' | 'columns'>,
  supply: readonly SupplyCurve[],
  curves: readonly DemandCurve[],
  isLeft: (intent: number) => boolean,
): DemandCurve[] {
  const hasStock = createStock(model.slots, supply)
  const create = createCurves(model)
  const left: DemandCurve[] = []
  let begin = 0
  for (const curve of curves) {
    const { options, window, intents } = curve
    const own = intents.every(isLeft) ? intents : intents.filter(isLeft)
    if (own.length === 0 || !options.lines.some((line) => hasStock(line, window))) continue
    left.push(own === intents ? { ...curve, begin } : create(options, window, own, begin))
    begin += own.length
  }
  return left
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
