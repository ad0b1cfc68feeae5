import { exp, log } from '../elementary.ts'

/** Behind the cheapest by this many times the heat, nobody buys: e^-30. */
const decided = 30

/**
 * What buyers who may use several slots of a line pay: the soft minimum of its prices over every window of slots, and how
 * they spread over the slots. Windows that begin in one slot are each the one before and a slot more, so all of them take
 * no longer than reading them. Indexed by {@link windowIndex}.
 */
export interface WindowPrices {
  slots: number
  /** Soft minimum of the prices in the window, base units per GPU-second; Infinity where it sells nothing. */
  soft: Float64Array
  /** Of the units bought in the window, the share outside its last slot. */
  before: Float64Array
}

/** How many windows a line has. */
export function windowsOfLine(slots: number): number {
  return (slots * (slots + 1)) >> 1
}

/** Of slots `from` to `to`, that one excluded, of a line. By line, first slot and last, without gaps: caches are small. */
export function windowIndex(slots: number, line: number, from: number, to: number): number {
  return line * windowsOfLine(slots) + from * slots - ((from * (from + 1)) >> 1) + to - 1
}

export function createWindowPrices(lines: number, slots: number): WindowPrices {
  const size = lines * windowsOfLine(slots)
  return { slots, soft: new Float64Array(size).fill(Number.POSITIVE_INFINITY), before: new Float64Array(size) }
}

/** Sets them for prices by product, with a heat by line, in base units per GPU-second. */
export function setWindowPrices({ slots, soft, before }: WindowPrices, prices: Float64Array, heat: Float64Array): void {
  for (let line = 0, at = 0; line < heat.length; line++) {
    const own = heat[line] as number
    for (let from = 0; from < slots; from++) {
      let least = Number.POSITIVE_INFINITY
      // Of e^(-(price - least) / heat).
      let sum = 0
      let softest = Number.POSITIVE_INFINITY
      for (let slot = from; slot < slots; slot++, at++) {
        const price = prices[line * slots + slot] as number
        if (price < least) {
          const kept = sum > 0 ? weight((least - price) / own) * sum : 0
          sum = kept + 1
          least = price
          before[at] = kept / sum
          softest = kept > 0 ? least - own * log(sum) : least
        } else {
          const added = price < Number.POSITIVE_INFINITY ? weight((price - least) / own) : 0
          before[at] = added > 0 ? sum / (sum + added) : 1
          if (added > 0) {
            sum += added
            softest = least - own * log(sum)
          }
        }
        soft[at] = softest
      }
    }
  }
}

function weight(behind: number): number {
  return behind > decided ? 0 : exp(-behind)
}

/** The mean of a number by product over every window, weighted as its buyers spread. */
export function meanOver({ slots, before }: WindowPrices, values: Float64Array, means: Float64Array): void {
  for (let first = 0, at = 0; first < values.length; first++) {
    const end = (Math.floor(first / slots) + 1) * slots
    let mean = 0
    for (let product = first; product < end; product++, at++) {
      const share = before[at] as number
      mean = share * mean + (1 - share) * (values[product] as number)
      means[at] = mean
    }
  }
}

/** Spreads amounts by window over the slots: adds each product's part to `out`. */
export function spreadOver(windows: WindowPrices, amounts: Float64Array, out: Float64Array): void {
  spread(windows, amounts, out, false)
}

/** As {@link spreadOver}, by the squares of the shares. */
export function spreadSquares(windows: WindowPrices, amounts: Float64Array, out: Float64Array): void {
  spread(windows, amounts, out, true)
}

function spread({ slots, before }: WindowPrices, amounts: Float64Array, out: Float64Array, squared: boolean): void {
  for (let first = 0, begin = 0; first < out.length; first++) {
    const end = (Math.floor(first / slots) + 1) * slots
    const next = begin + end - first
    let at = next - 1
    let amount = 0
    for (let product = end - 1; product >= first; product--, at--) {
      amount += amounts[at] as number
      const share = before[at] as number
      const last = 1 - share
      out[product] = (out[product] as number) + amount * (squared ? last * last : last)
      amount *= squared ? share * share : share
    }
    begin = next
  }
}
