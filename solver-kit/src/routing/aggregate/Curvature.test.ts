import { expect, test } from 'vitest'
import { generateProblem } from '../../backtest/generateProblem.ts'
import { createMarketModel } from '../MarketModel.ts'
import { createAggregateMarket } from './AggregateMarket.ts'
import { createBuyerColumns } from './BuyerColumns.ts'
import { Curvature } from './Curvature.ts'
import { conjugateGradients, dot } from './conjugateGradients.ts'
import { findPrices } from './findPrices.ts'
import { createSmoothMarket, createSmoothState, evaluateSmooth } from './SmoothMarket.ts'

const temperature = 0.01

/** A market near the prices that clear it, at a temperature where everybody is a little undecided, and no supply begins. */
function smoothMarket(slots: number) {
  const problem = generateProblem({ seed: 3, intents: 60, pools: 20, slots, rules: 'divisible', drawnIds: true })
  const market = createAggregateMarket(createMarketModel(problem))
  const prices = findPrices(market).prices.map((price, product) => price * (1.005 + 0.01 * ((product * 7) % 5)))
  const smooth = createSmoothMarket(market, createBuyerColumns(market), prices, temperature)
  const state = createSmoothState(market, prices)
  evaluateSmooth(smooth, state)
  return { market, smooth, state }
}

test.each([1, 5])('behavior: the gradient is how the dual moves with prices, over %i slots', (slots) => {
  const { market, smooth, state } = smoothMarket(slots)
  const { prices, gradient } = state
  for (let product = 0; product < prices.length; product += 3) {
    const price = prices[product] as number
    if (!Number.isFinite(price)) continue
    const [below, above] = [-1, 1].map((sign) => {
      const other = createSmoothState(market, prices)
      other.prices[product] = price * (1 + sign * 1e-4)
      evaluateSmooth(smooth, other)
      return other.bound
    }) as [number, number]
    const slope = (above - below) / (2e-4 * price)
    const scale = Math.abs(gradient[product] as number) + (state.wanted[product] as number) + 1
    expect(Math.abs(slope - (gradient[product] as number))).toBeLessThan(1e-3 * scale)
  }
})

test.each([1, 5])('behavior: curvature is how the gradient moves, and no less, over %i slots', (slots) => {
  const { market, smooth, state } = smoothMarket(slots)
  const { prices, gradient } = state
  const curvature = new Curvature(state)
  curvature.update(smooth, state)
  const step = prices.map((price, product) => (Number.isFinite(price) ? price * Math.sin(product + 1) : 0))
  const product = new Float64Array(prices.length)
  curvature.multiply(step, product)
  const other = createSmoothState(
    market,
    prices.map((price, index) => price + 1e-6 * (step[index] as number)),
  )
  evaluateSmooth(smooth, other)
  const moved = other.gradient.map((value, index) => (value - (gradient[index] as number)) / 1e-6)
  // Products without demand have some more, so that steps stay where the derivatives say something.
  const along = dot(step, product)
  expect(along).toBeGreaterThan(0.999 * dot(step, moved))
  expect(along - dot(step, moved)).toBeLessThan(
    state.gradient.reduce((sum, value, index) => {
      const heat = smooth.lineHeat[Math.floor(index / slots)] as number
      return sum + (Math.abs(value) / heat) * (step[index] as number) ** 2
    }, 0.05 * along),
  )
})

test('behavior: conjugate gradients solve, and the matrix is symmetric', () => {
  const { smooth, state } = smoothMarket(4)
  const curvature = new Curvature(state)
  curvature.update(smooth, state)
  const right = state.gradient.map((_, index) => Math.cos(index))
  const x = conjugateGradients(curvature, right, { tolerance: 1e-10, maxSteps: 1000 })
  const image = new Float64Array(x.length)
  curvature.multiply(x, image)
  for (const [index, value] of image.entries()) expect(value).toBeCloseTo(right[index] as number, 5)
  const unit = (at: number) => right.map((_, index) => Number(index === at))
  const column = new Float64Array(x.length)
  for (const [row, other] of [
    [0, 5],
    [2, 9],
    [7, 11],
  ] as const) {
    curvature.multiply(unit(row), image)
    curvature.multiply(unit(other), column)
    expect(image[other]).toBeCloseTo(column[row] as number, 9)
  }
})

test('behavior: where a step turned the gradient around there is more curvature, elsewhere as much as before', () => {
  const { market, smooth, state } = smoothMarket(4)
  const curvature = new Curvature(state)
  const other = createSmoothState(
    market,
    state.prices.map((price, product) => price * (1 + 0.05 * Math.sin(product))),
  )
  evaluateSmooth(smooth, other)
  curvature.update(smooth, other)
  const before = curvature.diagonal.slice()
  curvature.learn(smooth, state, other)
  curvature.update(smooth, other)
  const turned = [...other.gradient.keys()].filter(
    (product) =>
      (other.gradient[product] as number) * ((other.prices[product] as number) - (state.prices[product] as number)) > 0,
  )
  expect(turned.length).toBeGreaterThan(3)
  expect(turned.length).toBeLessThan(before.length - 3)
  for (const [product, curved] of curvature.diagonal.entries())
    if (turned.includes(product)) expect(curved).toBeGreaterThan(before[product] as number)
    else expect(curved).toBe(before[product])
  curvature.forget()
  curvature.update(smooth, other)
  expect(curvature.diagonal).toEqual(before)
})
