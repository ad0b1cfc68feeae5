import type { Cell } from '../MarketModel.ts'

/**
 * What all pools of one product have left, as one price curve: at any price each pool sells what it sells below it, so a
 * plan that is optimal inside the product is a point of this curve. Stretches of constant liquidity between √prices;
 * exact, and inverted without iteration.
 */
export interface SupplyCurve {
  /** √price where each stretch begins, ascending; one more at the end of the last. */
  roots: Float64Array
  /** GPU-seconds sold below each of them. */
  units: Float64Array
  /** What those cost, base units. */
  costs: Float64Array
  /** Liquidity of the stretch that begins there; 0 in a gap between ranges, and at the end. */
  liquidity: Float64Array
  /** GPU-seconds left in all. */
  capacity: number
}

/** Where what is left of cells begins and ends to sell: √prices, and the liquidity that each adds. */
class Changes {
  count = 0
  roots = new Float64Array(64)
  liquidity = new Float64Array(64)
  #otherRoots = new Float64Array(64)
  #otherLiquidity = new Float64Array(64)

  /** Forgets all, and makes room for so many. */
  clear(most: number): void {
    this.count = 0
    if (this.roots.length >= most) return
    this.roots = new Float64Array(2 * most)
    this.liquidity = new Float64Array(2 * most)
    this.#otherRoots = new Float64Array(2 * most)
    this.#otherLiquidity = new Float64Array(2 * most)
  }

  add(root: number, liquidity: number): void {
    const at = this.count++
    this.roots[at] = root
    this.liquidity[at] = liquidity
  }

