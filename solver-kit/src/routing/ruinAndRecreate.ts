import { createRandom, type Random } from '../backtest/random.ts'
import { Attempt } from './Attempt.ts'
import { Competition, type UsefulPool } from './Competition.ts'
import { exp, log } from './elementary.ts'
import type { Demand } from './MarketModel.ts'
import { Plan } from './Plan.ts'

export interface RuinAndRecreateOptions {
  /** Tries. Equal numbers make equal plans, as long as nothing aborts. */
  tries: number
  /** Default 1. */
  seed?: number
}

/**
 * Losses that are accepted at first, with a chance of 1/e, and in the end: as shares of an intent's mean part of the
 * welfare. Measured on 20 thin markets of 100 intents and 8 of 300 with few pools: a third or three times as much finds
 * the best known plan less often.
 */
const [hot, cold] = [0.03, 0.0003]

/** Shares of the tries in which an intent is displaced, and in which the holders of a cell are taken out; else rivals are. */
const [displacing, clearing] = [0.4, 0.15]

/** Draws for the intent to displace: the largest of them is taken, because small ones find their places anyway. */
const displacedDraws = 3

/**
 * Share of the tries, taken from those that displace, in which a lump is relocated: one of so many intents that want most
 * work of a single pool, each in each of its pools in turn. In thin markets of 100 intents such a try takes as long as six
 * others, at 300 intents as ten or more. What a lump must pass through is often a hundred times what it gains.
 */
const [relocating, lumps] = [0.03, 15]

/**
 * The loss, as a share of an intent's mean part of the welfare, at which a displacement and any other try is given up before
 * everybody is back; and a relocation after each round of moves. About one in a hundred of the tries that gain passes through
 * more, of relocations one in twelve; giving up saves a third of the time.
 */
const bearable = { displaced: 0.5, others: 0.05, relocated: [0.4, 0.05, 0.05] }

/** An intent that may use more pools than this is no more of a lump for those it doesn't use. */
const mostSpread = 8

/** Most intents of each sort that take part in a try. */
const most = { rivals: 6, holders: 10, heirs: 2, heirsOfDisplaced: 3, unserved: 4 }

interface Relocation {
  intent: number
  pool: UsefulPool
}

/**
 * Takes a few competing intents out of a plan and puts them back in other orders, or one of them elsewhere whoever is in
 * the way: finds what moves of one intent cannot, several that must go at once. Losses are accepted on the way, ever
 * smaller ones (simulated annealing). Until it is finished the plan stays as it is.
 *
 * After Schrimpf et al., "Record breaking optimization results using the ruin and recreate principle" (2000).
 *
 * @example
 * ```ts
 * const search = new RuinAndRecreate(plan, { tries: 9_000 })
 * while (!signal.aborted && search.run(1_000)) await new Promise((resolve) => setTimeout(resolve))
 * search.finish()
 * ```
 */
export class RuinAndRecreate {
  /** The plan that is to be changed. */
  readonly #result: Plan
  /** Where the search is. */
  readonly #plan: Plan
  readonly #tries: number
  readonly #random: Random
  readonly #attempt: Attempt
  /** Intents that have anywhere to go. */
  readonly #movable: readonly Demand[]
  /** In the order they are tried. */
  readonly #relocations: readonly Relocation[]
  #relocated = 0
  readonly #start: number
  #tried = 0
  #welfare: number
  #best: Plan
  #bestWelfare: number

  constructor(plan: Plan, { tries, seed = 1 }: RuinAndRecreateOptions) {
    const competition = new Competition(plan.model)
    this.#result = plan
    this.#plan = new Plan(competition.market, plan)
    this.#random = createRandom(seed)
    this.#attempt = new Attempt(this.#plan, competition, this.#random)
    this.#movable = plan.model.demands.filter(({ intent }) => competition.pools[intent]?.length)
    this.#relocations = this.#listRelocations(competition)
    this.#tries = this.#movable.length < 2 ? 0 : tries
    this.#start = plan.welfare
    this.#welfare = this.#start
    this.#best = plan.copy()
    this.#bestWelfare = this.#start
  }

  /** Makes so many of the tries; whether there are more. */
  run(count: number): boolean {
    const end = Math.min(this.#tries, this.#tried + Math.ceil(count))
    for (; this.#tried < end; this.#tried++) this.#try()
    return this.#tried < this.#tries
  }

  /** Changes the plan to the best one it came by; returns the welfare gained, base units. */
  finish(): number {
    for (const { intent } of this.#result.model.demands) this.#result.remove(intent)
    for (const placement of this.#best.placements) this.#result.place(placement)
    return this.#bestWelfare - this.#start
  }

  /** All lumps in all their pools, in random order: those of one lump are not to follow each other. */
  #listRelocations({ pools }: Competition): Relocation[] {
    const lump = ({ work, maxPools }: Demand) => work / Math.min(mostSpread, maxPools)
    return this.#movable
      .toSorted((a, b) => lump(b) - lump(a) || a.intent - b.intent)
      .slice(0, lumps)
      .flatMap(({ intent }) => (pools[intent] ?? []).map((pool) => ({ intent, pool, rank: this.#random.next() })))
      .sort((a, b) => a.rank - b.rank)
  }

  #draw(): Demand {
    return this.#movable[this.#random.integer(0, this.#movable.length - 1)] as Demand
  }

  #drawLargest(): Demand {
    let largest = this.#draw()
    for (let draws = 1; draws < displacedDraws; draws++) {
      const other = this.#draw()
      if (other.work > largest.work) largest = other
    }
    return largest
  }

  /** Whether the attempt may be worth its while. */
  #relocate(part: number): boolean {
    const { intent, pool } = this.#relocations[this.#relocated++ % this.#relocations.length] as Relocation
    this.#attempt.watch()
    this.#attempt.relocate(intent, pool)
    return this.#attempt.moveAlong(bearable.relocated.map((share) => share * part))
  }

  /** Whether the attempt may be worth its while. */
  #recreate(kind: number, part: number): boolean {
    const attempt = this.#attempt
    if (kind < displacing) {
      attempt.displace(this.#drawLargest().intent)
      attempt.liftHeirs(most.heirsOfDisplaced)
    } else {
      if (kind < displacing + clearing) attempt.liftHolders(this.#draw().intent, most.holders)
      else attempt.liftRivals(this.#draw().intent, most.rivals)
      attempt.liftHeirs(most.heirs)
    }
    attempt.invite(most.unserved)
    return attempt.recreate(part * (kind < displacing ? bearable.displaced : bearable.others))
  }

  #try(): void {
    const attempt = this.#attempt
    const kind = this.#random.next()
    const part = this.#bestWelfare / this.#movable.length
    attempt.begin()
    const promising = kind < relocating ? this.#relocate(part) : this.#recreate(kind, part)
    if (!promising || !this.#accepts(attempt.change)) {
      attempt.undo()
      return
    }
    this.#welfare += attempt.change
    // Less than a base unit is rounding.
    if (this.#welfare <= this.#bestWelfare + 1) return
    this.#bestWelfare = this.#welfare
    this.#best = this.#plan.copy()
  }

  #accepts(change: number): boolean {
    if (change >= 0) return change > 0
    const cooled = hot * exp(log(cold / hot) * (this.#tried / this.#tries))
    return this.#random.next() < exp((change * this.#movable.length) / (this.#bestWelfare * cooled))
  }
}
