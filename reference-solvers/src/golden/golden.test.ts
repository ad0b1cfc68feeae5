import type { Solution } from '@walras/intents-schema'
import {
  checkFairness,
  createMarketModel,
  evaluateSolution,
  finishPlan,
  generateProblem,
  type Problem,
} from '@walras/solver-kit'
import { describe, expect, test } from 'vitest'
import { highsBackend } from '../backends/highsBackend.ts'
import { bestScore, tiny } from '../exhaustive.fixture.ts'
import { solveMarketMip } from '../mip/marketMip.ts'
import { planFromMip } from '../mip/planFromMip.ts'
import { strategies } from '../strategies.ts'
import { enumeratedMarkets, provenMarkets } from './goldenMarkets.fixture.ts'

/** How much of the optimum a strategy reaches at least, over all proven markets: measured, less one percent. */
const floors: Readonly<Record<string, number>> = {
  'best-pool': 0.918,
  'greedy-arrival': 0.97,
  'greedy-value': 0.981,
  'grid-5pct': 0.955,
  waterfill: 0.988,
  clearing: 0.985,
  linear: 0.989,
  'linear-integer': 0.989,
  anytime: 0.989,
}

/** Solutions, or solutions with a certificate: the score of the best. */
function scoreOf(problem: Problem, answer: unknown): number {
  if (typeof answer !== 'object' || answer === null) return 0
  const solutions = 'solutions' in answer ? (answer.solutions as Solution[]) : ([answer].flat() as Solution[])
  return solutions.reduce((best, solution) => {
    const evaluation = evaluateSolution(problem, solution)
    checkFairness(problem, evaluation)
    return Math.max(best, Number(evaluation.score))
  }, 0)
}

const proven = provenMarkets.map(({ optimum, ...options }) => ({
  name: JSON.stringify(options),
  optimum,
  problem: generateProblem({ ...options, maxGas: Number.POSITIVE_INFINITY }),
}))

describe.each(enumeratedMarkets)('tiny market of seed $seed', ({ seed, optimum }) => {
  const problem = generateProblem({ seed, ...tiny })

  test('behavior: trying everything still finds the same', () => {
    expect(bestScore(problem).score).toBe(optimum)
  })

  test.each(Object.entries(strategies))('behavior: %s is not above it', async (_, create) => {
    const definition = create({})
    await definition.prepare?.()
    // The order of trial is by floats: the last unit is not theirs to decide.
    const answer = await definition.solve(problem, new AbortController().signal)
    expect(scoreOf(problem, answer)).toBeLessThanOrEqual(optimum + 2)
  })
})

describe('the integer program', () => {
  test.each(proven)('behavior: proves $optimum again: $name', async ({ problem, optimum }) => {
    const model = createMarketModel(problem)
    const found = solveMarketMip(model, await highsBackend(), { gap: 1e-6 })
    if (!found) throw new Error('no solution')
    expect(Math.abs(found.welfare / optimum - 1)).toBeLessThan(2e-6)
    expect(Math.abs(found.bound / optimum - 1)).toBeLessThan(2e-6)
    const solution = finishPlan(planFromMip(model, found))
    expect(scoreOf(problem, solution) / optimum).toBeGreaterThan(0.998)
  })
})

describe.each(Object.entries(strategies))('%s on markets with a proven optimum', (name, create) => {
  test('behavior: never above, and as near as it was', async () => {
    const definition = create({})
    await definition.prepare?.()
    let share = 0
    for (const { problem, optimum } of proven) {
      const score = scoreOf(problem, await definition.solve(problem, new AbortController().signal))
      expect(score).toBeLessThanOrEqual(optimum * (1 + 1e-6))
      share += score / optimum / proven.length
    }
    if (process.env.PRINT) console.log(name, share)
    expect(share).toBeGreaterThan(floors[name] ?? 0)
  })
})
