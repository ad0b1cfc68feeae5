import type { Demand, MarketModel } from '../MarketModel.ts'
import type { SupplyCurve } from './SupplyCurve.ts'

/**
 * All intents with equal wishes as one buyer: whoever values work most is served first. To the market they are one curve,
 * work wanted by price of work.
 */
export interface DemandCurve {
  /** Products that may serve them. */
  products: Int32Array
  /** GPU-seconds per H100-second there: what turns a price of units into a price of work. */
  unitsPerWork: Float64Array
  /** Millionths of an H100-second per GPU-second there. */
  microSpeeds: Float64Array
  /** Index into the intents' `hardware`, by product. */
  hardware: Uint8Array
  /** Descending by value. */
  intents: Int32Array
  /** Base units per H100-second, by place in `intents`. */
  values: Float64Array
  /** H100-seconds wanted by the first `n` of them, n = 0 … length. */
  work: Float64Array
  /** What those would pay at most, base units. */
  worth: Float64Array
}

/** The demand curves of a market; intents that nothing can serve are in none. */
export function createDemandCurves({ demands, slots }: MarketModel, supply: readonly SupplyCurve[]): DemandCurve[] {
  const kinds = new Map<Demand['lines'], Map<number, Demand[]>>()
  for (const demand of demands) {
    const { from, to } = demand.window
    if (demand.lines.length === 0 || to <= from || !(demand.work > 0)) continue
    const windows = kinds.get(demand.lines) ?? new Map<number, Demand[]>()
    kinds.set(demand.lines, windows)
    const members = windows.get(from * slots + to - 1)
    if (members) members.push(demand)
    else windows.set(from * slots + to - 1, [demand])
  }
  const curves: DemandCurve[] = []
  for (const windows of kinds.values())
    for (const members of windows.values()) {
      const [{ lines, window }] = members as [Demand]
      const fastest = Math.max(...lines.map(({ speed }) => Number(speed))) / 1e6
      // A job smaller than the least fill it allows pays for that: to it, fast hardware is no faster than what it uses of it.
      const small = members.filter(({ work, minUnits }) => work < minUnits * fastest)
      const large = small.length === 0 ? members : members.filter(({ work, minUnits }) => work >= minUnits * fastest)
      const groups = [
        { members: large, most: fastest },
        ...small.map((demand) => ({ members: [demand], most: demand.work / demand.minUnits })),
      ]
      for (const { members, most } of groups) {
        if (members.length === 0) continue
        const curve = createDemandCurve({ members, most, lines, window, slots, supply })
        if (curve.products.length > 0) curves.push(curve)
      }
    }
  return curves
}

interface DemandCurveParameters extends Pick<Demand, 'lines' | 'window'> {
  members: Demand[]
  /** H100-seconds per GPU-second that they can use at most. */
  most: number
  slots: number
  supply: readonly SupplyCurve[]
}

function createDemandCurve({ members, most, lines, window, slots, supply }: DemandCurveParameters): DemandCurve {
  const products: number[] = []
  const microSpeeds: number[] = []
  const hardware: number[] = []
  for (const option of lines)
    for (let slot = window.from; slot < window.to; slot++) {
      const product = option.line * slots + slot
      if (!((supply[product]?.capacity ?? 0) > 0) || option.speed === 0n) continue
      products.push(product)
      microSpeeds.push(Number(option.speed))
      hardware.push(option.hardware)
    }
  members.sort((a, b) => b.value - a.value || a.intent - b.intent)
  const work = new Float64Array(members.length + 1)
  const worth = new Float64Array(members.length + 1)
  for (const [index, demand] of members.entries()) {
    work[index + 1] = (work[index] ?? 0) + demand.work
    worth[index + 1] = (worth[index] ?? 0) + demand.work * demand.value
  }
  return {
    products: Int32Array.from(products),
    unitsPerWork: Float64Array.from(microSpeeds, (speed) => Math.max(1e6 / speed, 1 / most)),
    microSpeeds: Float64Array.from(microSpeeds),
    hardware: Uint8Array.from(hardware),
    intents: Int32Array.from(members, ({ intent }) => intent),
    values: Float64Array.from(members, ({ value }) => value),
    work,
    worth,
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
