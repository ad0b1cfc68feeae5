import type { SlotWindow } from '../../market/eligibility.ts'
import type { Demand, MarketModel } from '../MarketModel.ts'
import type { SupplyCurve } from './SupplyCurve.ts'

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

function createDemandCurve(options: DemandOptions, members: Demand[]): DemandCurve {
  members.sort((a, b) => b.value - a.value || a.intent - b.intent)
  const intents = new Int32Array(members.length)
  const values = new Float64Array(members.length)
  const work = new Float64Array(members.length + 1)
  const worth = new Float64Array(members.length + 1)
  for (let index = 0; index < members.length; index++) {
    const demand = members[index] as Demand
    intents[index] = demand.intent
    values[index] = demand.value
    work[index + 1] = (work[index] as number) + demand.work
    worth[index + 1] = (worth[index] as number) + demand.work * demand.value
  }
  return { options, window: (members[0] as Demand).window, intents, values, work, worth }
}

/** The demand curves of a market; intents that nothing can serve are in none. */
export function createDemandCurves(
  { demands, slots }: Pick<MarketModel, 'demands' | 'slots'>,
  supply: readonly SupplyCurve[],
): DemandCurve[] {
  const kinds = new Map<Demand['lines'], Map<number, Demand[]>>()
  for (const demand of demands) {
    const { from, to } = demand.window
    if (demand.lines.length === 0 || to <= from || !(demand.work > 0)) continue
    let windows = kinds.get(demand.lines)
    if (!windows) {
      windows = new Map()
      kinds.set(demand.lines, windows)
    }
    const members = windows.get(from * slots + to - 1)
    if (members) members.push(demand)
    else windows.set(from * slots + to - 1, [demand])
  }
  const hasStock = createStock(slots, supply)
  const curves: DemandCurve[] = []
  for (const [lines, windows] of kinds) {
    const fastest = Math.max(...lines.map(({ speed }) => Number(speed))) / 1e6
    const options = createOptions(lines, fastest)
    for (const members of windows.values()) {
      const { window } = members[0] as Demand
      if (!options.lines.some((line) => hasStock(line, window))) continue
      // A job smaller than the least fill it allows pays for that: to it, fast hardware is no faster than what it uses of it.
      const small = members.filter(({ work, minUnits }) => work < minUnits * fastest)
      const large = small.length === 0 ? members : members.filter(({ work, minUnits }) => work >= minUnits * fastest)
      if (large.length > 0) curves.push(createDemandCurve(options, large))
      for (const demand of small)
        curves.push(createDemandCurve(limitOptions(options, demand.work / demand.minUnits), [demand]))
    }
  }
  return curves
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
