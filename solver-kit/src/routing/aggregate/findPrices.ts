import { exp, log, log1p } from '../elementary.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { countAbove, type DemandCurve } from './DemandCurve.ts'
import { sellersGain, suppliedAt, supplySlope } from './SupplyCurve.ts'
import { solvePositiveDefinite } from './solvePositiveDefinite.ts'

export interface FindPricesOptions {
  /** Prices to start from, by product: those of the last round, if there was one. */
  start?: Float64Array | undefined
  signal?: AbortSignal | undefined
}

/** Prices at which a market clears, when buyers are undecided between products that cost nearly the same. */
export interface ClearingPrices {
  /** By product, base units per GPU-second; Infinity where nothing is left to sell. */
  prices: Float64Array
  /** How undecided, as a share of the price of work. */
  temperature: number
}

/** How undecided buyers are between products at first, as a share of the price of work; with known prices; and at last. */
const hottest = 0.03
const warm = 2e-3
const coldest = 1e-5

/** Known prices are of use when they leave less than this share of what is traded unsold or wanting. */
const mostMissing = 0.3

/** From one stage to the next. Half as much needs a step or two to follow. */
const cooling = 0.4

const maxSteps = 20

/** A step that would gain less than this share of the temperature ends the stage. */
const leastGain = 2e-2

/** Beyond this many temperatures behind the cheapest, nobody buys: e^-30. */
const decided = 30

/** Options this many temperatures behind the cheapest are out for a stage: prices do not move that far in it. */
const remote = 120

/** Where hardly anything moves with the price, between ranges or sold out, this share of the capacity is taken to. */
const leastCurvature = 1e-4

/** No step takes a price below this share of itself, or above its inverse. */
const leastStep = 0.5

/** Products that fit a dense matrix; more are solved by conjugate gradients. */
const maxDense = 500

const maxConjugateSteps = 30

/** Their steps are not exact enough to follow buyers that are more decided than this. */
const coldestConjugate = 1e-4

/** The options that matter at a temperature, one demand curve after the other. */
interface Stage {
  curves: DemandCurve[]
  /** Temperature in base units per H100-second, by curve. */
  heat: Float64Array
  /** Where the options of a curve begin; one more at the end. */
  begin: Int32Array
  product: Int32Array
  unitsPerWork: Float64Array
}

/** What the smoothed market says at some prices. */
interface State {
  prices: Float64Array
  bound: number
  /** Supply less demand, by product. */
  gradient: Float64Array
  /** How fast supply rises with the price, by product. */
  slope: Float64Array
  /** By option: its share of the curve's work, in GPU-seconds per unit of work. */
  weights: Float64Array
  /** Work bought, by curve, and how fast it falls with the price of work. */
  bought: Float64Array
  elasticity: Float64Array
}

/**
 * Market-clearing prices by Newton's method. The bound of a certificate is a convex function of prices, least at the
 * prices of the best plan; its kinks, where buyers are indifferent, are rounded off by letting buyers spread over products
 * that cost nearly the same, and less so from stage to stage (an entropic barrier).
 */
export function findPrices(market: AggregateMarket, { start, signal }: FindPricesOptions = {}): ClearingPrices {
  const { supply } = market
  const first = firstPrices(market)
  const known = start && isNear(market, start, first)
  let state = createState(
    market,
    known ? start.map((price, at) => Math.max(price, first[at] as number)) : guess(market),
  )
  let other = createState(market, state.prices)
  const last = supply.length > maxDense ? coldestConjugate : coldest
  let temperature = known ? warm : hottest
  for (;;) {
    const stage = createStage(market, state.prices, temperature)
    evaluate(supply, stage, state)
    for (let step = 0; step < maxSteps; step++) {
      if (signal?.aborted) return { prices: state.prices, temperature }
      const direction = newtonDirection(supply, stage, state)
      keepNear(direction, state.prices, first)
      const decrease = dot(state.gradient, direction)
      if (-decrease < leastGain * temperature * state.bound) break
      let length = 1
      for (; length > 1e-5; length *= 0.4) {
        for (let at = 0; at < supply.length; at++)
          other.prices[at] = Math.max(
            first[at] as number,
            (state.prices[at] as number) + length * (direction[at] as number),
          )
        evaluate(supply, stage, other)
        if (other.bound <= state.bound + 0.05 * length * decrease) break
      }
      if (length <= 1e-5) break
      ;[state, other] = [other, state]
    }
    if (temperature <= last) return { prices: state.prices, temperature }
    temperature = Math.max(last, temperature * cooling)
  }
}

