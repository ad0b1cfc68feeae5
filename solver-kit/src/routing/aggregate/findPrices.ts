import type { AggregateMarket } from './AggregateMarket.ts'
import { type BuyerColumns, createBuyerColumns } from './BuyerColumns.ts'
import { Curvature } from './Curvature.ts'
import { conjugateGradients, dot } from './conjugateGradients.ts'
import {
  createSmoothMarket,
  createSmoothState,
  evaluateSmooth,
  isOutOfReach,
  type SmoothMarket,
  type SmoothState,
} from './SmoothMarket.ts'
import { suppliedAt } from './SupplyCurve.ts'

export interface FindPricesOptions {
  /** Prices to start from, by product: those of the last round, if there was one. */
  start?: Float64Array | undefined
  /** The market is little other than the one that `start` clears: one temperature does, enough to deal by. */
  settled?: boolean
  signal?: AbortSignal | undefined
}

/** Prices at which a market clears, when buyers are undecided between products that cost nearly the same. */
export interface ClearingPrices {
  /** By product, base units per GPU-second; Infinity where nothing is left to sell. */
  prices: Float64Array
  /** How undecided, as a share of the price of work. */
  temperature: number
}

/** How undecided buyers are between products at first, as a share of the price of work; and with known prices. */
const hottest = 0.01
const warm = 2e-4

/** And at last, in one slot and over several: there dealing loses 2 to 5 bp, and the next stage would add 0.1. */
const coldest = { oneSlot: 1e-6, slots: 1e-5 }

/** And where the market has hardly changed. */
const settledHeat = 4e-5

/** Known prices are of use when they leave less than this share of what is traded unsold or wanting. */
const mostMissing = 0.7

/** From one stage to the next. */
const cooling = 0.1

/** Steps of a stage at most, of one with known prices, and of one where the market has hardly changed. */
const maxSteps = 60
const warmSteps = 20
const settledSteps = 4

/** Steps of the last stage: over several slots more of them change nothing that dealing leaves. */
const lastSteps = { oneSlot: 6, slots: 2 }

/** A step that would gain less than this share of the temperature ends the stage, and the last one. */
const leastGain = 4e-2
const lastGain = 1e-2

/** No step takes a price below this share of itself, or above its inverse. */
const leastStep = 0.5

/** A direction need not be exact where the next one is soon taken. */
const precision = { tolerance: 0.15, maxSteps: 20 }

/**
 * Market-clearing prices by Newton's method. The bound of a certificate is a convex function of prices, least at the
 * prices of the best plan; its kinks, where buyers are indifferent, are rounded off by letting buyers spread over products
 * that cost nearly the same, and less so from stage to stage (an entropic barrier).
 */
export function findPrices(market: AggregateMarket, options: FindPricesOptions = {}): ClearingPrices {
  const { start, settled = false, signal } = options
  const { supply, model } = market
  const extent = model.slots === 1 ? 'oneSlot' : 'slots'
  const end = coldest[extent]
  const first = firstPrices(market)
  const buyers = createBuyerColumns(market)
  const known = start !== undefined && (settled || isNear(market, buyers, start, first))
  let state = createSmoothState(
    market,
    known ? start.map((price, at) => Math.max(price, first[at] as number)) : guess(market),
  )
  let other = createSmoothState(market, state.prices)
  const curvature = new Curvature(state)
  let temperature = known ? (settled ? settledHeat : warm) : hottest
  const path: ClearingPrices[] = []
  for (;;) {
    const isSettled = settled && known
    const last = isSettled || temperature <= end
    const steps = isSettled ? settledSteps : last ? lastSteps[extent] : temperature === warm ? warmSteps : maxSteps
    let stage = createSmoothMarket(market, buyers, state.prices, temperature)
    evaluateSmooth(stage, state)
    curvature.forget()
    if (lookAhead(path, temperature, first, other.prices)) {
      evaluateSmooth(stage, other)
      if (other.bound < state.bound) [state, other] = [other, state]
    }
    let arrived = false
    for (let step = 0; step < steps && !arrived; step++) {
      if (signal?.aborted) return { prices: state.prices, temperature }
      const direction = newtonDirection(curvature, stage, state)
      keepNear(direction, state.prices, first)
      const decrease = dot(state.gradient, direction)
      arrived = -decrease <= (last ? lastGain : leastGain) * temperature * state.bound
      if (arrived) break
      let length = 1
      for (; length > 1e-5; length *= 0.4) {
        for (let at = 0; at < supply.length; at++)
          other.prices[at] = Math.max(
            first[at] as number,
            (state.prices[at] as number) + length * (direction[at] as number),
          )
        evaluateSmooth(stage, other)
        if (other.bound <= state.bound + 0.05 * length * decrease) break
      }
      arrived = length <= 1e-5
      if (arrived) break
      curvature.learn(stage, state, other)
      ;[state, other] = [other, state]
      if (isOutOfReach(stage, state.prices)) {
        stage = createSmoothMarket(market, buyers, state.prices, temperature)
        evaluateSmooth(stage, state)
      }
    }
    if (last) return { prices: state.prices, temperature }
    // Known prices that were further off than they looked: cold steps are too short for the way.
    if (temperature === warm && !arrived) temperature = hottest
    else {
      path.push({ prices: Float64Array.from(state.prices), temperature })
      temperature = cooler(temperature, end)
    }
  }
}

