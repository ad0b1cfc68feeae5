import type { Solution } from '@walras/intents-schema'
import { checkFairness, evaluateSolution, hardProblems, type Problem, toProposal } from '@walras/solver-kit'
import { describe, expect, test } from 'vitest'
import { strategies } from './strategies.ts'

const problems = hardProblems()

function judge(problem: Problem, solution: Solution): bigint {
  const evaluation = evaluateSolution(problem, solution)
  checkFairness(problem, evaluation)
  return evaluation.score
}

describe.each(Object.entries(strategies))('%s', (_, create) => {
  describe.each([0n, 30n, 2_000n])('at a margin of %s bp', (marginBps) => {
    const definition = create({ marginBps })

    test.each(problems)('behavior: valid, fair and worth something, or nothing: $name', async ({ problem }) => {
      await definition.prepare?.()
      const { signal } = new AbortController()
      const {
        solutions: [solution],
      } = toProposal(await definition.solve(problem, signal))
      if (solution) expect(judge(problem, solution)).toBeGreaterThan(0n)
      expect(toProposal(await definition.solve(problem, signal)).solutions[0]).toEqual(solution)
    })
  })

  test.each(problems)('behavior: aborted before it starts: $name', async ({ problem }) => {
    const {
      solutions: [solution],
    } = toProposal(await create({}).solve(problem, AbortSignal.abort()))
    if (solution) judge(problem, solution)
  })
})

describe.each(Object.entries(strategies))('%s finds what there is', (_, create) => {
  const served = async (name: string): Promise<number> => {
    const problem = problems.find((candidate) => candidate.name === name)?.problem as Problem
    const {
      solutions: [solution],
    } = toProposal(await create({}).solve(problem, new AbortController().signal))
    return solution ? evaluateSolution(problem, solution).served.length : 0
  }

  test.each([
    ['no pools', 0],
    ['no intents', 0],
    ['nobody can pay', 0],
    ['nothing of the wanted class', 0],
    ['no capacity', 0],
    ['sold out', 0],
    ['one intent, one pool', 1],
    ['one unit left', 1],
    ['one wants more than there is', 1],
    ['another token', 1],
    ['more asked per fill than wanted in all', 1],
    ['a unit each', 20],
  ])('%s: %s served', async (name, count) => {
    expect(await served(name)).toBe(count)
  })
})