/** Whether prices nearly clear the market already: from far off, a search that starts cold takes longer than from nowhere. */
function isNear(market: AggregateMarket, start: Float64Array, first: Float64Array): boolean {
  const { supply } = market
  const state = createState(
    market,
    start.map((price, at) => Math.max(price, first[at] as number)),
  )
  evaluate(supply, createStage(market, state.prices, warm), state)
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

function createState({ supply, demand }: AggregateMarket, prices: Float64Array): State {
  const options = demand.reduce((sum, { products }) => sum + products.length, 0)
  return {
    prices: Float64Array.from(prices),
    bound: 0,
    gradient: new Float64Array(supply.length),
    slope: new Float64Array(supply.length),
    weights: new Float64Array(options),
    bought: new Float64Array(demand.length),
    elasticity: new Float64Array(demand.length),
  }
}

function createStage({ demand }: AggregateMarket, prices: Float64Array, temperature: number): Stage {
  const curves: DemandCurve[] = []
  const heat: number[] = []
  const begin = [0]
  const product: number[] = []
  const perWork: number[] = []
  for (const curve of demand) {
    const { products, unitsPerWork, values } = curve
    let cheapest = Number.POSITIVE_INFINITY
    for (let k = 0; k < products.length; k++)
      cheapest = Math.min(cheapest, (prices[products[k] as number] as number) * (unitsPerWork[k] as number))
    const own = temperature * cheapest
    if ((values[0] as number) < cheapest - remote * own) continue
    for (let k = 0; k < products.length; k++) {
      const price = (prices[products[k] as number] as number) * (unitsPerWork[k] as number)
      if (price > cheapest + remote * own) continue
      product.push(products[k] as number)
      perWork.push(unitsPerWork[k] as number)
    }
    curves.push(curve)
    heat.push(own)
    begin.push(product.length)
  }
  return {
    curves,
    heat: Float64Array.from(heat),
    begin: Int32Array.from(begin),
    product: Int32Array.from(product),
    unitsPerWork: Float64Array.from(perWork),
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function evaluate(supply: AggregateMarket['supply'], stage: Stage, state: State): void {
  const { prices, gradient, slope, weights, bought, elasticity } = state
  const { curves, heat, begin, product, unitsPerWork } = stage
  let bound = 0
  for (let at = 0; at < supply.length; at++) {
    const curve = supply[at] as AggregateMarket['supply'][number]
    if (!(curve.capacity > 0)) continue
    const root = Math.sqrt(prices[at] as number)
    bound += sellersGain(curve, root)
    gradient[at] = suppliedAt(curve, root)
    slope[at] = supplySlope(curve, root)
  }
  for (let j = 0; j < curves.length; j++) {
    const { values, work, worth } = curves[j] as DemandCurve
    const own = heat[j] as number
    const [from, to] = [begin[j] as number, begin[j + 1] as number]
    let cheapest = Number.POSITIVE_INFINITY
    for (let k = from; k < to; k++) {
      const price = (prices[product[k] as number] as number) * (unitsPerWork[k] as number)
      weights[k] = price
      if (price < cheapest) cheapest = price
    }
    let sum = 0
    for (let k = from; k < to; k++) {
      const behind = ((weights[k] as number) - cheapest) / own
      const share = behind > decided ? 0 : exp(-behind)
      weights[k] = share
      sum += share
    }
    const price = cheapest - own * log(sum)
    const surely = countAbove(curves[j] as DemandCurve, price + decided * own)
    let amount = work[surely] as number
    let fall = 0
    bound += (worth[surely] as number) - price * amount
    for (let i = surely; i < values.length; i++) {
      const above = ((values[i] as number) - price) / own
      if (above < -decided) break
      const wanted = (work[i + 1] as number) - (work[i] as number)
      const odds = exp(above)
      const chance = odds / (1 + odds)
      amount += wanted * chance
      fall += (wanted * chance * (1 - chance)) / own
      bound += wanted * own * log1p(odds)
    }
    bought[j] = amount
    elasticity[j] = fall
    for (let k = from; k < to; k++) {
      const share = weights[k] as number
      if (share === 0) continue
      const weight = (share / sum) * (unitsPerWork[k] as number)
      weights[k] = weight
      const at = product[k] as number
      gradient[at] = (gradient[at] as number) - amount * weight
    }
  }
  state.bound = bound
}

/** The step that Newton's method would take: curvature · step = −gradient. */
function newtonDirection(supply: AggregateMarket['supply'], stage: Stage, state: State): Float64Array {
  const { prices, gradient, slope } = state
  const diagonal = Float64Array.from(supply, ({ capacity }, at) =>
    capacity > 0 ? (slope[at] as number) + (leastCurvature * capacity) / (prices[at] as number) : 1,
  )
  const downhill = gradient.map((value) => -value)
  if (supply.length <= maxDense) return solvePositiveDefinite(denseCurvature(stage, state, diagonal), downhill)
  return conjugateGradients(stage, state, diagonal, downhill)
}

function denseCurvature(
  { curves, heat, begin, product, unitsPerWork }: Stage,
  { weights, bought, elasticity }: State,
  diagonal: Float64Array,
): Float64Array {
  const size = diagonal.length
  const matrix = new Float64Array(size * size)
  for (let at = 0; at < size; at++) matrix[at * size + at] = diagonal[at] as number
  for (let j = 0; j < curves.length; j++) {
    const amount = (bought[j] as number) / (heat[j] as number)
    if (amount === 0) continue
    const common = (elasticity[j] as number) - amount
    const to = begin[j + 1] as number
    for (let k = begin[j] as number; k < to; k++) {
      const weight = weights[k] as number
      if (weight === 0) continue
      const at = product[k] as number
      const row = at * size
      matrix[row + at] = (matrix[row + at] as number) + amount * weight * (unitsPerWork[k] as number)
      const scaled = common * weight
      for (let l = begin[j] as number; l < to; l++) {
        const column = row + (product[l] as number)
        matrix[column] = (matrix[column] as number) + scaled * (weights[l] as number)
      }
    }
  }
  return matrix
}

function conjugateGradients(
  { curves, heat, begin, product, unitsPerWork }: Stage,
  { weights, bought, elasticity }: State,
  base: Float64Array,
  residual: Float64Array,
): Float64Array {
  const size = base.length
  const diagonal = Float64Array.from(base)
  for (let j = 0; j < curves.length; j++) {
    const amount = (bought[j] as number) / (heat[j] as number)
    const common = (elasticity[j] as number) - amount
    for (let k = begin[j] as number; k < (begin[j + 1] as number); k++) {
      const weight = weights[k] as number
      const at = product[k] as number
      diagonal[at] = (diagonal[at] as number) + weight * (amount * (unitsPerWork[k] as number) + common * weight)
    }
  }
  const multiply = (x: Float64Array, out: Float64Array): void => {
    for (let at = 0; at < size; at++) out[at] = (base[at] as number) * (x[at] as number)
    for (let j = 0; j < curves.length; j++) {
      const amount = (bought[j] as number) / (heat[j] as number)
      if (amount === 0) continue
      const [from, to] = [begin[j] as number, begin[j + 1] as number]
      let along = 0
      for (let k = from; k < to; k++) along += (weights[k] as number) * (x[product[k] as number] as number)
      const common = ((elasticity[j] as number) - amount) * along
      for (let k = from; k < to; k++) {
        const weight = weights[k] as number
        if (weight === 0) continue
        const at = product[k] as number
        out[at] = (out[at] as number) + weight * (common + amount * (unitsPerWork[k] as number) * (x[at] as number))
      }
    }
  }
  const x = new Float64Array(size)
  const image = new Float64Array(size)
  const scaled = residual.map((value, at) => value / (diagonal[at] as number))
  const search = Float64Array.from(scaled)
  let weight = dot(residual, scaled)
  const enough = weight * 1e-8
  for (let step = 0; step < maxConjugateSteps && weight > enough; step++) {
    multiply(search, image)
    const length = weight / dot(search, image)
    for (let at = 0; at < size; at++) {
      x[at] = (x[at] as number) + length * (search[at] as number)
      residual[at] = (residual[at] as number) - length * (image[at] as number)
      scaled[at] = (residual[at] as number) / (diagonal[at] as number)
    }
    const next = dot(residual, scaled)
    const ratio = next / weight
    for (let at = 0; at < size; at++) search[at] = (scaled[at] as number) + ratio * (search[at] as number)
    weight = next
  }
  return x
}
