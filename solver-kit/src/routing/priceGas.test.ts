import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { maxSettlementGas } from '../market/Problem.ts'
import { evaluateSolution } from '../rules/evaluateSolution.ts'
import { finishPlan } from './finishPlan.ts'
import { improvePlan } from './improvePlan.ts'
import { createMarketModel } from './MarketModel.ts'
import { Plan } from './Plan.ts'
import { planFromFills } from './planFromFills.ts'
import { planGas, priceGas } from './priceGas.ts'

function improved(intents: number): Plan {
  const plan = new Plan(createMarketModel(generateProblem({ seed: 1, intents, pools: 24, slots: 12 })))
  improvePlan(plan, { passes: 2 })
  return plan
}

test('default: a plan that fits is left as it is', () => {
  const plan = improved(40)
  const { fills } = plan
  priceGas(plan)
  expect(plan.gasPrice).toBe(0)
  expect(plan.fills).toEqual(fills)
})

test('behavior: counts gas as the rules do', () => {
  const { model } = improved(40)
  const solution = finishPlan(improved(40))
  if (!solution) throw new Error('nothing served')
  expect(planGas(planFromFills(model, solution.fills))).toBe(evaluateSolution(model.problem, solution).gas)
})

test('behavior: a price of gas leaves more than leaving out whoever is too much', () => {
  const plan = improved(400)
  expect(planGas(plan)).toBeGreaterThan(maxSettlementGas)
  const priced = plan.copy()
  priceGas(priced)
  expect(priced.gasPrice).toBeGreaterThan(0)
  expect(planGas(priced)).toBeLessThan(maxSettlementGas * 1.1)
  const scores = [plan, priced].map((candidate) => {
    const solution = finishPlan(candidate)
    return solution ? Number(evaluateSolution(plan.model.problem, solution).score) : 0
  })
  expect(scores[1]).toBeGreaterThan(scores[0] ?? 0)
})
