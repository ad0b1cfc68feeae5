import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { hardProblems } from '../backtest/hardProblems.ts'
import { surplusBound } from '../rules/certificate/surplusBound.ts'
import { evaluateSolution } from '../rules/evaluateSolution.ts'
import { finishPlan } from './finishPlan.ts'
import { improvePlan } from './improvePlan.ts'
import { createMarketModel } from './MarketModel.ts'
import { Plan } from './Plan.ts'
import { planCertificate } from './planCertificate.ts'
import { priceGas } from './priceGas.ts'

function planned(seed: number): Plan {
  const plan = new Plan(createMarketModel(generateProblem({ seed, intents: 60, pools: 24, slots: 6 })))
  improvePlan(plan)
  priceGas(plan)
  return plan
}

test('default: proves more than first prices, and no less than the plan scores', () => {
  const plan = planned(4)
  const { problem } = plan.model
  const solution = finishPlan(plan)
  const bound = surplusBound(problem, planCertificate(plan))
  expect(bound).toBeLessThan(surplusBound(problem, { prices: [], gasPrice: 0n }))
  expect(bound).toBeGreaterThanOrEqual(solution ? evaluateSolution(problem, solution).score : 0n)
})

test.each(hardProblems())('behavior: well-formed in any market: $name', ({ problem }) => {
  const plan = new Plan(createMarketModel(problem))
  improvePlan(plan)
  expect(surplusBound(problem, planCertificate(plan))).toBeGreaterThanOrEqual(0n)
})
