import type { Random } from '../backtest/random.ts'
import type { Demand, ModelArc } from './MarketModel.ts'
import type { Placement, Plan, PlannedFill } from './Plan.ts'
import { Pour } from './Pour.ts'
import { type ReservePrices, reservedCost, unitsFor, workOf } from './waterFill.ts'

/**
 * No fill below this share of a job: every fill costs gas and bytes in the batch. Measured at 200 intents, 40 pools and
 * 24 slots: a twelfth needs 5.9 fills per intent and loses 6 % of the welfare, a 24th 7.3 and 2 %, a 96th 8.9 and nothing.
 * In one slot, at 100 intents and 50 pools, a 24th costs 2 bp in three of twenty markets.
 */
const leastShare = 1 / 96

/** The shares tried where gas has a price: there the fills pay for themselves or are not made. */
const leastShares = [1 / 24, 1 / 6, 1 / 2]

/** The same for where gas is free. */
const onlyShare = [leastShare]

/** A fill that would be at least this share of the least one is tried at the least one, too. */
const worthRaising = 0.4

/** Rounds in which pools and slivers are dropped one by one; after that only what is used stays. */
const carefulRounds = 12

/** Whole units may be missed by this much, of floats. */
const nearlyWhole = 1e-6

export interface FluidOptions {
  reserve?: ReservePrices | undefined
  /** With this chance a pool is overlooked, so that a search tries second best ways, too. */
  oversight?: number
  random?: Random
  /** Only these pools. */
  only?: readonly number[] | undefined
  /** No more than the least the intent accepts. */
  modest?: boolean
  /** All the work there is room for, at the least loss if there is no gain: for who looks at what others do then. */
  atAnyPrice?: boolean
  /** By intent, where the level was last time: kept up to date, saves a search some steps. */
  levels?: Float64Array
}

/** What a placement must gain to be one at all. */
export function leastGain({ atAnyPrice }: Pick<FluidOptions, 'atAnyPrice'>): number {
  return atAnyPrice ? Number.NEGATIVE_INFINITY : 0
}

/** Kept from call to call: nothing in here calls back. */
const pour = new Pour()
let whole = new Float64Array(64)
let bestUnits = new Float64Array(64)
let bestWays = new Int32Array(64)

/** The best way found so far to serve one intent. */
class Best {
  readonly demand: Demand
  /** What it is worth, net of what it costs at reserve prices. */
  gain: number
  readonly #plan: Plan
  readonly #reserve: ReservePrices | undefined
  #size = 0
  #work = 0
  #cost = 0
  #trueGain = 0

  constructor(plan: Plan, demand: Demand, reserve: ReservePrices | undefined, gain: number) {
    this.#plan = plan
    this.demand = demand
    this.#reserve = reserve
    this.gain = gain
    if (whole.length < pour.units.length) {
      whole = new Float64Array(pour.units.length)
      bestUnits = new Float64Array(pour.units.length)
      bestWays = new Int32Array(pour.units.length)
    }
  }

