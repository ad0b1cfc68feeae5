import type { Solution } from '@walras/intents-schema'
import { clearMarket, createMarketModel, evaluateSolution, finishPlan, generateProblem } from '@walras/solver-kit'
import { expect, test } from 'vitest'
import { nextBatch } from './nextBatch.ts'

const size = { intents: 80, pools: 12, slots: 3, maxGas: Number.POSITIVE_INFINITY }
const [problem, other] = [generateProblem({ seed: 1, ...size }), generateProblem({ seed: 2, ...size })]
const solution = finishPlan(clearMarket(createMarketModel(problem)).plan) as Solution

test('behavior: those who leave take what they bought, and as many come', () => {
  const next = nextBatch(problem, solution, other, 5)
  const gone = problem.intents.filter(({ id }) => !next.intents.some((intent) => intent.id === id))
  expect(gone).toHaveLength(5)
  expect(next.intents).toHaveLength(problem.intents.length)
  const indices = new Set(gone.map((intent) => problem.intents.indexOf(intent)))
  const bought = solution.fills.reduce((sum, { intent, units }) => sum + (indices.has(intent) ? units : 0n), 0n)
  const sold = ({ snapshot }: typeof problem): bigint =>
    snapshot.pools.reduce((sum, { slots }) => slots.reduce((all, slot) => all + slot.sold, sum), 0n)
  expect(bought).toBeGreaterThan(0n)
  expect(sold(next) - sold(problem)).toBe(bought)
})

test('behavior: the next market has the same products, so that prices of one are a start for the other', () => {
  const next = nextBatch(problem, solution, other, 5)
  expect(next.lines).toEqual(problem.lines)
  const { prices } = clearMarket(createMarketModel(problem))
  const warm = finishPlan(clearMarket(createMarketModel(next), { start: prices }).plan)
  expect(warm && evaluateSolution(next, warm).score).toBeGreaterThan(0n)
})
