import type { Random } from '../backtest/random.ts'
import { type CurveTable, costUpTo, curveTable } from './CurveTable.ts'
import type { Demand, MarketModel, ModelArc } from './MarketModel.ts'
import type { Plan } from './Plan.ts'
import type { ReservePrices } from './waterFill.ts'

/**
 * How near the level is looked for, as a share of the work: whole units settle the rest, and what they cost more than at
 * one price is of second order, about 1e-6.
 */
const tolerance = 1e-3

/** Most steps to a level: each one ends in the right stretch of every curve or halves what is left. Seen: up to 30. */
const maxSteps = 60

/** What does not change about a set of arcs. */
interface Compiled {
  arcs: readonly ModelArc[]
  cell: Int32Array
  pool: Int32Array
  speed: Float64Array
  inverseSpeed: Float64Array
  root: Float64Array
  /** 1/√speed. */
  inverseRoot: Float64Array
}

const compiled = new WeakMap<readonly ModelArc[], Compiled>()

function compile(arcs: readonly ModelArc[]): Compiled {
  const known = compiled.get(arcs)
  if (known) return known
  const column = () => new Float64Array(arcs.length)
  const made: Compiled = {
    arcs,
    cell: new Int32Array(arcs.length),
    pool: new Int32Array(arcs.length),
    speed: column(),
    inverseSpeed: column(),
    root: column(),
    inverseRoot: column(),
  }
  for (let at = 0; at < arcs.length; at++) {
    const { cell, pool, speed } = arcs[at] as ModelArc
    made.cell[at] = cell
    made.pool[at] = pool
    made.speed[at] = speed
    made.inverseSpeed[at] = 1 / speed
    made.root[at] = Math.sqrt(speed)
    made.inverseRoot[at] = 1 / Math.sqrt(speed)
  }
  compiled.set(arcs, made)
  return made
}

