import type { CurveTable } from './CurveTable.ts'
import { costUpTo, curveTable, rangeAt } from './CurveTable.ts'
import type { ModelArc } from './MarketModel.ts'
import type { Plan } from './Plan.ts'

/** Work that may be missing when the level is taken as found, as a share of what is wanted. */
const tolerance = 1e-9

/** Most steps to a level: each one ends in the right stretch of every curve or halves what is left. Seen: up to 30. */
const maxSteps = 60

/**
 * Several arcs poured into at once, up to one price per work: cost is least when all that are used have reached it
 * (water-filling), and each has a least amount that it takes even above that price if it is pinned.
 *
 * With t = 1/√(price per work), what a stretch of a curve sells is linear in t: the level is the root of a piecewise
 * linear function, found by Newton's method without a single square root.
 *
 * One instance is kept and loaded again and again: nothing is allocated on the way.
 */
export class Pour {
  count = 0
  readonly arcs: ModelArc[] = []
  /** Only active ways are poured into. */
  active = new Uint8Array(0)
  /** Pinned ways take at least what {@link least} says. */
  pinned = new Uint8Array(0)
  /** GPU-seconds, whole numbers. */
  least = new Float64Array(0)
  left = new Float64Array(0)
  /** What {@link level} poured, GPU-seconds, not yet whole. */
  units = new Float64Array(0)
  #table!: CurveTable
  #sold = new Float64Array(0)
  #speed = new Float64Array(0)
  /** 1/√speed. */
  #inverseRoot = new Float64Array(0)
  /** The way sells at levels below this t. */
  #first = new Float64Array(0)
  /** The way has sold all at this t. */
  #top = new Float64Array(0)
  #range = new Int32Array(0)
  #work = 0
  #slope = 0

  /** Forgets all ways, and makes room. */
  begin(plan: Plan, most: number): void {
    this.#table = curveTable(plan.model)
    this.count = 0
    if (this.units.length >= most) return
    const size = Math.max(64, 2 * most)
    const column = () => new Float64Array(size)
    this.active = new Uint8Array(size)
    this.pinned = new Uint8Array(size)
    this.least = column()
    this.left = column()
    this.units = column()
    this.#sold = column()
    this.#speed = column()
    this.#inverseRoot = column()
    this.#first = column()
    this.#top = column()
    this.#range = new Int32Array(size)
  }

  /** Adds an arc of which `left` units can be had above `sold`, at no less than `floor`. */
  add(arc: ModelArc, sold: number, left: number, least: number, floor: number): void {
    const table = this.#table
    const at = this.count++
    const { cell, speed } = arc
    const range = rangeAt(table, cell, sold)
    const inside = sold - (table.from[range] as number)
    const inverse =
      inside > 0
        ? Math.max(
            table.inverseUpper[range] as number,
            (table.inverseLower[range] as number) - inside / (table.liquidity[range] as number),
          )
        : (table.inverseLower[range] as number)
    const root = Math.sqrt(speed)
    const floored = floor > 0 ? Math.min(inverse, 1 / Math.sqrt(floor)) : inverse
    this.arcs[at] = arc
    this.active[at] = 1
    this.pinned[at] = 0
    this.least[at] = least
    this.left[at] = left
    this.units[at] = 0
    this.#sold[at] = sold
    this.#speed[at] = speed
    this.#inverseRoot[at] = 1 / root
    this.#first[at] = floored * root
    this.#top[at] = Math.min(floored, table.inverseUpper[(table.end[cell] as number) - 1] as number) * root
    this.#range[at] = range
  }

  /** Price per work of a way's first unit. */
  firstPrice(way: number): number {
    const t = this.#first[way] as number
    return 1 / (t * t)
  }

  /** Pours at a level: fills {@link units}, sums up their work and how it grows as t falls. */
  #pourAt(t: number): void {
    const { liquidity, from, inverseLower, inverseUpper, end } = this.#table
    let work = 0
    let slope = 0
    for (let way = 0; way < this.count; way++) {
      if (this.active[way] === 0) continue
      let units = 0
      let steep = 0
      if (t < (this.#first[way] as number)) {
        const inverse = t * (this.#inverseRoot[way] as number)
        const last = (end[(this.arcs[way] as ModelArc).cell] as number) - 1
        let range = this.#range[way] as number
        while (range < last && inverse <= (inverseUpper[range] as number) && inverse < (inverseLower[range + 1] as number))
          range++
        if (inverse <= (inverseUpper[range] as number)) {
          // In the gap behind a range, or behind the last.
          units = range < last ? (from[range + 1] as number) : Number.POSITIVE_INFINITY
        } else {
          steep = liquidity[range] as number
          units = (from[range] as number) + steep * ((inverseLower[range] as number) - inverse)
        }
        units -= this.#sold[way] as number
        if (units < 0) units = 0
        if (units >= (this.left[way] as number)) {
          units = this.left[way] as number
          steep = 0
        }
      }
      if (this.pinned[way] === 1 && units < (this.least[way] as number)) {
        units = this.least[way] as number
        steep = 0
      }
      this.units[way] = units
      work += units * (this.#speed[way] as number)
      slope += steep * (this.#speed[way] as number) * (this.#inverseRoot[way] as number)
    }
    this.#work = work
    this.#slope = slope
  }

  /** Pours `work` into the active ways, or what they have below `maxWorkPrice`; returns what they do. */
  level(work: number, maxWorkPrice: number): number {
    let high = 0
    let low = Number.POSITIVE_INFINITY
    for (let way = 0; way < this.count; way++)
      if (this.active[way] === 1) {
        const first = this.#first[way] as number
        const top = this.#top[way] as number
        if (first > high) high = first
        if (top < low) low = top
      }
    if (high === 0) return 0
    low *= 1 - 1e-9
    const cap = Number.isFinite(maxWorkPrice) ? 1 / Math.sqrt(maxWorkPrice) : 0
    if (cap > low) low = cap
    this.#pourAt(low)
    if (low >= high || this.#work <= work) return this.#work
    this.#pourAt(high)
    if (this.#work >= work) return this.#work
    const close = work * tolerance
    let t = (low + high) / 2
    for (let step = 0; step < maxSteps; step++) {
      this.#pourAt(t)
      const over = this.#work - work
      if (over <= close && over >= -close) break
      if (over > 0) low = t
      else high = t
      if (high - low <= high * 1e-13) {
        if (over < 0) this.#pourAt(low)
        break
      }
      const next = this.#slope > 0 ? t + over / this.#slope : 0
      t = next > low && next < high ? next : (low + high) / 2
    }
    return this.#work
  }

  /** What the units of a way cost, base units; no less than at its reserve price. */
  cost(way: number, units: number): number {
    const { cell } = this.arcs[way] as ModelArc
    const sold = this.#sold[way] as number
    const range = this.#range[way] as number
    return costUpTo(this.#table, cell, sold + units, range) - costUpTo(this.#table, cell, sold, range)
  }
}
