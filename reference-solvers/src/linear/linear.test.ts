import {
  createMarketModel,
  evaluateSolution,
  finishPlan,
  generateProblem,
  improvePlan,
  Plan,
  type Problem,
  type SolverDefinition,
  surplusBound,
  toProposal,
} from '@walras/solver-kit'
import { beforeAll, describe, expect, test } from 'vitest'
import { glpkBackend } from '../backends/glpkBackend.ts'
import { greedyPlan, greedyValue } from '../greedy/greedy.ts'
import { linear, linearCertificate, relax } from './linear.ts'
import { roundRelaxation } from './roundRelaxation.ts'

const { signal } = new AbortController()

async function score({ solve }: SolverDefinition, problem: Problem): Promise<number> {
  const {
    solutions: [solution],
  } = toProposal(await solve(problem, signal))
  return solution ? Number(evaluateSolution(problem, solution).score) : 0
}

const sizes = [
  { intents: 60, pools: 24, slots: 6 },
  { intents: 200, pools: 24, slots: 12 },
  { intents: 200, pools: 40, slots: 6 },
]

describe.each(sizes)('$intents intents, $pools pools, $slots slots', (size) => {
  const seeds = Array.from({ length: 10 }, (_, index) => 1_000 + index)

  beforeAll(async () => {
    await glpkBackend()
  })

  test('behavior: beats greedy on four of five markets, and on average by 1 % or more', async () => {
    const gains = []
    for (const seed of seeds) {
      const problem = generateProblem({ seed, ...size })
      gains.push((await score(linear(), problem)) / (await score(greedyValue(), problem)) - 1)
    }
    expect(gains.filter((gain) => gain > 0).length).toBeGreaterThanOrEqual(seeds.length * 0.8)
    expect(gains.reduce((sum, gain) => sum + gain, 0) / seeds.length).toBeGreaterThan(0.01)
  })

  test('behavior: the program itself, without the moves before and after it, beats greedy', async () => {
    const gains = []
    for (const seed of seeds) {
      const model = createMarketModel(generateProblem({ seed, ...size }))
      const start = greedyPlan(new Plan(model))
      const greedyWelfare = start.welfare
      const relaxation = await relax(start, await glpkBackend(), signal)
      const plan = roundRelaxation(model, relaxation as NonNullable<typeof relaxation>)
      improvePlan(plan, { passes: 1 })
      gains.push(plan.welfare / greedyWelfare - 1)
    }
    expect(gains.filter((gain) => gain > 0).length).toBeGreaterThanOrEqual(seeds.length * 0.5)
  })

  test('behavior: its prices prove how far any solution can be from it', async () => {
    for (const seed of seeds.slice(0, 4)) {
      const problem = generateProblem({ seed, ...size })
      const start = new Plan(createMarketModel(problem))
      improvePlan(start, { passes: 2 })
      const relaxation = await relax(start, await glpkBackend(), signal)
      const found = { plan: start, ...(relaxation && { prices: relaxation.prices }) }
      const bound = Number(surplusBound(problem, linearCertificate(found)))
      const reached = await score(linear(), problem)
      expect(reached).toBeLessThanOrEqual(bound)
      expect(reached).toBeGreaterThan(bound * 0.6)
    }
  })
})

test('behavior: finishes its start when the engine fails', async () => {
  const problem = generateProblem({ seed: 1, intents: 20, pools: 10, slots: 3 })
  const backend = await glpkBackend()
  const { solve } = backend
  try {
    backend.solve = () => ({ status: 'stopped' })
    expect(await score(linear(), problem)).toBeGreaterThan(0)
  } finally {
    backend.solve = solve
  }
})

test('behavior: a deadline in the middle leaves what is there', async () => {
  const problem = generateProblem({ seed: 2, intents: 200, pools: 40, slots: 12 })
  const {
    solutions: [solution],
  } = toProposal(await linear().solve(problem, AbortSignal.timeout(30)))
  const plan = greedyPlan(new Plan(createMarketModel(problem)))
  const fallback = finishPlan(plan)
  expect(solution && evaluateSolution(problem, solution).score > 0n).toBe(true)
  expect(fallback).toBeDefined()
})
