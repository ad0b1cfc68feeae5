import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateFactsProblem } from '../backtest/facts/generateFactsProblem.ts'
import { evaluateSolution } from '../rules/evaluateSolution.ts'
import { clearMarket } from './aggregate/clearMarket.ts'
import { fillTransaction } from './fillTransaction.ts'
import { finishPlan } from './finishPlan.ts'
import { createMarketModel } from './MarketModel.ts'
import type { Plan } from './Plan.ts'
import { planGas, priceGas } from './priceGas.ts'

/** A market of which one transaction settles half, at a price of gas. */
function priced(seed: number): Plan {
  const { plan } = clearMarket(createMarketModel(generateFactsProblem({ seed, intents: 140, pools: 40, slots: 12 })))
  priceGas(plan)
  return plan
}

test('property: more are served, nobody moves, and it still fits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const plan = priced(seed)
      const filled = plan.copy()
      fillTransaction(filled, new Set())
      for (const placement of plan.placements) expect(filled.placement(placement.intent)).toEqual(placement)
      expect(filled.gasPrice).toBe(plan.gasPrice)
      expect(planGas(filled)).toBeLessThanOrEqual(Math.max(planGas(plan), plan.model.problem.maxGas))
    }),
    { numRuns: 8 },
  )
})

test('behavior: a finished plan leaves little gas, and is worth more for it', () => {
  const plan = priced(3)
  const { problem } = plan.model
  const unfilled = plan.copy()
  unfilled.gasPrice = 0
  const [filled, before] = [plan, unfilled].map((each) => {
    const solution = finishPlan(each)
    if (!solution) throw new Error('nothing served')
    return evaluateSolution(problem, solution)
  })
  expect(filled?.gas).toBeGreaterThan(0.95 * problem.maxGas)
  expect(filled?.gas).toBeLessThanOrEqual(problem.maxGas)
  expect(Number(filled?.score)).toBeGreaterThan(Number(before?.score) * 1.001)
})

test('args: who is barred stays out', () => {
  const plan = priced(3)
  const open = plan.model.demands.flatMap(({ intent }) => (plan.placement(intent) ? [] : [intent]))
  const filled = plan.copy()
  fillTransaction(filled, new Set(open))
  expect(filled.placements).toEqual(plan.placements)
})

test('behavior: an abort leaves the plan as it was', () => {
  const plan = priced(3)
  const filled = plan.copy()
  fillTransaction(filled, new Set(), AbortSignal.abort())
  expect(filled.placements).toEqual(plan.placements)
})
