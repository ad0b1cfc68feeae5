import type { Random } from '../backtest/random.ts'
import type { Demand, ModelArc } from './MarketModel.ts'
import type { Plan, PlannedFill } from './Plan.ts'
import { Pour } from './Pour.ts'
import { type ReservePrices, unitsFor, workOf } from './waterFill.ts'

/**
 * No fill below this share of a job: every fill costs gas and bytes in the batch. Measured at 200 intents, 40 pools and
 * 24 slots: a twelfth needs 5.9 fills per intent and loses 6 % of the welfare, a 24th 7.3 and 2 %, a 96th 8.9 and nothing.
 */
const leastShare = 1 / 24

/** The shares tried where gas has a price: there the fills pay for themselves or are not made. */
const leastShares = [1 / 24, 1 / 6, 1 / 2]

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
  /** Only this cell. */
  only?: number
}

/** Kept from call to call: nothing in here calls back. */
const pour = new Pour()
let whole = new Float64Array(64)
let bestUnits = new Float64Array(64)

/** The best way found so far to serve one intent. */
class Best {
  readonly #plan: Plan
  readonly #demand: Demand
  readonly #reserve: ReservePrices | undefined
  gain = 0
  #found = false

  constructor(plan: Plan, demand: Demand, reserve: ReservePrices | undefined) {
    this.#plan = plan
    this.#demand = demand
    this.#reserve = reserve
    if (whole.length < pour.units.length) {
      whole = new Float64Array(pour.units.length)
      bestUnits = new Float64Array(pour.units.length)
    }
  }

  /** Makes what is poured whole, and keeps it if it is the best so far. `target`: work that must be reached, if it can be. */
  consider(target: number): void {
    const { work: wanted, minWork, value, minUnits } = this.#demand
    let done = 0
    for (let way = 0; way < pour.count; way++) {
      let units = 0
      if (pour.active[way] === 1 && (pour.units[way] as number) > 0) {
        units = Math.floor((pour.units[way] as number) + nearlyWhole)
        if (units < minUnits) units = minUnits
        done += workOf(pour.arcs[way] as ModelArc, units)
      }
      whole[way] = units
    }
    if (done < target) done = this.#complete(done, target)
    else if (done > target) done = this.#trim(done, target)
    if (done < minWork || done === 0) return
    let gain = value * Math.min(done, wanted)
    for (let way = 0; way < pour.count; way++) {
      const units = whole[way] as number
      if (units === 0) continue
      const floor = this.#reserve?.[(pour.arcs[way] as ModelArc).cell] ?? 0
      gain -= Math.max(pour.cost(way, units), floor * units)
    }
    if (this.#plan.gasPrice > 0) gain -= this.#plan.gasCost(this.#demand.intent, fillsOf(whole))
    if (gain <= this.gain) return
    this.gain = gain
    this.#found = true
    bestUnits.set(whole.subarray(0, pour.count))
  }

  /** Whole units round work down: those with most room make up for it. */
  #complete(done: number, target: number): number {
    let sum = done
    for (let tries = 0; tries < pour.count && sum < target; tries++) {
      let roomiest = -1
      let most = 0
      for (let way = 0; way < pour.count; way++) {
        const room = (pour.left[way] as number) - (whole[way] as number)
        if ((whole[way] as number) > 0 && room > most) {
          most = room
          roomiest = way
        }
      }
      if (roomiest < 0) break
      const arc = pour.arcs[roomiest] as ModelArc
      const units = whole[roomiest] as number
      const before = workOf(arc, units)
      const next = Math.min(units + most, unitsFor(arc, before + target - sum))
      whole[roomiest] = next
      sum += workOf(arc, next) - before
    }
    return sum
  }

  /** Where a reserve price lets a whole pool in at once, it does more than is wanted. */
  #trim(done: number, target: number): number {
    let sum = done
    for (let way = pour.count - 1; way >= 0 && sum > target; way--) {
      const units = whole[way] as number
      if (units === 0) continue
      const arc = pour.arcs[way] as ModelArc
      const before = workOf(arc, units)
      const others = sum - before
      const next = Math.min(units, Math.max(pour.least[way] as number, others < target ? unitsFor(arc, target - others) : 0))
      whole[way] = next
      sum = others + workOf(arc, next)
    }
    return sum
  }

  get fills(): PlannedFill[] {
    return this.#found ? fillsOf(bestUnits) : []
  }
}

function fillsOf(units: Float64Array): PlannedFill[] {
  const fills: PlannedFill[] = []
  for (let way = 0; way < pour.count; way++)
    if ((units[way] as number) > 0) fills.push({ arc: pour.arcs[way] as ModelArc, units: units[way] as number })
  return fills
}

/** Drops the `count` pools that do least work. */
function dropPools(count: number, pools: number): void {
  // Few at a time, and seldom more than a handful of pools.
  for (let dropped = 0; dropped < count && dropped < pools; dropped++) {
    let least = Number.POSITIVE_INFINITY
    let from = 0
    let to = 0
    for (let way = 0; way < pour.count; ) {
      const { pool } = pour.arcs[way] as ModelArc
      let end = way
      let work = 0
      for (; end < pour.count && (pour.arcs[end] as ModelArc).pool === pool; end++)
        if (pour.active[end] === 1) work += (pour.units[end] as number) * (pour.arcs[end] as ModelArc).speed
      if (work > 0 && work < least) {
        least = work
        from = way
        to = end
      }
      way = end
    }
    for (let way = from; way < to; way++) {
      pour.active[way] = 0
      pour.units[way] = 0
    }
  }
}

