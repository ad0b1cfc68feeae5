import { type Cell, floatCost, floatPrice, unitsBelow } from '@walras/solver-kit/portable'

/** A stretch of a cell's supply, taken as linear. */
export interface TangentSegment {
  /** GPU-seconds. */
  units: number
  /** Base units per GPU-second. */
  unitCost: number
}

/** Points nearer to each other than this share of what a cell has left are one. */
const leastDistance = 1e-7

/**
 * A cell's cost from below: the highest of tangents to its curve, which is convex. An optimum over it is at least the true
 * one, and each tangent where an optimum was found brings the two together (Kelley's cutting planes).
 */
export class CostTangents {
  readonly #cell: Cell
  /** Where the tangents touch, in GPU-seconds from the start of the curve; ascending. */
  #points: number[]

  constructor(cell: Cell) {
    const { curve, sold } = cell
    this.#cell = cell
    const starts = curve.ranges.map(({ from }) => from).filter((from) => from > sold && from < curve.capacity)
    this.#points = [sold, ...starts, curve.capacity]
  }

  /** GPU-seconds for sale. */
  get left(): number {
    return this.#cell.curve.capacity - this.#cell.sold
  }

  /** Touches the curve once `units` of what is left are bought, and where the price is `band` above and below. */
  touch(units: number, band: number): void {
    const { curve, sold } = this.#cell
    const at = Math.min(curve.capacity, Math.max(sold, sold + units))
    const price = floatPrice(curve, at)
    const near = band > 0 ? [unitsBelow(curve, price * (1 - band)), unitsBelow(curve, price * (1 + band))] : []
    const least = this.left * leastDistance
    for (const point of [at, ...near]) {
      if (point < sold || point > curve.capacity) continue
      if (this.#points.some((known) => Math.abs(known - point) <= least)) continue
      this.#points.push(point)
    }
    this.#points.sort((a, b) => a - b)
  }

  /** Ascending in cost; together as long as what is left. */
  get segments(): TangentSegment[] {
    const { curve, sold } = this.#cell
    const segments: TangentSegment[] = []
    let from = sold
    let [last, lastPrice, lastCost] = [sold, floatPrice(curve, sold), 0]
    for (const point of this.#points.slice(1)) {
      const price = floatPrice(curve, point)
      const cost = floatCost(curve, sold, point)
      if (price <= lastPrice * (1 + 1e-12)) continue
      const crossing = (lastCost - lastPrice * last - cost + price * point) / (price - lastPrice)
      const end = Math.min(curve.capacity, Math.max(from, crossing))
      if (end > from) segments.push({ units: end - from, unitCost: lastPrice })
      from = end
      ;[last, lastPrice, lastCost] = [point, price, cost]
    }
    if (curve.capacity > from) segments.push({ units: curve.capacity - from, unitCost: lastPrice })
    return segments
  }
}
