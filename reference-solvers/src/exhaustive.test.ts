import { evaluateSolution, toProposal } from '@walras/solver-kit'
import { describe, expect, test } from 'vitest'
import { bestScore, tinyMarkets } from './exhaustive.fixture.ts'
import { strategies } from './strategies.ts'

/** Share of the best score that simple strategies reach at least; the others 97 %. */
const floors: Readonly<Record<string, number>> = {
  'best-pool': 0.74,
  'greedy-arrival': 0.88,
  'greedy-value': 0.95,
  'grid-5pct': 0.91,
  waterfill: 0.95,
  clearing: 0.95,
}

describe.each(Object.entries(strategies))(
  '%s against trying everything (3 intents, 2 pools, 1 slot)',
  (name, create) => {
    test('behavior: never above, and near the best on average', async () => {
      expect(tinyMarkets.length).toBeGreaterThanOrEqual(20)
      let reached = 0
      let possible = 0
      for (const { problem } of tinyMarkets) {
        const definition = create({})
        await definition.prepare?.()
        const best = bestScore(problem)
        const {
          solutions: [solution],
        } = toProposal(await definition.solve(problem, new AbortController().signal))
        const score = solution ? Number(evaluateSolution(problem, solution).score) : 0
        // The order of trial is by floats: the last unit is not theirs to decide.
        expect(score).toBeLessThanOrEqual(best.score + 2)
        reached += score
        possible += best.score
      }
      if (process.env.PRINT) console.log(name, reached / possible)
      expect(reached / possible).toBeGreaterThan(floors[name] ?? 0.97)
    })
  },
)
