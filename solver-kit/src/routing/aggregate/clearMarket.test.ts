import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generateProblem } from '../../backtest/generateProblem.ts'
import { hardProblems } from '../../backtest/hardProblems.ts'
import type { Problem } from '../../market/Problem.ts'
import { gapBps, surplusBound } from '../../rules/certificate/surplusBound.ts'
import { evaluateSolution } from '../../rules/evaluateSolution.ts'
import { checkFairness } from '../../rules/fairness.ts'
import { finishPlan } from '../finishPlan.ts'
import { createMarketModel } from '../MarketModel.ts'
import { priceCertificate } from '../planCertificate.ts'
import { createAggregateMarket } from './AggregateMarket.ts'
import { clearMarket } from './clearMarket.ts'
import { findPrices } from './findPrices.ts'
import { priceBound } from './priceBound.ts'

/** Score of the market's solution, which the rules accept, and the bound that its prices prove. */
function judge(problem: Problem, options: Parameters<typeof clearMarket>[1] = {}): { score: bigint; bound: bigint } {
  const { plan, prices } = clearMarket(createMarketModel(problem), options)
  const solution = finishPlan(plan)
  const bound = surplusBound(problem, priceCertificate(prices))
  if (!solution) return { score: 0n, bound }
  const evaluation = evaluateSolution(problem, solution)
  checkFairness(problem, evaluation)
  return { score: evaluation.score, bound }
}

/** Base units: where hardly anything is gained, the last temperature is as much. */
const fewUnits = 100

const markets = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  intents: fc.integer({ min: 1, max: 60 }),
  pools: fc.integer({ min: 1, max: 20 }),
  slots: fc.integer({ min: 1, max: 4 }),
  load: fc.constantFrom(0.1, 0.5, 1, 3, 20),
})

/** Larger than one transaction, with the speeds that wallets propose. */
const large = { seed: 1, measuredShare: 0, drawnIds: true, maxGas: Number.POSITIVE_INFINITY }

test.each(hardProblems())('behavior: valid, and never above its own bound: $name', ({ problem }) => {
  const { score, bound } = judge(problem)
  expect(bound).toBeGreaterThanOrEqual(score)
})

test('property: valid, and never above its own bound, whatever the market', () => {
  fc.assert(
    fc.property(markets, (options) => {
      const { score, bound } = judge(generateProblem({ ...options, drawnIds: true }))
      expect(bound).toBeGreaterThanOrEqual(score)
    }),
    { numRuns: 60 },
  )
})

test('property: so is what an abort leaves', () => {
  fc.assert(
    fc.property(markets, (options) => {
      const { score, bound } = judge(generateProblem({ ...options, drawnIds: true }), { signal: AbortSignal.abort() })
      expect(bound).toBeGreaterThanOrEqual(score)
    }),
    { numRuns: 20 },
  )
})

test('property: prices of another round are only a start', () => {
  fc.assert(
    fc.property(markets, fc.double({ min: 0.1, max: 10, noNaN: true }), (options, factor) => {
      const market = createAggregateMarket(createMarketModel(generateProblem({ ...options, drawnIds: true })))
      const cold = findPrices(market)
      const warm = findPrices(market, { start: cold.prices.map((price) => price * factor) })
      const [a, b] = [priceBound(market, cold.prices), priceBound(market, warm.prices)]
      expect(Math.abs(a - b)).toBeLessThan(a * 5e-3 + fewUnits)
    }),
    { numRuns: 40 },
  )
})

test('behavior: prices that look near and are not cost time only', () => {
  const options = { seed: 494842, intents: 28, pools: 6, slots: 4, load: 3, drawnIds: true }
  const market = createAggregateMarket(createMarketModel(generateProblem(options)))
  const cold = findPrices(market)
  const warm = findPrices(market, { start: cold.prices.map((price) => price * 1.223) })
  expect(priceBound(market, warm.prices) / priceBound(market, cold.prices)).toBeCloseTo(1, 4)
})

describe('a thick market', () => {
  const problem = generateProblem({ ...large, intents: 3_000, pools: 300, slots: 1, rules: 'whole' })

  test('behavior: is proven to be within 10 basis points of the best', () => {
    const { score, bound } = judge(problem)
    expect(gapBps(score, bound)).toBeLessThan(10)
  })

  test('behavior: comes out the same every time', () => {
    expect(judge(problem)).toEqual(judge(problem))
  })

  test('behavior: the bound in floats is the exact one, but for least sizes that need two fills', () => {
    const market = createAggregateMarket(createMarketModel(problem))
    const { prices } = findPrices(market)
    const exact = Number(surplusBound(problem, priceCertificate(prices)))
    expect(exact / priceBound(market, prices)).toBeCloseTo(1, 3)
  })
})

describe('a market over many slots', () => {
  const problem = generateProblem({ ...large, intents: 1_000, pools: 100, slots: 12, rules: 'contiguous' })

  test('behavior: is proven to be within 150 basis points of the best, with reservations', () => {
    const { score, bound } = judge(problem)
    expect(gapBps(score, bound)).toBeLessThan(150)
  })

  test('behavior: known prices save most of the search and prove as much', () => {
    const market = createAggregateMarket(createMarketModel(problem))
    const cold = findPrices(market)
    const warm = findPrices(market, { start: cold.prices })
    expect(priceBound(market, warm.prices) / priceBound(market, cold.prices)).toBeCloseTo(1, 4)
  })
})