function usedPools(): number {
  let pools = 0
  let last = -1
  for (let way = 0; way < pour.count; way++)
    if (pour.active[way] === 1 && (pour.units[way] as number) > 0 && (pour.arcs[way] as ModelArc).pool !== last) {
      pools++
      last = (pour.arcs[way] as ModelArc).pool
    }
  return pools
}

function keepUsed(): void {
  for (let way = 0; way < pour.count; way++) if (!((pour.units[way] as number) > 0)) pour.active[way] = 0
}

/** Pours `work`, then drops pools and slivers until the intent's rules hold; or raises slivers to the least fill. */
function pourByRules(work: number, maxWorkPrice: number, maxPools: number, raise: boolean): boolean {
  let raised = false
  for (let round = 0; ; round++) {
    pour.level(work, maxWorkPrice)
    const pools = usedPools()
    if (pools > maxPools) {
      if (round >= carefulRounds || pools > 2 * maxPools) keepUsed()
      dropPools(Math.ceil((pools - maxPools) / 2), pools)
      continue
    }
    let slivers = 0
    let worst = -1
    let worstRatio = 1
    let used = 0
    for (let way = 0; way < pour.count; way++) {
      const units = pour.units[way] as number
      if (pour.active[way] === 0 || units <= 0) continue
      used++
      const ratio = (units + nearlyWhole) / (pour.least[way] as number)
      if (ratio >= 1) continue
      if (raise && ratio >= worthRaising) {
        pour.pinned[way] = 1
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
      pour.pinned[worst] = 1
      raised = true
    } else if (!raise || worstRatio < worthRaising) {
      if (round >= carefulRounds) keepUsed()
      pour.active[worst] = 0
      pour.units[worst] = 0
    }
  }
}

/** Loads the ways an intent has, all of them active. */
function load(plan: Plan, demand: Demand, arcs: readonly ModelArc[], share: number, options: FluidOptions): void {
  const { work, minUnits } = demand
  const { reserve, oversight = 0, random, only } = options
  pour.begin(plan, arcs.length)
  for (const arc of arcs) {
    if (only !== undefined && arc.cell !== only) continue
    const left = plan.left(arc.cell)
    if (left < minUnits) continue
    if (oversight > 0 && random?.chance(oversight)) continue
    const least = Math.max(minUnits, Math.min(unitsFor(arc, work * share), left))
    pour.add(arc, plan.sold(arc.cell), left, least, reserve?.[arc.cell] ?? 0)
  }
}

function reset(): void {
  for (let way = 0; way < pour.count; way++) {
    pour.active[way] = 1
    pour.pinned[way] = 0
  }
}

/** Tries what is loaded, for so much work at so much a piece. */
function attempt(best: Best, work: number, maxWorkPrice: number, maxPools: number): void {
  reset()
  const raised = pourByRules(work, maxWorkPrice, maxPools, true)
  best.consider(Math.min(work, reached(work)))
  if (!raised) return
  reset()
  pourByRules(work, maxWorkPrice, maxPools, false)
  best.consider(Math.min(work, reached(work)))
}

/** Work that is poured; all that is wanted, if that is only missed by rounding. */
function reached(work: number): number {
  let sum = 0
  for (let way = 0; way < pour.count; way++)
    if (pour.active[way] === 1) sum += (pour.units[way] as number) * (pour.arcs[way] as ModelArc).speed
  return sum >= work * (1 - 1e-6) ? work : Math.floor(sum)
}

/** Every pool alone. */
function attemptEach(best: Best, work: number, maxWorkPrice: number, maxGain: number): void {
  for (let from = 0; from < pour.count; ) {
    const { pool } = pour.arcs[from] as ModelArc
    let end = from
    let price = Number.POSITIVE_INFINITY
    for (; end < pour.count && (pour.arcs[end] as ModelArc).pool === pool; end++)
      price = Math.min(price, pour.firstPrice(end))
    // No unit costs less than the first: most pools are ruled out without a quote.
    if (maxGain - price * work > best.gain) {
      pour.active.fill(0, 0, pour.count)
      pour.units.fill(0, 0, pour.count)
      pour.pinned.fill(0, 0, pour.count)
      for (let way = from; way < end; way++) pour.active[way] = 1
      pourByRules(work, maxWorkPrice, 1, false)
      best.consider(reached(work))
    }
    from = end
  }
}

/**
 * The best fills found for an intent whose slots are independent: spread at one price where the intent may be spread that
 * far, else over the pools that such a spread uses most, and every pool alone if only one may be used.
 */
export function fluidFills(plan: Plan, demand: Demand, options: FluidOptions = {}): { fills: PlannedFill[]; gain: number } {
  const { work, minWork, value, maxPools } = demand
  const shares = plan.gasPrice > 0 ? leastShares : [leastShare]
  let found: { fills: PlannedFill[]; gain: number } = { fills: [], gain: 0 }
  for (const share of shares) {
    load(plan, demand, demand.arcs, share, options)
    const best = new Best(plan, demand, options.reserve)
    best.gain = found.gain
    const run = (wanted: number, maxWorkPrice: number): void => {
      if (maxPools === 1) attemptEach(best, wanted, maxWorkPrice, value * wanted)
      else attempt(best, wanted, maxWorkPrice, maxPools)
    }
    if (minWork === work) run(work, Number.POSITIVE_INFINITY)
    else {
      run(work, value)
      // What is worth its price is less than the buyer accepts at all; together it may still be worth it.
      if (best.gain === found.gain) run(minWork, Number.POSITIVE_INFINITY)
    }
    if (best.gain > found.gain) found = { fills: best.fills, gain: best.gain }
  }
  return found
}
