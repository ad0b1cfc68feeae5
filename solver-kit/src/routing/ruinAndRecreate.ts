import { createRandom, type Random } from '../backtest/random.ts'
import { bestPlacement } from './bestPlacement.ts'
import { exp } from './elementary.ts'
import { floatPrice } from './FloatCurve.ts'
import { gainNow } from './improvePlan.ts'
import type { Cell, Demand, MarketModel, ModelArc } from './MarketModel.ts'
import type { Placement, Plan } from './Plan.ts'

export interface RuinAndRecreateOptions {
  /** Tries. Equal numbers make equal plans, as long as nothing aborts. */
  tries: number
  /** Default 1. */
  seed?: number
  signal?: AbortSignal | undefined
}

export const knobs = {
  most: 6,
  oversight: 0.05,
  hot: 1e-3,
  ratio: 0.01,
  extra: 4,
  noise: 0.3,
  forced: 0.4,
  ruin: 0.15,
  ruinMost: 10,
  heirs: 2,
  heirsForced: 3,
  tournament: 2,
  draws: 3,
  pair: 0.4,
  chain: 0,
  evictions: 12,
  worse: 0.97,
  modest: 0.2,
  modestAny: 0,
}

/** Who competes with whom, and for what. */
class Competition {
  /** Intents that could use a cell. */
  readonly byCell: readonly number[][]
  /** Arcs that could serve an intent with profit while nothing is bought. */
  readonly arcs: readonly (readonly ModelArc[])[]

  constructor({ cells, demands }: MarketModel) {
    const byCell: number[][] = cells.map(() => [])
    this.byCell = byCell
    this.arcs = demands.map(({ intent, arcs, value, minWork, minUnits, maxPools, window }) => {
      const alone = maxPools === 1 && window.to - window.from === 1
      const useful = arcs.filter(({ cell, speed }) => {
        const { curve, sold } = cells[cell] as Cell
        const left = curve.capacity - sold
        const enough = alone ? minWork / speed : 0
        return left >= Math.max(minUnits, enough) && floatPrice(curve, sold) < value * speed
      })
      for (const { cell } of useful) byCell[cell]?.push(intent)
      return useful
    })
  }
}

/** One try after another at a plan: what is taken out, what is put back, and what that changes. */
class Attempt {
  readonly #plan: Plan
  readonly #random: Random
  readonly #competition: Competition
  readonly #demands: readonly Demand[]
  /** Intents that must find a place, in the order they try. */
  #queue: number[] = []
  /** In the queue of this try. */
  readonly #queued: Uint8Array
  /** Placed by this try: nobody evicts them again. */
  readonly #settled: Uint8Array
  readonly #rank: Float64Array
  /** What an intent lost when it was taken out. */
  readonly #lost: Float64Array
  readonly #levels: Float64Array
  #before: Placement[] = []
  #evictions = 0
  /** Welfare gained by this try so far, base units. */
  change = 0

  constructor(plan: Plan, competition: Competition, random: Random) {
    const size = plan.model.demands.length
    this.#plan = plan
    this.#demands = plan.model.demands
    this.#competition = competition
    this.#random = random
    this.#queued = new Uint8Array(size)
    this.#settled = new Uint8Array(size)
    this.#rank = new Float64Array(size)
    this.#lost = new Float64Array(size)
    this.#levels = new Float64Array(size)
  }

  begin(): void {
    for (const intent of this.#queue) {
      this.#queued[intent] = 0
      this.#settled[intent] = 0
    }
    this.#queue = []
    this.#before = []
    this.#evictions = 0
    this.change = 0
  }

  #oneOf<T>(choices: readonly T[]): T | undefined {
    return choices[this.#random.integer(0, choices.length - 1)]
  }

