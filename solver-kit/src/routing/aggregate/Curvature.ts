import type { Operator } from './conjugateGradients.ts'
import type { SmoothMarket, SmoothState } from './SmoothMarket.ts'
import { meanOver, spreadOver, spreadSquares, type WindowPrices, windowsOfLine } from './WindowPrices.ts'

/** Where hardly anything moves with the price, between ranges or sold out, this share of the capacity is taken to. */
const leastCurvature = 1e-4

/** What is missing or left of a product may move its price by about this many temperatures in a step. */
const trusted = 10

/** Of the gradient that a step has turned around, this share is curvature that the derivative did not see, */
const unseen = 0.5

/** but never so much that it keeps a price from moving by about this many temperatures. */
const leastMove = 1

/**
 * Second derivatives of the dual, without the matrix, and some more: as much as keeps a step where they still say
 * something. Products that are bought by nobody yet would jump otherwise, by more than buyers' temperature, and take
 * all of a step back with them.
 */
export class Curvature implements Operator {
  readonly diagonal: Float64Array
  #windows: WindowPrices
  /** What grows with a product's own price alone. */
  readonly #own: Float64Array
  /** What the last step taught: see {@link learn}. */
  readonly #learnt: Float64Array
  /** How much buyers answer the price of a window alone, less the units that move between its slots, by its heat. */
  readonly #alone: Float64Array
  /** Kinds that buy, their options one kind after the other: where each begins, and one more at the end. */
  readonly #begin: Int32Array
  #kinds = 0
  /** How much they answer the mean price, by kind. */
  readonly #common: Float64Array
  readonly #window: Int32Array
  readonly #weights: Float64Array
  readonly #means: Float64Array
  readonly #answers: Float64Array

  /** Room for what a state can hold. */
  constructor({ windows, weights, bought, prices }: SmoothState) {
    const size = windows.soft.length
    this.#windows = windows
    this.diagonal = new Float64Array(prices.length)
    this.#own = new Float64Array(prices.length)
    this.#learnt = new Float64Array(prices.length)
    this.#begin = new Int32Array(bought.length + 1)
    this.#common = new Float64Array(bought.length)
    this.#window = new Int32Array(weights.length)
    this.#weights = new Float64Array(weights.length)
    this.#alone = new Float64Array(size)
    this.#means = new Float64Array(size)
    this.#answers = new Float64Array(size)
  }

  /**
   * Where a step went too far, the gradient turned around: supply and demand bend on the way, by ranges that begin and buyers
   * who change their mind. The next step from there has that much more curvature.
   */
  learn({ lineHeat, slots }: SmoothMarket, before: SmoothState, after: SmoothState): void {
    for (let at = 0; at < this.#learnt.length; at++) {
      const moved = (after.prices[at] as number) - (before.prices[at] as number)
      const turned = after.gradient[at] as number
      const most = Math.abs(turned) / (leastMove * (lineHeat[Math.floor(at / slots)] as number))
      this.#learnt[at] = turned * moved > 0 ? Math.min((unseen * turned) / moved, most) : 0
    }
  }

  /** Another market bends elsewhere. */
  forget(): void {
    this.#learnt.fill(0)
  }

  /** Takes the derivatives at a state. */
  update(smooth: SmoothMarket, state: SmoothState): void {
    const { market, slots, lineHeat, kinds, heat, begin, window, unitsPerWork } = smooth
    const { prices, windows, slope, wanted, gradient, weights, bought, elasticity, flow } = state
    const [alone, squares, own] = [this.#alone, this.#answers, this.#own]
    this.#windows = windows
    const ofLine = windowsOfLine(slots)
    for (let line = 0, at = 0; line < lineHeat.length; line++)
      for (const end = at + ofLine; at < end; at++) {
        const units = (flow[at] as number) / (lineHeat[line] as number)
        alone[at] = -units
        squares[at] = -units
      }
    let [kind, option] = [0, 0]
    for (let j = 0; j < kinds; j++) {
      const rate = (bought[j] as number) / (heat[j] as number)
      if (rate === 0) continue
      const common = (elasticity[j] as number) - rate
      const end = begin[j + 1] as number
      const first = option
      for (let k = begin[j] as number; k < end; k++) {
        const weight = weights[k] as number
        if (weight === 0) continue
        const at = window[k] as number
        const answer = weight * rate * (unitsPerWork[k] as number)
        alone[at] = (alone[at] as number) + answer
        squares[at] = (squares[at] as number) + answer + common * weight * weight
        this.#window[option] = at
        this.#weights[option] = weight
        option++
      }
      // Who buys in one window only answers its price alone.
      if (option === first + 1) {
        const weight = this.#weights[first] as number
        const own = this.#window[first] as number
        alone[own] = (alone[own] as number) + common * weight * weight
        option = first
        continue
      }
      this.#common[kind++] = common
      this.#begin[kind] = option
    }
    this.#kinds = kind
    for (let at = 0; at < own.length; at++) {
      const { capacity } = market.supply[at] as (typeof market.supply)[number]
      const warmth = lineHeat[Math.floor(at / slots)] as number
      own[at] =
        capacity > 0
          ? (slope[at] as number) +
            (this.#learnt[at] as number) +
            (leastCurvature * capacity) / (prices[at] as number) +
            (wanted[at] as number) / warmth +
            Math.abs(gradient[at] as number) / (trusted * warmth)
          : 1
    }
    const { diagonal } = this
    diagonal.set(own)
    spreadSquares(windows, squares, diagonal)
    // Rounding can eat what is left of two equal numbers.
    for (let at = 0; at < own.length; at++) diagonal[at] = Math.max(diagonal[at] as number, 1e-12 * (own[at] as number))
  }

  multiply(x: Float64Array, product: Float64Array): void {
    const [means, answers, alone, own] = [this.#means, this.#answers, this.#alone, this.#own]
    meanOver(this.#windows, x, means)
    for (let at = 0; at < answers.length; at++) answers[at] = (alone[at] as number) * (means[at] as number)
    for (let kind = 0; kind < this.#kinds; kind++) this.#answer(kind)
    for (let at = 0; at < product.length; at++) product[at] = (own[at] as number) * (x[at] as number)
    spreadOver(this.#windows, answers, product)
  }
  /** Adds how a kind answers the mean prices. */
  #answer(kind: number): void {
    const [means, answers, window, weights] = [this.#means, this.#answers, this.#window, this.#weights]
    const first = this.#begin[kind] as number
    const end = this.#begin[kind + 1] as number
    let along = 0
    for (let k = first; k < end; k++) along += (weights[k] as number) * (means[window[k] as number] as number)
    along *= this.#common[kind] as number
    for (let k = first; k < end; k++) {
      const at = window[k] as number
      answers[at] = (answers[at] as number) + (weights[k] as number) * along
    }
  }
}
