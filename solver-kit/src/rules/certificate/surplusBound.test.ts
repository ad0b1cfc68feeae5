import type { Certificate } from '@walras/intents-schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { craftProblem } from '../../backtest/craftProblem.ts'
import { generateProblem } from '../../backtest/generateProblem.ts'
import { hardProblems } from '../../backtest/hardProblems.ts'
import type { Problem } from '../../market/Problem.ts'
import { finishPlan } from '../../routing/finishPlan.ts'
import { improvePlan } from '../../routing/improvePlan.ts'
import { createMarketModel } from '../../routing/MarketModel.ts'
import { Plan } from '../../routing/Plan.ts'
import { priceGas } from '../../routing/priceGas.ts'
import { evaluateSolution } from '../evaluateSolution.ts'
import { gapBps, surplusBound } from './surplusBound.ts'

const none: Certificate = { prices: [], gasPrice: 0n }

function solve(problem: Problem): { score: bigint; certificate: Certificate } {
  const plan = new Plan(createMarketModel(problem))
  improvePlan(plan)
  priceGas(plan)
  const prices = plan.model.products.map(({ cells }) => {
    const least = Math.min(...cells.map((cell) => plan.price(cell)))
    return Number.isFinite(least) ? BigInt(Math.round(least * 1e6)) : 0n
  })
  const solution = finishPlan(plan)
  return {
    score: solution ? evaluateSolution(problem, solution).score : 0n,
    certificate: { prices, gasPrice: BigInt(Math.round(plan.gasPrice * 1e6)) },
  }
}

describe('surplusBound', () => {
  const problems = [
    { name: 'thin', problem: generateProblem({ seed: 1, intents: 30, pools: 30, slots: 4 }) },
    { name: 'thick', problem: generateProblem({ seed: 2, intents: 200, pools: 16, slots: 2 }) },
    {
      name: 'more than a transaction settles',
      problem: generateProblem({ seed: 3, intents: 400, pools: 16, slots: 6 }),
    },
    ...hardProblems(),
  ].map(({ name, problem }) => ({ name, problem, ...solve(problem) }))

  test.each(problems)('behavior: is above what a strategy reaches: $name', ({ problem, score, certificate }) => {
    expect(surplusBound(problem, certificate)).toBeGreaterThanOrEqual(score)
    expect(surplusBound(problem, none)).toBeGreaterThanOrEqual(score)
  })

  test.each(problems.slice(0, 3))(
    'behavior: prices of a plan make it tight: $name',
    ({ problem, score, certificate }) => {
      const bound = surplusBound(problem, certificate)
      expect(bound).toBeLessThan(surplusBound(problem, none))
      expect(Number(score) / Number(bound)).toBeGreaterThan(0.5)
    },
  )

  test.each(problems)('property: is above it whatever the prices: $name', ({ problem, score, certificate }) => {
    const price = fc.oneof(fc.bigInt(0n, 2n ** 53n - 1n), fc.bigInt(0n, 2n ** 32n), fc.constant(0n))
    fc.assert(
      fc.property(
        fc.array(price, { maxLength: certificate.prices.length }),
        fc.oneof(fc.bigInt(0n, 2n ** 30n), fc.constant(0n)),
        (prices, gasPrice) => surplusBound(problem, { prices, gasPrice }) >= score,
      ),
      { numRuns: 30 },
    )
  })

  test('behavior: who asks for no least fill takes a unit at least', () => {
    const asking = (minUnits: bigint) =>
      craftProblem({ pools: [{ gpus: 8 }], intents: [{ work: 3601n, maxPayment: 2_500_000n, minWork: 1n, minUnits }] })
    expect(surplusBound(asking(0n), none)).toBe(surplusBound(asking(1n), none))
  })

  test('behavior: a first price that is not stated stands for itself', () => {
    const { problem, certificate } = problems[0] as (typeof problems)[number]
    const zeros = certificate.prices.map(() => 0n)
    expect(surplusBound(problem, { prices: zeros, gasPrice: 0n })).toBe(surplusBound(problem, none))
  })

  test.each([
    ['a negative price', { prices: [-1n], gasPrice: 0n }],
    ['a price beyond floats', { prices: [2n ** 53n], gasPrice: 0n }],
    ['more prices than products', { prices: new Array(100_000).fill(1n), gasPrice: 0n }],
    ['a negative price of gas', { prices: [], gasPrice: -1n }],
  ])('error: %s', (_, certificate) => {
    const { problem } = problems[0] as (typeof problems)[number]
    expect(() => surplusBound(problem, certificate)).toThrow(expect.objectContaining({ code: 'certificate/malformed' }))
  })
})

test('gapBps rounds up', () => {
  expect(gapBps(99n, 100n)).toBe(100)
  expect(gapBps(100n, 100n)).toBe(0)
  expect(gapBps(0n, 0n)).toBe(0)
  expect(gapBps(10n ** 12n - 1n, 10n ** 12n)).toBe(0.01)
})
