import type { Random } from '../backtest/random.ts'
import { type BestPlacementOptions, bestPlacement } from './bestPlacement.ts'
import type { Competition, UsefulPool } from './Competition.ts'
import { byValue, gainNow } from './improvePlan.ts'
import type { Cell, Demand, ModelArc } from './MarketModel.ts'
import type { Placement, Plan } from './Plan.ts'

/** With this chance a pool is overlooked when a place is sought, so that second best ones are tried, too. */
const oversight = 0.05

/** How much chance disturbs the order by value or size. */
const disturbance = 0.3

/** Shares of the tries in which places are sought by value and by size; in the others in any order. */
const [valueFirst, sizeFirst] = [0.5, 0.3]

/** How often an intent is put on a pool more than it needs, and one that accepts less on no more than that. */
const [onMore, modestly] = [0.4, 0.2]

/**
 * How often one that accepts less leaves the rest of its work until all others are back: what it could have, another may need
 * more. Without it the worst of 80 markets with ten intents lost 715 bp, with it 65.
 */
const holdingBack = 0.2

/** How often the largest of those who had to go is moved as well, and so on. */
const onward = 0.3

/**
 * A cell in which less than this share of its capacity changed hands makes nobody move along. A fifth of this finds no better
 * plans and takes a third longer.
 */
const noticeable = 0.01

/** Draws for an heir: the largest of them is taken. */
const heirDraws = 2

/**
 * One try at a better plan: some intents are taken out, put back in another order or in other places, and if that is not
 * accepted everything is undone. One object serves all tries of a search.
 */
export class Attempt {
  /** Welfare gained by this try, base units. */
  change = 0
  /** What those who are still out were worth, base units. */
  #missing = 0
  readonly #plan: Plan
  readonly #competition: Competition
  readonly #random: Random
  readonly #search: BestPlacementOptions
  readonly #modest: BestPlacementOptions
  readonly #careful: BestPlacementOptions
  /** Who was taken out or invited, in that order; by intent, whether it was. */
  #lifted: number[] = []
  readonly #isLifted: Uint8Array
  /** How they were served. */
  #before: Placement[] = []
  /** By intent, whether it was placed before the others are. */
  readonly #isSettled: Uint8Array
  /** By intent, what it was worth to the welfare when it was taken out, base units. */
  readonly #worth: Float64Array
  readonly #rank: Float64Array
  /** All intents, those who pay most for work first. */
  readonly #byValue: readonly number[]
  /** By cell, what was sold when its rivals last had a chance to move. */
  readonly #watched: Float64Array
  readonly #isTouched: Uint8Array
  /** Who was put somewhere whatever it costs, and stays there. */
  #forced: number | undefined

  constructor(plan: Plan, competition: Competition, random: Random) {
    const size = plan.model.demands.length
    this.#plan = plan
    this.#competition = competition
    this.#random = random
    this.#careful = { levels: new Float64Array(size) }
    this.#search = { ...this.#careful, oversight, random }
    this.#modest = { ...this.#search, modest: true }
    this.#isLifted = new Uint8Array(size)
    this.#isSettled = new Uint8Array(size)
    this.#worth = new Float64Array(size)
    this.#rank = new Float64Array(size)
    this.#byValue = byValue(plan)
    this.#watched = new Float64Array(plan.model.cells.length)
    this.#isTouched = new Uint8Array(size)
  }

  /** Forgets the last try. */
  begin(): void {
    for (const intent of this.#lifted) {
      this.#isLifted[intent] = 0
      this.#isSettled[intent] = 0
      this.#worth[intent] = 0
    }
    this.#lifted = []
    this.#before = []
    this.change = 0
    this.#missing = 0
    this.#forced = undefined
  }