  /** Makes what is poured for so much work whole, and keeps it if it is the best so far. */
  consider(desired: number): void {
    const target = reached(desired)
    const { intent, work: wanted, minWork, value, minUnits } = this.demand
    let done = 0
    for (let index = 0; index < pour.size; index++) {
      const way = pour.active[index] as number
      let units = Math.floor((pour.units[way] as number) + nearlyWhole)
      if (units > 0) {
        if (units < minUnits) units = minUnits
        done += workOf(pour.arcs[way] as ModelArc, units)
      }
      whole[way] = units
    }
    if (done < target) done = this.#complete(done, target, target === desired)
    else if (done > target) done = this.#trim(done, target)
    if (done < minWork || done === 0) return
    let cost = 0
    let reserved = 0
    for (let index = 0; index < pour.size; index++) {
      const way = pour.active[index] as number
      const units = whole[way] as number
      if (units === 0) continue
      const own = pour.cost(way, units)
      cost += own
      if (this.#reserve) {
        const { cell } = pour.arcs[way] as ModelArc
        reserved += reservedCost(this.#plan, cell, units, this.#reserve[cell] as number) - own
      }
    }
    const work = Math.min(done, wanted)
    let gain = value * work - cost
    if (gain - reserved <= this.gain) return
    if (this.#plan.gasPrice > 0) {
      gain -= this.#plan.gasCost(intent, fillsOf(whole, pour.active, pour.size))
      if (gain - reserved <= this.gain) return
    }
    this.gain = gain - reserved
    this.#work = work
    this.#cost = cost
    this.#trueGain = gain
    this.#size = pour.size
    for (let index = 0; index < pour.size; index++) {
      const way = pour.active[index] as number
      bestWays[index] = way
      bestUnits[way] = whole[way] as number
    }
  }

  /** Whole units round work down: whose parts of units were largest make up for it, then those with most room. */
  #complete(done: number, target: number, must: boolean): number {
    let sum = done
    const near = target - done <= pour.size * (pour.speed[pour.active[0] as number] as number)
    for (let tries = 0; near && tries < pour.size && sum < target; tries++) {
      let largest = 0
      let chosen = -1
      for (let index = 0; index < pour.size; index++) {
        const way = pour.active[index] as number
        const part = (pour.units[way] as number) - (whole[way] as number)
        const allowed = (whole[way] as number) > 0 || this.demand.minUnits <= 1
        if (allowed && part > largest && (whole[way] as number) < (pour.left[way] as number)) {
          largest = part
          chosen = way
        }
      }
      if (chosen < 0) break
      sum += this.#add(chosen, 1)
    }
    // What is not worth more than its price need not be all there.
    if (!must) return sum
    for (let tries = 0; tries < pour.size && sum < target; tries++) {
      let most = 0
      let chosen = -1
      for (let index = 0; index < pour.size; index++) {
        const way = pour.active[index] as number
        const room = (pour.left[way] as number) - (whole[way] as number)
        if ((whole[way] as number) > 0 && room > most) {
          most = room
          chosen = way
        }
      }
      if (chosen < 0) break
      const arc = pour.arcs[chosen] as ModelArc
      const units = whole[chosen] as number
      sum += this.#add(chosen, Math.min(most, unitsFor(arc, workOf(arc, units) + target - sum) - units))
    }
    return sum
  }

