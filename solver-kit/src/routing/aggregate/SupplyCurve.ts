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
interface Changes {
  roots: number[]
  liquidity: number[]
}

/** Adds the stretches of a cell's curve that are still for sale, up to the slot's last whole GPU-second. */
function addStretches({ roots, liquidity }: Changes, { curve, sold }: Pick<Cell, 'curve' | 'sold'>): void {
  for (const range of curve.ranges) {
    if (range.to <= sold || range.from >= curve.capacity) continue
    const rootAt = (units: number): number => 1 / (range.inverseLower - (units - range.from) / range.liquidity)
    const from = sold > range.from ? rootAt(sold) : range.sqrtLower
    const to = rootAt(Math.min(range.to, curve.capacity))
    if (!(to > from)) continue
    roots.push(from, to)
    liquidity.push(range.liquidity, -range.liquidity)
  }
}

export function createSupplyCurve(cells: readonly Pick<Cell, 'curve' | 'sold'>[]): SupplyCurve {
  const changes: Changes = { roots: [], liquidity: [] }
  for (const cell of cells) addStretches(changes, cell)
  const rootOf = (at: number): number => changes.roots[at] as number
  const changeOf = (at: number): number => changes.liquidity[at] as number
  const order = Uint32Array.from(changes.roots.keys()).sort(
    (a, b) => rootOf(a) - rootOf(b) || changeOf(b) - changeOf(a),
  )
  const [roots, units, costs, liquidity]: number[][] = [[], [], [], []]
  let open = 0
  let active = 0
  let sold = 0
  let cost = 0
  let before = 0
  for (const at of order) {
    const root = rootOf(at)
    const change = changeOf(at)
    if (active > 0 && root > before) {
      sold += active * (1 / before - 1 / root)
      cost += active * (root - before)
    }
    before = root
    open += change > 0 ? 1 : -1
    // Sums of floats that should cancel do not quite.
    active = open === 0 ? 0 : active + change
    if (roots && roots.length > 0 && root === roots.at(-1)) {
      liquidity?.splice(-1, 1, active)
      continue
    }
    roots?.push(root)
    units?.push(sold)
    costs?.push(cost)
    liquidity?.push(active)
  }
  return {
    roots: Float64Array.from(roots ?? []),
    units: Float64Array.from(units ?? []),
    costs: Float64Array.from(costs ?? []),
    liquidity: Float64Array.from(liquidity ?? []),
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

/** Units that more of price brings: the slope of {@link suppliedAt} in price. */
export function supplySlope({ roots, liquidity }: SupplyCurve, root: number): number {
  const at = lastAtMost(roots, root)
  return at < 0 ? 0 : (liquidity[at] ?? 0) / (2 * root * root * root)
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
