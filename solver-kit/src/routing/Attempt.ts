import type { Random } from '../backtest/random.ts'
import { type BestPlacementOptions, bestPlacement } from './bestPlacement.ts'
import type { Competition } from './Competition.ts'
import { gainNow } from './improvePlan.ts'
import type { Demand, ModelArc } from './MarketModel.ts'
import type { Placement, Plan } from './Plan.ts'

/** With this chance a pool is overlooked when a place is sought, so that second best ones are tried, too. */
const oversight = 0.05

/** How much chance disturbs the order by value or size. */
const disturbance = 0.3

/** Shares of the tries in which places are sought by value and by size; in the others in any order. */
const [byValue, bySize] = [0.5, 0.3]

/** How often an intent that may use several pools is put on two, and one that accepts less on no more than that. */
const [onTwo, modestly] = [0.4, 0.2]

/** How often the largest of those who had to go is moved as well, and so on. */
const onward = 0.3

/** Draws for an heir: the largest of them is taken. */
const heirDraws = 2

/**
 * One try at a better plan: some intents are taken out, put back in another order or in other places, and if that is not
 * accepted everything is undone. One object serves all tries of a search.
 */
export class Attempt {
  /** Welfare gained by this try, base units. */
  change = 0
  readonly #plan: Plan
  readonly #competition: Competition
  readonly #random: Random
  readonly #search: BestPlacementOptions
  readonly #careful: BestPlacementOptions
  /** Who was taken out or invited, in that order; by intent, whether it was. */
  #lifted: number[] = []
  readonly #isLifted: Uint8Array
  /** How they were served. */
  #before: Placement[] = []
  /** By intent, whether it was placed before the others are. */
  readonly #isSettled: Uint8Array
  readonly #rank: Float64Array

  constructor(plan: Plan, competition: Competition, random: Random) {
    const size = plan.model.demands.length
    this.#plan = plan
    this.#competition = competition
    this.#random = random
    this.#careful = { levels: new Float64Array(size) }
    this.#search = { ...this.#careful, oversight, random }
    this.#isLifted = new Uint8Array(size)
    this.#isSettled = new Uint8Array(size)
    this.#rank = new Float64Array(size)
  }

  /** Forgets the last try. */
  begin(): void {
    for (const intent of this.#lifted) {
      this.#isLifted[intent] = 0
      this.#isSettled[intent] = 0
    }
    this.#lifted = []
    this.#before = []
    this.change = 0
  }