export interface LoadOptions {
  reserve?: ReservePrices | undefined
  /** With this chance a way is overlooked. */
  oversight?: number | undefined
  random?: Random | undefined
  /** Only these pools. */
  only?: readonly number[] | undefined
  atAnyPrice?: boolean
}

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
  /** Ways that are loaded, by pool and slot. */
  count = 0
  /** Those that are poured into: the first `size` of `active`, ascending. */
  size = 0
  active = new Int32Array(0)
  arcs: ModelArc[] = []
  pool = new Int32Array(0)
  speed = new Float64Array(0)
  /** Pinned ways take at least what {@link least} says. */
  pinned = new Uint8Array(0)
  /** GPU-seconds, whole numbers. */
  least = new Float64Array(0)
  left = new Float64Array(0)
  /** What {@link level} poured into the active ways, GPU-seconds, not yet whole. */
  units = new Float64Array(0)
  /** The ways that got something by that, ascending: the first `filledCount`. Some of these may have got nothing, too. */
  filled: Int32Array = new Int32Array(0)
  filledCount = 0
  /** The last level, as t: a good guess for the next one of the same kind. */
  t = 0
  #pins = 0
  /** Active ways that may sell at the level that is looked for: the first so many. */
  #candidates: Int32Array = new Int32Array(0)
  #candidateCount = 0
  /** What {@link filled} and {@link #candidates} are by turns. */
  #lists: readonly [Int32Array, Int32Array] = [new Int32Array(0), new Int32Array(0)]
  /** Of the last load: what was made for it serves again. */
  #model: MarketModel | undefined
  #table!: CurveTable
  #ways: Compiled[] = []
  /** By cell: where its curve stood at what was sold when it was last loaded. Most cells do not change from load to load. */
  #knownSold = new Float64Array(0)
  #knownRange = new Int32Array(0)
  #knownInverse = new Float64Array(0)
  #sold = new Float64Array(0)
  #inverseRoot = new Float64Array(0)
  /** The way sells at levels below this t. */
  #first = new Float64Array(0)
  /** The way has sold all at this t. */
  #top = new Float64Array(0)
  #range = new Int32Array(0)
  #last = new Int32Array(0)
  #work = 0
  #slope = 0

  #makeRoom(most: number): void {
    if (this.units.length >= most) return
    const size = Math.max(64, 2 * most)
    const column = () => new Float64Array(size)
    this.active = new Int32Array(size)
    this.#lists = [new Int32Array(size), new Int32Array(size)]
    this.pool = new Int32Array(size)
    this.pinned = new Uint8Array(size)
    this.least = column()
    this.left = column()
    this.units = column()
    this.speed = column()
    this.#sold = column()
    this.#inverseRoot = column()
    this.#first = column()
    this.#top = column()
    this.#range = new Int32Array(size)
    this.#last = new Int32Array(size)
  }

  /**
   * Loads the ways that a plan leaves an intent, none of them active; fills of less than `share` of its work are slivers.
   * None at all, if no unit is worth its price, unless any price will do.
   */
  load(plan: Plan, demand: Demand, share: number, options: LoadOptions): void {
    const { intent, work, minUnits, value } = demand
    const { reserve, oversight = 0, random, only, atAnyPrice } = options
    if (plan.model !== this.#model) {
      this.#model = plan.model
      this.#table = curveTable(plan.model)
      this.#ways = []
      const cells = plan.model.cells.length
      this.#knownSold = new Float64Array(cells).fill(Number.NaN)
      this.#knownRange = new Int32Array(cells)
      this.#knownInverse = new Float64Array(cells)
    }
    const knownSold = this.#knownSold
    const knownRange = this.#knownRange
    const knownInverse = this.#knownInverse
    const { start, end, capacity, from, to, liquidity, inverseLower, inverseUpper } = this.#table
    let own = this.#ways[intent]
    if (own?.arcs !== demand.arcs) {
      own = compile(demand.arcs)
      this.#ways[intent] = own
    }
    this.#makeRoom(own.cell.length)
    const { left, least, speed, pool } = this
    const sold = this.#sold
    const range = this.#range
    const firsts = this.#first
    const tops = this.#top
    const sliver = work * share
    let cheapest = 0
    let at = 0
    for (let index = 0; index < own.cell.length; index++) {
      const cell = own.cell[index] as number
      if (only !== undefined && !only.includes(own.pool[index] as number)) continue
      const gone = plan.sold(cell)
      const rest = (capacity[cell] as number) - gone
      if (rest < minUnits) continue
      if (oversight > 0 && random !== undefined && random.next() < oversight) continue
      const last = (end[cell] as number) - 1
      if (knownSold[cell] !== gone) {
        let inner = start[cell] as number
        while (inner < last && (to[inner] as number) <= gone) inner++
        const inside = gone - (from[inner] as number)
        let inverse = inverseLower[inner] as number
        if (inside > 0) {
          const upper = inverseUpper[inner] as number
          inverse -= inside / (liquidity[inner] as number)
          if (inverse < upper) inverse = upper
        }
        knownSold[cell] = gone
        knownRange[cell] = inner
        knownInverse[cell] = inverse
      }
      let inverse = knownInverse[cell] as number
      if (reserve !== undefined) {
        const floor = reserve[cell] as number
        if (floor * inverse * inverse > 1) inverse = 1 / Math.sqrt(floor)
      }
      const root = own.root[index] as number
      const first = inverse * root
      if (first > cheapest) cheapest = first
      const top = inverseUpper[last] as number
      const small = Math.ceil(sliver * (own.inverseSpeed[index] as number))
      this.arcs[at] = own.arcs[index] as ModelArc
      pool[at] = own.pool[index] as number
      speed[at] = own.speed[index] as number
      left[at] = rest
      least[at] = small <= minUnits ? minUnits : small < rest ? small : Math.max(minUnits, rest)
      sold[at] = gone
      this.#inverseRoot[at] = own.inverseRoot[index] as number
      firsts[at] = first
      tops[at] = (top < inverse ? top : inverse) * root
      range[at] = knownRange[cell] as number
      this.#last[at] = last
      at++
    }
    this.count = atAnyPrice || cheapest * cheapest * value > 1 ? at : 0
    this.size = 0
  }

  /** Makes the ways from `from` to before `to` the active ones, none of them pinned. */
  activate(from: number, to: number): void {
    this.size = 0
    this.#pins = 0
    for (let way = from; way < to; way++) {
      this.active[this.size++] = way
      this.pinned[way] = 0
    }
  }

  pin(way: number): void {
    if (this.pinned[way] === 0) this.#pins++
    this.pinned[way] = 1
  }

  /** Keeps the active ways that `keep` says yes to. */
  retain(keep: (way: number) => boolean): void {
    let kept = 0
    for (let index = 0; index < this.size; index++) {
      const way = this.active[index] as number
      if (keep(way)) this.active[kept++] = way
    }
    this.size = kept
  }

  /** Makes a pool's ways active no longer. */
  dropPool(pool: number): void {
    let kept = 0
    for (let index = 0; index < this.size; index++) {
      const way = this.active[index] as number
      if (this.pool[way] !== pool) this.active[kept++] = way
    }
    this.size = kept
  }

  /** Makes a way active no longer. */
  drop(way: number): void {
    const at = this.active.indexOf(way)
    this.active.copyWithin(at, at + 1, this.size--)
  }

  /** Price per work of a way's first unit. */
  firstPrice(way: number): number {
    const t = this.#first[way] as number
    return 1 / (t * t)
  }

  /** Pours at a level: fills {@link units} of all candidates, sums up their work and how it grows as t falls. */
  #pourAt(t: number): void {
    const { liquidity, from, inverseLower, inverseUpper } = this.#table
    const { left, least, pinned, speed, units } = this
    const candidates = this.#candidates
    const count = this.#candidateCount
    const [list, other] = this.#lists
    const filled = candidates === list ? other : list
    let filledCount = 0
    const sold = this.#sold
    const first = this.#first
    const ranges = this.#range
    const lasts = this.#last
    const inverseRoot = this.#inverseRoot
    let work = 0
    let slope = 0
    for (let index = 0; index < count; index++) {
      const way = candidates[index] as number
      const sells = t < (first[way] as number)
      if (!sells && pinned[way] === 0) {
        units[way] = 0
        continue
      }
      filled[filledCount++] = way
      let poured = 0
      let steep = 0
      const own = inverseRoot[way] as number
      if (sells) {
        const inverse = t * own
        const last = lasts[way] as number
        let range = ranges[way] as number
        while (
          range < last &&
          inverse <= (inverseUpper[range] as number) &&
          inverse < (inverseLower[range + 1] as number)
        )
          range++
        if (inverse > (inverseUpper[range] as number)) {
          steep = liquidity[range] as number
          poured = (from[range] as number) + steep * ((inverseLower[range] as number) - inverse) - (sold[way] as number)
          if (poured < 0) poured = 0
        } else {
          // In the gap behind a range, or behind the last.
          poured = range < last ? (from[range + 1] as number) - (sold[way] as number) : Number.POSITIVE_INFINITY
        }
        if (poured >= (left[way] as number)) {
          poured = left[way] as number
          steep = 0
        }
      }
      if (pinned[way] === 1 && poured < (least[way] as number)) {
        poured = least[way] as number
        steep = 0
      }
      units[way] = poured
      const pace = speed[way] as number
      work += poured * pace
      slope += steep * pace * own
    }
    this.filled = filled
    this.filledCount = filledCount
    this.#work = work
    this.#slope = slope
    this.t = t
  }

  /**
   * Pours `work` into the active ways, or what they have below `maxWorkPrice`; returns what they do. `guess`: the level
   * as t, or 0.
   */
  level(work: number, maxWorkPrice: number, guess: number): number {
    let high = 0
    let low = Number.POSITIVE_INFINITY
    let most = 0
    this.#candidates = this.filled = this.active
    this.#candidateCount = this.filledCount = this.size
    for (let index = 0; index < this.size; index++) {
      const way = this.active[index] as number
      const first = this.#first[way] as number
      const top = this.#top[way] as number
      if (first > high) high = first
      if (top < low) low = top
      most += (this.left[way] as number) * (this.speed[way] as number)
    }
    if (high === 0) return 0
    low *= 1 - 1e-9
    const cap = Number.isFinite(maxWorkPrice) ? 1 / Math.sqrt(maxWorkPrice) : 0
    if (this.#pins > 0) {
      this.#pourAt(high)
      if (this.#work >= work) return this.#work
    }
    let t = guess > low && guess < high ? guess : (low + high) / 2
    if (cap > low || most <= work) {
      if (cap > low) low = cap
      this.#pourAt(low)
      if (low >= high || this.#work <= work) return this.#work
      const next = this.#slope > 0 ? low + (this.#work - work) / this.#slope : 0
      if (t <= low) t = next > low && next < high ? next : (low + high) / 2
    }
    const close = work * tolerance
    for (let step = 0; step < maxSteps; step++) {
      this.#pourAt(t)
      const over = this.#work - work
      if (over <= close && over >= -close) break
      if (over > 0) {
        low = t
        // What does not sell here sells at no level that is still looked at.
        this.#candidates = this.filled
        this.#candidateCount = this.filledCount
      } else high = t
      if (high - low <= high * 1e-13) {
        if (over < 0) this.#pourAt(low)
        break
      }
      const next = this.#slope > 0 ? t + over / this.#slope : 0
      t = next > low && next < high ? next : (low + high) / 2
    }
    return this.#work
  }

  /** What units of a way cost, base units. */
  cost(way: number, units: number): number {
    const { cell } = this.arcs[way] as ModelArc
    const sold = this.#sold[way] as number
    const range = this.#range[way] as number
    return costUpTo(this.#table, cell, sold + units, range) - costUpTo(this.#table, cell, sold, range)
  }
}