  /** Adds units to a way; returns the work they add. */
  #add(way: number, units: number): number {
    const arc = pour.arcs[way] as ModelArc
    const before = whole[way] as number
    whole[way] = before + units
    return workOf(arc, before + units) - workOf(arc, before)
  }

  /** Where a reserve price lets a whole pool in at once, it does more than is wanted. */
  #trim(done: number, target: number): number {
    let sum = done
    for (let index = pour.size - 1; index >= 0 && sum > target; index--) {
      const way = pour.active[index] as number
      const units = whole[way] as number
      if (units === 0) continue
      const arc = pour.arcs[way] as ModelArc
      const before = workOf(arc, units)
      const others = sum - before
      const next = Math.min(
        units,
        Math.max(pour.least[way] as number, others < target ? unitsFor(arc, target - others) : 0),
      )
      whole[way] = next
      sum = others + workOf(arc, next)
    }
    return sum
  }

  /** `undefined` when nothing gained more than what was known. */
  get placement(): Placement | undefined {
    if (this.#size === 0) return undefined
    const fills = fillsOf(bestUnits, bestWays, this.#size)
    return { intent: this.demand.intent, fills, work: this.#work, cost: this.#cost, gain: this.#trueGain }
  }
}

function fillsOf(units: Float64Array, ways: Int32Array, size: number): PlannedFill[] {
  const fills: PlannedFill[] = []
  for (let index = 0; index < size; index++) {
    const way = ways[index] as number
    if ((units[way] as number) > 0) fills.push({ arc: pour.arcs[way] as ModelArc, units: units[way] as number })
  }
  return fills
}

/** Work that is poured into each pool in use, in the order of the active ways; returns how many pools those are. */
function countPools(): number {
  let pools = 0
  let last = -1
  for (let index = 0; index < pour.filledCount; index++) {
    const way = pour.filled[index] as number
    const units = pour.units[way] as number
    if (units <= 0) continue
    if (pour.pool[way] !== last) {
      last = pour.pool[way] as number
      poolOf[pools] = last
      poolWork[pools++] = 0
    }
    poolWork[pools - 1] = (poolWork[pools - 1] as number) + units * (pour.speed[way] as number)
  }
  return pools
}

let poolOf = new Int32Array(64)
let poolWork = new Float64Array(64)

/** Drops the `count` of `pools` that do least work. */
function dropPools(count: number, pools: number): void {
  for (let dropped = 0; dropped < count; dropped++) {
    let least = 0
    for (let index = 1; index < pools; index++)
      if ((poolWork[index] as number) < (poolWork[least] as number)) least = index
    const pool = poolOf[least] as number
    poolWork[least] = Number.POSITIVE_INFINITY
    pour.dropPool(pool)
  }
}

const isUsed = (way: number): boolean => (pour.units[way] as number) > 0

/** Pours `work`, then drops pools and slivers until the intent's rules hold; or raises slivers to the least fill. */
function pourByRules(work: number, maxWorkPrice: number, maxPools: number, raise: boolean): boolean {
  let raised = false
  for (let round = 0; ; round++) {
    pour.level(work, maxWorkPrice, guess)
    guess = pour.t
    if (pour.size > maxPools) {
      const pools = countPools()
      if (pools > maxPools) {
        if (round >= carefulRounds || pools > 2 * maxPools) pour.retain(isUsed)
        dropPools(Math.ceil((pools - maxPools) / 2), pools)
        continue
      }
    }
    let slivers = 0
    let worst = -1
    let worstRatio = 1
    let used = 0
    for (let index = 0; index < pour.filledCount; index++) {
      const way = pour.filled[index] as number
      const units = pour.units[way] as number
      if (units <= 0) continue
      used++
      const least = pour.least[way] as number
      if (units + nearlyWhole >= least) continue
      const ratio = units / least
      if (raise && ratio >= worthRaising) {
        pour.pin(way)
        raised = true
      }
      slivers++
      if (ratio < worstRatio) {
        worstRatio = ratio
        worst = way
      }
    }
    if (slivers === 0) return raised
    if (used === 1) {
      pour.pin(worst)
      raised = true
    } else if (!raise || worstRatio < worthRaising) {
      if (round >= carefulRounds) pour.retain(isUsed)
      pour.drop(worst)
    }
  }
}

/** Where the next level is looked for first. */
let guess = 0

/** Tries what is loaded, for so much work at so much a piece. */
function attempt(best: Best, work: number, maxWorkPrice: number, maxPools: number): void {
  if (maxPools === 1) {
    attemptEach(best, work, maxWorkPrice)
    return
  }
  pour.activate(0, pour.count)
  const raised = pourByRules(work, maxWorkPrice, maxPools, true)
  best.consider(work)
  if (!raised) return
  pour.activate(0, pour.count)
  pourByRules(work, maxWorkPrice, maxPools, false)
  best.consider(work)
}

/** Work that is poured; all that is wanted, if that is only missed by little. */
function reached(work: number): number {
  let sum = 0
  for (let index = 0; index < pour.size; index++) {
    const way = pour.active[index] as number
    sum += (pour.units[way] as number) * (pour.speed[way] as number)
  }
  return sum >= work * (1 - 2e-3) ? work : Math.floor(sum)
}

/** Every pool alone. */
function attemptEach(best: Best, work: number, maxWorkPrice: number): void {
  for (let from = 0; from < pour.count; ) {
    const pool = pour.pool[from]
    let end = from
    let price = Number.POSITIVE_INFINITY
    for (; end < pour.count && pour.pool[end] === pool; end++) price = Math.min(price, pour.firstPrice(end))
    // No unit costs less than the first: most pools are ruled out without a quote.
    if ((best.demand.value - price) * work > best.gain) {
      pour.activate(from, end)
      guess = 0
      pourByRules(work, maxWorkPrice, 1, false)
      best.consider(work)
    }
    from = end
  }
}

/**
 * The best way found to serve an intent whose slots are independent: spread at one price where the intent may be spread
 * that far, else over the pools that such a spread uses most, and every pool alone if only one may be used.
 */
export function fluidPlacement(plan: Plan, demand: Demand, options: FluidOptions): Placement | undefined {
  const { intent, work, minWork, value, maxPools } = demand
  const shares = plan.gasPrice > 0 ? leastShares : onlyShare
  let found: Placement | undefined
  for (const share of shares) {
    pour.load(plan, demand, share, options)
    if (pour.count === 0) continue
    if (poolOf.length < pour.count) {
      poolOf = new Int32Array(2 * pour.count)
      poolWork = new Float64Array(2 * pour.count)
    }
    guess = options.levels?.[intent] ?? 0
    const least = found?.gain ?? leastGain(options)
    const best = new Best(plan, demand, options.reserve, least)
    if (minWork === work || options.atAnyPrice) attempt(best, work, Number.POSITIVE_INFINITY, maxPools)
    else {
      if (!options.modest) attempt(best, work, value, maxPools)
      // What is worth its price is less than the buyer accepts at all; together it may still be worth it.
      if (best.gain === least) attempt(best, minWork, Number.POSITIVE_INFINITY, maxPools)
    }
    found = best.placement ?? found
    if (options.levels) options.levels[intent] = pour.t
  }
  return found
}