  /** Takes an intent out, if it is in, and has it wait for a new place. */
  #lift(intent: number): void {
    if (this.#queued[intent] === 1) return
    this.#queued[intent] = 1
    this.#queue.push(intent)
    this.#lost[intent] = 0
    const placement = this.#plan.remove(intent)
    if (!placement) return
    this.#before.push(placement)
    const gain = gainNow(this.#plan, placement)
    this.#lost[intent] = gain
    this.change -= gain
  }

  /** Those who have units of a cell, in random order. */
  #holders(cell: number): number[] {
    const holders = (this.#competition.byCell[cell] as number[]).filter((intent) => {
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
      if (this.#settled[holder] === 1) continue
      this.#lift(holder)
      this.#evictions++
      if (this.#plan.left(cell) >= units) return
    }
  }

  /** Puts an intent, which waits, on one or two cells by chance, whoever is there. */
  #force(intent: number): void {
    const arcs = this.#competition.arcs[intent] as ModelArc[]
    const first = this.#oneOf(arcs)
    if (!first) return
    const { maxPools, minUnits, minWork, work } = this.#demands[intent] as Demand
    const modest = this.#random.chance(knobs.modest)
    const second = maxPools > 1 && this.#random.chance(knobs.pair) ? this.#oneOf(arcs) : undefined
    let missing = modest ? minWork : work
    const cells: number[] = []
    for (const arc of second && second !== first ? [first, second] : [first]) {
      let need = missing / arc.speed
      if (second && arc === first) need *= this.#random.next()
      need = Math.max(minUnits, need)
      this.#makeRoom(arc.cell, need)
      missing = Math.max(0, missing - this.#plan.left(arc.cell) * arc.speed)
      cells.push(arc.cell)
    }
    this.#settle(bestPlacement(this.#plan, intent, { only: cells, modest }))
  }

  #settle(placement: Placement | undefined): void {
    if (!placement) return
    this.#plan.place(placement)
    this.#settled[placement.intent] = 1
    this.change += placement.gain
  }

  /** Takes out an intent and rivals of it. */
  liftRivals(first: number): void {
    const arcs = this.#competition.arcs[first] as ModelArc[]
    const wanted = this.#random.integer(2, knobs.most)
    this.#lift(first)
    for (let tries = 0; tries < 4 * wanted && this.#queue.length < wanted; tries++) {
      const arc = this.#oneOf(arcs)
      const rival = arc && this.#oneOf(this.#competition.byCell[arc.cell] as number[])
      if (rival !== undefined && this.#plan.placement(rival)) this.#lift(rival)
    }
  }

  /** Takes out an intent, and those who hold a cell that it could use. */
  liftHolders(first: number): void {
    const arc = this.#oneOf(this.#competition.arcs[first] as ModelArc[])
    this.#lift(first)
    if (!arc) return
    for (const holder of this.#holders(arc.cell).slice(0, this.#random.integer(1, knobs.ruinMost))) this.#lift(holder)
  }

  /** Takes out an intent and puts it where it is not. */
  displace(first: number): void {
    this.#lift(first)
    this.#force(first)
  }

  /** Takes out some who could use what the first ones have left, the larger the rather. */
  liftHeirs(most: number): void {
    const from = this.#before.length
    const wanted = this.#random.integer(0, most)
    for (let heir = 0; heir < wanted && from > 0; heir++) {
      const freed = this.#before[this.#random.integer(0, from - 1)]?.fills ?? []
      const cell = this.#oneOf(freed)?.arc.cell
      if (cell === undefined) return
      const rivals = this.#competition.byCell[cell] as number[]
      let chosen = -1
      for (let draw = 0; draw < knobs.tournament; draw++) {
        const rival = this.#oneOf(rivals) as number
        if (rival === undefined || this.#queued[rival] === 1 || !this.#plan.placement(rival)) continue
        if (chosen < 0 || (this.#demands[rival] as Demand).work > (this.#demands[chosen] as Demand).work) chosen = rival
      }
      if (chosen >= 0) this.#lift(chosen)
    }
  }

  /** Some who were left out get a chance. */
  inviteUnserved(most: number): void {
    let invited = 0
    for (let tries = 0; tries < 3 * most && invited < most; tries++) {
      const cell = this.#oneOf(this.#oneOf(this.#before)?.fills ?? [])?.arc.cell
      if (cell === undefined) return
      const rival = this.#oneOf(this.#competition.byCell[cell] as number[])
      if (rival === undefined || this.#queued[rival] === 1 || this.#plan.placement(rival)) continue
      this.#lift(rival)
      invited++
    }
  }

  /** Puts back who waits, by value, by size or by chance, each where it is worth most, or where others have to go. */
  recreate(): void {
    const random = this.#random
    const rank = this.#rank
    const mode = random.next()
    const waiting = this.#queue.filter((intent) => this.#settled[intent] === 0)
    for (const intent of waiting) {
      const { value, work } = this.#demands[intent] as Demand
      const jitter = random.between(1 - knobs.noise, 1 + knobs.noise)
      rank[intent] = mode < 0.5 ? value * jitter : mode < 0.8 ? work * jitter : jitter
    }
    waiting.sort((a, b) => (rank[b] as number) - (rank[a] as number))
    const search = { oversight: knobs.oversight, random, levels: this.#levels }
    for (let at = 0; at < waiting.length; at++) {
      const intent = waiting[at] as number
      const placement = bestPlacement(this.#plan, intent, random.chance(knobs.modestAny) ? { ...search, modest: true } : search)
      const worse = (placement?.gain ?? 0) < knobs.worse * (this.#lost[intent] as number)
      if (worse && this.#evictions < knobs.evictions && random.chance(knobs.chain)) {
        const from = this.#queue.length
        this.#force(intent)
        for (let next = from; next < this.#queue.length; next++) waiting.push(this.#queue[next] as number)
      } else this.#settle(placement)
    }
  }

  /** Everything as it was before. */
  undo(): void {
    for (const intent of this.#queue) this.#plan.remove(intent)
    for (const placement of this.#before) this.#plan.place(placement)
  }
}

/**
 * Takes a few competing intents out of a plan and puts them back in other orders or other places, where that is worth more: finds what
 * moves of one intent cannot, several that must go at once. Small losses are accepted on the way, ever smaller ones (simulated
 * annealing). Changes the plan to the best one seen; returns the welfare gained, base units.
 *
 * After Schrimpf et al., "Record breaking optimization results using the ruin and recreate principle" (2000).
 */
export function ruinAndRecreate(plan: Plan, { tries, seed = 1, signal }: RuinAndRecreateOptions): number {
  const competition = new Competition(plan.model)
  const movable = plan.model.demands.filter(({ intent }) => competition.arcs[intent]?.length)
  if (movable.length < 2) return 0
  const random = createRandom(seed)
  const attempt = new Attempt(plan, competition, random)
  const start = plan.welfare
  let current = start
  let best = start
  let found = plan.copy()
  const cooling = Math.log(knobs.ratio)
  const draw = (): Demand => movable[random.integer(0, movable.length - 1)] as Demand
  for (let tried = 0; tried < tries && !signal?.aborted; tried++) {
    const temperature = best * knobs.hot * exp((cooling * tried) / tries)
    const kind = random.next()
    let first = draw()
    attempt.begin()
    if (kind < knobs.forced) {
      for (let draws = 1; draws < knobs.draws; draws++) {
        const other = draw()
        if (other.work > first.work) first = other
      }
      attempt.displace(first.intent)
      attempt.liftHeirs(knobs.heirsForced)
    } else {
      if (kind < knobs.forced + knobs.ruin) attempt.liftHolders(first.intent)
      else attempt.liftRivals(first.intent)
      attempt.liftHeirs(knobs.heirs)
    }
    attempt.inviteUnserved(knobs.extra)
    attempt.recreate()
    const { change } = attempt
    if (change > 0 || (change < 0 && random.next() < exp(change / temperature))) {
      current += change
      if (current > best + 1) {
        best = current
        found = plan.copy()
      }
    } else attempt.undo()
  }
  for (const { intent } of plan.model.demands) plan.remove(intent)
  for (const placement of found.placements) plan.place(placement)
  return best - start
}