  /** Takes out an intent and up to `most` of its rivals. */
  liftRivals(intent: number, most: number): void {
    const wanted = this.#random.integer(2, most)
    this.#lift(intent)
    for (let tries = 0; tries < 4 * wanted && this.#lifted.length < wanted; tries++) {
      const cell = this.#cellFor(intent)
      const rival = cell === undefined ? undefined : this.#oneOf(this.#rivals(cell))
      if (rival !== undefined && this.#plan.placement(rival)) this.#lift(rival)
    }
  }

  /** Takes out an intent, and up to `most` of those who hold a cell that it could use. */
  liftHolders(intent: number, most: number): void {
    const cell = this.#cellFor(intent)
    this.#lift(intent)
    if (cell === undefined) return
    for (const holder of this.#holders(cell).slice(0, this.#random.integer(1, most))) this.#lift(holder)
  }

  /** Moves an intent to a pool or two by chance, whoever is there; sometimes the largest of those is moved so, too. */
  displace(intent: number): void {
    this.#lift(intent)
    const from = this.#lifted.length
    this.#settle(intent)
    if (this.#lifted.length === from || !this.#random.chance(onward)) return
    let largest = this.#lifted[from] as number
    for (let at = from + 1; at < this.#lifted.length; at++) {
      const next = this.#lifted[at] as number
      if (this.#demand(next).work > this.#demand(largest).work) largest = next
    }
    this.displace(largest)
  }

  /** Puts an intent, which is taken out, in a pool or two by chance, and whoever is there out. */
  #settle(intent: number): void {
    const { maxPools, minUnits, minWork, work } = this.#demand(intent)
    const choices = this.#competition.pools[intent] as readonly (readonly ModelArc[])[]
    const first = this.#oneOf(choices)
    if (!first) return
    const second = maxPools > 1 && this.#random.chance(onTwo) ? this.#oneOf(choices) : undefined
    const modest = this.#random.chance(modestly)
    const pools: number[] = []
    let missing = modest ? minWork : work
    for (const arcs of second && second !== first ? [first, second] : [first]) {
      // Of two the first takes any part.
      let share = second && arcs === first ? missing * this.#random.next() : missing
      const start = this.#random.integer(0, arcs.length - 1)
      for (let step = 0; step < arcs.length && share > 0; step++) {
        const { cell, speed } = arcs[(start + step) % arcs.length] as ModelArc
        this.#makeRoom(cell, Math.max(minUnits, share / speed))
        const done = this.#plan.left(cell) * speed
        share -= done
        missing = Math.max(0, missing - done)
      }
      pools.push((arcs[0] as ModelArc).pool)
    }
    this.#isSettled[intent] = 1
    this.#place(bestPlacement(this.#plan, intent, { only: pools, modest }))
  }

  /** Takes out up to `most` who could use what was left, the larger the rather. */
  liftHeirs(most: number): void {
    const estates = this.#before.length
    const wanted = estates === 0 ? 0 : this.#random.integer(0, most)
    for (let heir = 0; heir < wanted; heir++) {
      const cell = this.#freedCell(estates)
      if (cell === undefined) continue
      let largest = -1
      for (let draw = 0; draw < heirDraws; draw++) {
        const rival = this.#oneOf(this.#rivals(cell))
        if (rival === undefined || this.#isLifted[rival] === 1 || !this.#plan.placement(rival)) continue
        if (largest < 0 || this.#demand(rival).work > this.#demand(largest).work) largest = rival
      }
      if (largest >= 0) this.#lift(largest)
    }
  }

  /** Gives up to `most` who are not served a chance at what was left. */
  invite(most: number): void {
    let invited = 0
    for (let tries = 0; tries < 3 * most && invited < most && this.#before.length > 0; tries++) {
      const cell = this.#freedCell(this.#before.length)
      const rival = cell === undefined ? undefined : this.#oneOf(this.#rivals(cell))
      if (rival === undefined || this.#isLifted[rival] === 1 || this.#plan.placement(rival)) continue
      this.#lift(rival)
      invited++
    }
  }

  /** Puts back who was taken out, one after another, where each is worth most. */
  recreate(): void {
    const random = this.#random
    const rank = this.#rank
    const mode = random.next()
    const waiting = this.#lifted.filter((intent) => this.#isSettled[intent] === 0)
    for (const intent of waiting) {
      const { value, work } = this.#demand(intent)
      const worth = mode < byValue ? value : mode < byValue + bySize ? work : 1
      rank[intent] = worth * random.between(1 - disturbance, 1 + disturbance)
    }
    waiting.sort((a, b) => (rank[b] as number) - (rank[a] as number))
    for (const intent of waiting) this.#place(bestPlacement(this.#plan, intent, this.#search))
  }

  /** Lets those who hold a cell that the try has touched move along, one by one, highest value first. */
  ripple(): void {
    const touched = new Set<number>()
    for (const { fills } of this.#before) for (const { arc } of fills) touched.add(arc.cell)
    for (const intent of this.#lifted)
      for (const { arc } of this.#plan.placement(intent)?.fills ?? []) touched.add(arc.cell)
    const affected = new Set([...touched].flatMap((cell) => this.#holders(cell)))
    const order = [...affected].filter((intent) => this.#isLifted[intent] === 0)
    for (const intent of order.sort((a, b) => this.#demand(b).value - this.#demand(a).value || a - b)) {
      const { change } = this
      this.#lift(intent)
      const kept = this.#before.at(-1) as Placement
      const worth = change - this.change
      const next = bestPlacement(this.#plan, intent, this.#careful)
      if (next && next.gain > worth) this.#place(next)
      else if (worth > 0) {
        this.#plan.place(kept)
        this.change = change
      }
    }
  }

  /** Everything as it was before. */
  undo(): void {
    for (const intent of this.#lifted) this.#plan.remove(intent)
    for (const placement of this.#before) this.#plan.place(placement)
  }

  #demand(intent: number): Demand {
    return this.#plan.model.demands[intent] as Demand
  }

  #rivals(cell: number): readonly number[] {
    return this.#competition.rivals[cell] as readonly number[]
  }

  #oneOf<T>(choices: readonly T[]): T | undefined {
    return choices[this.#random.integer(0, choices.length - 1)]
  }

  /** A cell that an intent could use. */
  #cellFor(intent: number): number | undefined {
    const arcs = this.#oneOf(this.#competition.pools[intent] as readonly (readonly ModelArc[])[])
    return arcs && this.#oneOf(arcs)?.cell
  }

  /** A cell that one of the first `estates` who were taken out had units of. */
  #freedCell(estates: number): number | undefined {
    const fills = this.#before[this.#random.integer(0, estates - 1)]?.fills
    return fills && this.#oneOf(fills)?.arc.cell
  }

  #lift(intent: number): void {
    if (this.#isLifted[intent] === 1) return
    this.#isLifted[intent] = 1
    this.#lifted.push(intent)
    const placement = this.#plan.remove(intent)
    if (!placement) return
    this.#before.push(placement)
    this.change -= gainNow(this.#plan, placement)
  }

  #place(placement: Placement | undefined): void {
    if (!placement) return
    this.#plan.place(placement)
    this.change += placement.gain
  }

  /** Those who have units of a cell, in random order. */
  #holders(cell: number): number[] {
    const holders = this.#rivals(cell).filter((intent) => {
      return this.#plan.placement(intent)?.fills.some(({ arc }) => arc.cell === cell)
    })
    for (let at = holders.length - 1; at > 0; at--) {
      const other = this.#random.integer(0, at)
      const intent = holders[at] as number
      holders[at] = holders[other] as number
      holders[other] = intent
    }
    return holders
  }

  /** Takes out whoever is in the way of `units` of a cell. */
  #makeRoom(cell: number, units: number): void {
    if (this.#plan.left(cell) >= units) return
    for (const holder of this.#holders(cell)) {
      this.#lift(holder)
      if (this.#plan.left(cell) >= units) return
    }
  }
}