/** The next stage's temperature. Products of floats miss the end by their last bit: the last stage would run twice. */
function cooler(temperature: number, end: number): number {
  const next = temperature * cooling
  return next < end * (1 + 1e-9) ? end : next
}

/** Where prices will be at a lower temperature: on their way there they are nearly straight in it. False where that is not known. */
function lookAhead(
  path: readonly ClearingPrices[],
  temperature: number,
  first: Float64Array,
  ahead: Float64Array,
): boolean {
  const [before, now] = path.slice(-2)
  if (!before || !now) return false
  const further = (temperature - now.temperature) / (now.temperature - before.temperature)
  for (let at = 0; at < ahead.length; at++) {
    const price = now.prices[at] as number
    if (price === Number.POSITIVE_INFINITY) continue
    ahead[at] = Math.max(first[at] as number, price + further * (price - (before.prices[at] as number)))
  }
  return true
}

/** Whether prices nearly clear the market already: from far off, a search that starts cold takes longer than from nowhere. */
function isNear(market: AggregateMarket, buyers: BuyerColumns, start: Float64Array, first: Float64Array): boolean {
  const { supply } = market
  const state = createSmoothState(
    market,
    start.map((price, at) => Math.max(price, first[at] as number)),
  )
  evaluateSmooth(createSmoothMarket(market, buyers, state.prices, warm), state)
  let missing = 0
  let traded = 0
  for (const [at, curve] of supply.entries()) {
    if (!(curve.capacity > 0)) continue
    const price = state.prices[at] as number
    missing += Math.abs(state.gradient[at] as number) * price
    traded += suppliedAt(curve, Math.sqrt(price)) * price
  }
  return missing <= mostMissing * traded
}

/** A step is right nearby only: no price falls below its first, or changes out of all proportion. */
function keepNear(direction: Float64Array, prices: Float64Array, first: Float64Array): void {
  for (let at = 0; at < prices.length; at++) {
    const price = prices[at] as number
    if (price === Number.POSITIVE_INFINITY) continue
    const least = Math.max(first[at] as number, price * leastStep)
    direction[at] = Math.min(price / leastStep, Math.max(least, price + (direction[at] as number))) - price
  }
}

/** Each product's first price: nobody can buy below. */
function firstPrices({ supply }: AggregateMarket): Float64Array {
  return Float64Array.from(supply, ({ roots, capacity }) => {
    const root = roots[0] as number
    return capacity > 0 ? root * root : Number.POSITIVE_INFINITY
  })
}

/** Halfway up every curve. */
function guess({ supply }: AggregateMarket): Float64Array {
  return Float64Array.from(supply, ({ roots, capacity }) =>
    capacity > 0 ? (roots[0] as number) * (roots.at(-1) as number) : Number.POSITIVE_INFINITY,
  )
}

/** The step that Newton's method would take: curvature · step = −gradient. */
function newtonDirection(curvature: Curvature, smooth: SmoothMarket, state: SmoothState): Float64Array {
  const downhill = state.gradient.map((value) => -value)
  curvature.update(smooth, state)
  return conjugateGradients(curvature, downhill, precision)
}