  /** Remembers what is sold, for {@link moveAlong}. */
  watch(): void {
    const watched = this.#watched
    for (let cell = 0; cell < watched.length; cell++) watched[cell] = this.#plan.sold(cell)
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

  /** Moves an intent to pools by chance, whoever is there; sometimes the largest of those is moved so, too. */
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

  /**
   * Moves an intent to a pool, and by chance to others if that has not enough. Who pays least for its work there has to go,
   * and is put back where it is worth most now. One that wants all or nothing is put there whatever it costs: only once others
   * have made way for the price it makes is it known what the place is worth.
   */
  relocate(intent: number, pool: UsefulPool): void {
    this.#lift(intent)
    const { minUnits, minWork, work } = this.#demand(intent)
    let missing = work
    const only: number[] = []
    for (const { arcs } of this.#choosePools(intent, pool)) {
      for (const { cell, speed } of arcs) {
        if (missing <= 0) break
        const holders = this.#holders(cell).sort((a, b) => this.#demand(a).value - this.#demand(b).value)
        this.#makeRoom(cell, Math.max(minUnits, missing / speed), holders)
        missing -= this.#plan.left(cell) * speed
      }
      only.push((arcs[0] as ModelArc).pool)
    }
    const evicted = this.#lifted.slice(1).sort((a, b) => this.#demand(b).value - this.#demand(a).value)
    if (minWork === work) this.#forced = intent
    this.#putBack(intent, { only, atAnyPrice: minWork === work })
    for (const other of evicted) this.#putBack(other, this.#careful)
  }

  /** Puts an intent, which is taken out, in pools by chance, as many as it takes or one more, and whoever is there out. */
  #settle(intent: number): void {
    const { minUnits, minWork, work } = this.#demand(intent)
    const chosen = this.#choosePools(intent)
    const modest = this.#random.chance(modestly)
    let missing = modest ? minWork : work
    let elsewhere = chosen.reduce((sum, { most }) => sum + most, 0)
    const pools: number[] = []
    for (const { arcs, most } of chosen) {
      elsewhere -= most
      // Any part that the others can make up for.
      const low = Math.max(0, missing - elsewhere)
      let share = elsewhere > 0 ? this.#random.between(Math.min(low, most), Math.min(missing, most)) : missing
      const start = this.#random.integer(0, arcs.length - 1)
      for (let step = 0; step < arcs.length && share > 0; step++) {
        const { cell, speed } = arcs[(start + step) % arcs.length] as ModelArc
        this.#makeRoom(cell, Math.max(minUnits, share / speed), this.#holders(cell))
        const done = this.#plan.left(cell) * speed
        share -= done
        missing = Math.max(0, missing - done)
      }
      pools.push((arcs[0] as ModelArc).pool)
    }
    this.#isSettled[intent] = 1
    this.#putBack(intent, { only: pools, modest })
  }