  /** Ascending by root; at the same root what opens comes first. By merging, without a call for each comparison. */
  sort(): void {
    for (let width = 1; width < this.count; width *= 2) {
      for (let from = 0; from < this.count; from += 2 * width) this.#merge(from, width)
      ;[this.roots, this.#otherRoots] = [this.#otherRoots, this.roots]
      ;[this.liquidity, this.#otherLiquidity] = [this.#otherLiquidity, this.liquidity]
    }
  }

  #merge(from: number, width: number): void {
    const { roots, liquidity } = this
    const toRoots = this.#otherRoots
    const toLiquidity = this.#otherLiquidity
    const middle = Math.min(this.count, from + width)
    const end = Math.min(this.count, middle + width)
    let left = from
    let right = middle
    for (let to = from; to < end; to++) {
      let isRight = left === middle
      if (!isRight && right < end) {
        const ahead = (roots[right] as number) - (roots[left] as number)
        isRight = ahead < 0 || (ahead === 0 && (liquidity[right] as number) > (liquidity[left] as number))
      }
      const next = isRight ? right++ : left++
      toRoots[to] = roots[next] as number
      toLiquidity[to] = liquidity[next] as number
    }
  }
}

/** Adds the stretches of a cell's curve that are still for sale, up to the slot's last whole GPU-second. */
function addStretches(changes: Changes, { curve, sold }: Pick<Cell, 'curve' | 'sold'>): void {
  const { ranges, capacity } = curve
  for (const range of ranges) {
    if (range.to <= sold || range.from >= capacity) continue
    const end = 1 / (range.inverseLower - (Math.min(range.to, capacity) - range.from) / range.liquidity)
    const from = sold > range.from ? 1 / (range.inverseLower - (sold - range.from) / range.liquidity) : range.sqrtLower
    if (!(end > from)) continue
    changes.add(from, range.liquidity)
    changes.add(end, -range.liquidity)
  }
}

/** Kept from curve to curve. */
const changes = new Changes()

export function createSupplyCurve(cells: readonly Pick<Cell, 'curve' | 'sold'>[]): SupplyCurve {
  changes.clear(2 * cells.reduce((sum, { curve }) => sum + curve.ranges.length, 0))
  for (const cell of cells) addStretches(changes, cell)
  changes.sort()
  const { count: most, roots, liquidity } = changes
  const [units, costs, inside] = [most, 2 * most, 3 * most]
  const columns = new Float64Array(4 * most)
  let count = 0
  let open = 0
  let active = 0
  let sold = 0
  let cost = 0
  let before = 0
  for (let n = 0; n < most; n++) {
    const root = roots[n] as number
    const change = liquidity[n] as number
    if (active > 0 && root > before) {
      sold += active * (1 / before - 1 / root)
      cost += active * (root - before)
    }
    open += change > 0 ? 1 : -1
    // Sums of floats that should cancel do not quite.
    active = open === 0 ? 0 : active + change
    if (count === 0 || root !== before) {
      columns[count] = root
      columns[units + count] = sold
      columns[costs + count] = cost
      count++
    }
    columns[inside + count - 1] = active
    before = root
  }
  return {
    roots: columns.subarray(0, count),
    units: columns.subarray(units, units + count),
    costs: columns.subarray(costs, costs + count),
    liquidity: columns.subarray(inside, inside + count),
    capacity: sold,
  }
}

/** Index of the last number that is at most `value`; -1 if there is none. */
function lastAtMost(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** GPU-seconds that sell below a price, given by its root. */
export function suppliedAt({ roots, units, liquidity }: SupplyCurve, root: number): number {
  const at = lastAtMost(roots, root)
  if (at < 0) return 0
  return (units[at] ?? 0) + (liquidity[at] ?? 0) * (1 / (roots[at] ?? 1) - 1 / root)
}

/** What sellers gain when all that sells below a price gets that price: price · units − cost, base units. */
export function sellersGain({ roots, units, costs, liquidity }: SupplyCurve, root: number): number {
  const at = lastAtMost(roots, root)
  if (at < 0) return 0
  const from = roots[at] ?? 1
  const inside = liquidity[at] ?? 0
  const sold = (units[at] ?? 0) + inside * (1 / from - 1 / root)
  return root * root * sold - (costs[at] ?? 0) - inside * (root - from)
}

/** What a product sells at a price: see {@link suppliedAt} and {@link sellersGain}, and the slope of the first in price. */
export interface Supplied {
  units: number
  gain: number
  slope: number
}

/** Sets all that prices are found by, with one search for where a price lies. */
export function setSupplied({ roots, units, costs, liquidity }: SupplyCurve, root: number, supplied: Supplied): void {
  const at = lastAtMost(roots, root)
  const from = at < 0 ? root : (roots[at] as number)
  const inside = at < 0 ? 0 : (liquidity[at] as number)
  const sold = at < 0 ? 0 : (units[at] as number) + inside * (1 / from - 1 / root)
  supplied.units = sold
  supplied.gain = at < 0 ? 0 : root * root * sold - (costs[at] as number) - inside * (root - from)
  supplied.slope = inside / (2 * root * root * root)
}

/** √price of the next unit once `sold` are gone: `Infinity` when nothing is left. */
export function rootAfter({ roots, units, liquidity, capacity }: SupplyCurve, sold: number): number {
  if (sold >= capacity) return Number.POSITIVE_INFINITY
  const at = Math.max(0, lastAtMost(units, sold))
  const inside = liquidity[at] ?? 0
  return inside > 0 ? 1 / (1 / (roots[at] ?? 1) - (sold - (units[at] ?? 0)) / inside) : (roots[at + 1] ?? 0)
}

/** What the first `sold` units cost, base units: `Infinity` for more than there are. */
export function supplyCost({ roots, units, costs, liquidity, capacity }: SupplyCurve, sold: number): number {
  if (sold > capacity * (1 + 1e-12)) return Number.POSITIVE_INFINITY
  const at = lastAtMost(units, sold)
  if (at < 0) return 0
  const from = roots[at] ?? 1
  const inside = liquidity[at] ?? 0
  const more = sold - (units[at] ?? 0)
  if (inside === 0 || more <= 0) return costs[at] ?? 0
  return (costs[at] ?? 0) + inside * (1 / (1 / from - more / inside) - from)
}