  /**
   * Pools by chance that together have enough for the least an intent accepts: sometimes one more, or a given one and no more
   * than are needed beside it.
   */
  #choosePools(intent: number, first?: UsefulPool): UsefulPool[] {
    const { maxPools, minWork } = this.#demand(intent)
    const choices = (this.#competition.pools[intent] as readonly UsefulPool[]).filter((pool) => pool !== first)
    const chosen = first ? [first] : []
    let most = first?.most ?? 0
    let more = !first && this.#random.chance(onMore) ? 1 : 0
    while (choices.length > 0 && chosen.length < maxPools && (most < Math.max(1, minWork) || more-- > 0)) {
      const at = this.#random.integer(0, choices.length - 1)
      const choice = choices[at] as UsefulPool
      choices[at] = choices.at(-1) as UsefulPool
      choices.pop()
      chosen.push(choice)
      most += choice.most
    }
    return chosen
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

  /**
   * Puts back who was taken out, one after another, where each is worth most. Gives up, and says no, once a loss of more
   * than `bearable` is left even if the others get what they had.
   */
  recreate(bearable: number): boolean {
    const random = this.#random
    const rank = this.#rank
    const mode = random.next()
    const waiting = this.#lifted.filter((intent) => this.#isSettled[intent] === 0)
    for (const intent of waiting) {
      const { value, work } = this.#demand(intent)
      const worth = mode < valueFirst ? value : mode < valueFirst + sizeFirst ? work : 1
      rank[intent] = worth * random.between(1 - disturbance, 1 + disturbance)
    }
    waiting.sort((a, b) => (rank[b] as number) - (rank[a] as number))
    const modest: number[] = []
    for (const intent of waiting) {
      if (this.change + this.#missing < -bearable) return false
      const { minWork, work } = this.#demand(intent)
      if (minWork > 1 && minWork < work && random.chance(holdingBack)) {
        modest.push(intent)
        this.#putBackModestly(intent)
      } else this.#putBack(intent, this.#search)
    }
    for (const intent of modest) {
      this.#missing -= this.#worth[intent] as number
      this.#respond(intent)
    }
    return this.change + this.#missing >= -bearable
  }

  /**
   * Lets those move along whom the try has touched, highest value first: who has units of a cell that got dearer, and who could
   * use one that got cheaper; then whom that has touched, and so on. Gives up, and says no, when the first round leaves a loss
   * of more than the first of `bearable`, and so on; they are as many as there are rounds.
   */
  moveAlong(bearable: readonly number[]): boolean {
    for (const most of bearable) {
      const touched = this.#touched()
      if (touched.length === 0) return true
      for (const intent of touched) if (intent !== this.#forced) this.#respond(intent)
      if (this.change < -most) return false
    }
    return true
  }

  /** Everything as it was before. */
  undo(): void {
    for (const intent of this.#lifted) this.#plan.remove(intent)
    for (const placement of this.#before) this.#plan.place(placement)
  }

  /** Whom it concerns what has changed since {@link watch} or the last call, highest value first. */
  #touched(): number[] {
    const { cells } = this.#plan.model
    const watched = this.#watched
    const isTouched = this.#isTouched.fill(0)
    for (let cell = 0; cell < watched.length; cell++) {
      const sold = this.#plan.sold(cell)
      const change = sold - (watched[cell] as number)
      if (Math.abs(change) <= noticeable * (cells[cell] as Cell).curve.capacity) continue
      watched[cell] = sold
      for (const intent of this.#rivals(cell))
        if (isTouched[intent] === 0 && (change < 0 || this.#holds(intent, cell))) isTouched[intent] = 1
    }
    return this.#byValue.filter((intent) => isTouched[intent] === 1)
  }

  /** Moves an intent where it is worth most now, if that is better. */
  #respond(intent: number): void {
    const kept = this.#plan.remove(intent)
    const worth = kept ? gainNow(this.#plan, kept) : 0
    const next = bestPlacement(this.#plan, intent, this.#careful)
    if (!next || next.gain <= worth + 1) {
      if (kept) this.#plan.place(kept)
      return
    }
    if (this.#isLifted[intent] === 0) {
      this.#isLifted[intent] = 1
      this.#lifted.push(intent)
      if (kept) this.#before.push(kept)
    }
    this.#plan.place(next)
    this.change += next.gain - worth
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
    const pool = this.#oneOf(this.#competition.pools[intent] as readonly UsefulPool[])
    return pool && this.#oneOf(pool.arcs)?.cell
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
    const worth = gainNow(this.#plan, placement)
    this.#worth[intent] = worth
    this.#missing += worth
    this.change -= worth
  }

  /** Serves an intent that is out where it is worth most now. */
  #putBack(intent: number, search: BestPlacementOptions): void {
    const placement = bestPlacement(this.#plan, intent, search)
    this.#missing -= this.#worth[intent] as number
    if (!placement) return
    this.#plan.place(placement)
    this.change += placement.gain
  }

  /** Serves an intent that is out with the least it accepts; it is not expected to stay there. */
  #putBackModestly(intent: number): void {
    const worth = this.#worth[intent] as number
    const { change } = this
    this.#putBack(intent, this.#modest)
    const rest = Math.max(0, worth - (this.change - change))
    this.#worth[intent] = rest
    this.#missing += rest
  }

  #holds(intent: number, cell: number): boolean {
    return this.#plan.placement(intent)?.fills.some(({ arc }) => arc.cell === cell) ?? false
  }

  /** Those who have units of a cell, in random order. */
  #holders(cell: number): number[] {
    const holders = this.#rivals(cell).filter((intent) => this.#holds(intent, cell))
    for (let at = holders.length - 1; at > 0; at--) {
      const other = this.#random.integer(0, at)
      const intent = holders[at] as number
      holders[at] = holders[other] as number
      holders[other] = intent
    }
    return holders
  }

  /** Takes out one holder of a cell after another, until `units` are left. */
  #makeRoom(cell: number, units: number, holders: readonly number[]): void {
    for (const holder of holders) {
      if (this.#plan.left(cell) >= units) return
      this.#lift(holder)
    }
  }
}
