import { checkFairness, evaluateSolution, generateProblem, type Proposal, surplusBound } from '@walras/solver-kit'
import { describe, expect, test } from 'vitest'
import { climb, glance } from './climb.ts'
import { largestIntents } from './marketPart.ts'

const drawn = { maxGas: Number.POSITIVE_INFINITY, drawnIds: true } as const

describe('climb', () => {
  test.each([
    { name: 'large', intents: 8_100, slots: 1, rungs: 3 },
    { name: 'large, over several slots', intents: 1_100, slots: 3, rungs: 3 },
  ])('behavior: each answer is valid, certified and better than the one before: $name', async ({ rungs, ...size }) => {
    const problem = generateProblem({ seed: 1, pools: 40, rules: 'whole', ...drawn, ...size })
    const said: Proposal[] = []
    await climb(problem, {}, (best) => said.push(best), new AbortController().signal)
    expect(said).toHaveLength(rungs)
    let before = 0n
    for (const { solutions, certificate } of said) {
      const [solution] = solutions
      if (!solution || !certificate) throw new Error('Each rung has a solution and a certificate.')
      const evaluation = evaluateSolution(problem, solution)
      checkFairness(problem, evaluation)
      expect(evaluation.score).toBeGreaterThan(before)
      expect(surplusBound(problem, certificate)).toBeGreaterThanOrEqual(evaluation.score)
      before = evaluation.score
    }
  })
})

describe('glance', () => {
  const problem = generateProblem({ seed: 3, intents: 1_200, pools: 40, slots: 1, rules: 'whole', ...drawn })
  const { signal } = new AbortController()

  test('behavior: of the first intents some are served, validly for all; the ladder goes on from there', async () => {
    const first = await glance({ ...problem, intents: problem.intents.slice(0, 500) }, {}, signal)
    const [solution] = first?.proposal.solutions ?? []
    if (!first || !solution) throw new Error('Somebody can be served.')
    const evaluation = evaluateSolution(problem, solution)
    checkFairness(problem, evaluation)
    expect(evaluation.served.length).toBeGreaterThan(1)
    expect(first.score).toBe(evaluation.score)
    const said: Proposal[] = []
    await climb(problem, {}, (best) => said.push(best), signal, first)
    for (const { solutions } of said) expect(solutions).not.toEqual(first.proposal.solutions)
    const [next] = said[0]?.solutions ?? []
    expect(next && evaluateSolution(problem, next).score).toBeGreaterThan(evaluation.score)
  })

  test('behavior: nothing once it is told to stop', async () => {
    expect(await glance(problem, {}, AbortSignal.abort())).toBeUndefined()
  })
})

describe('largestIntents', () => {
  const problem = generateProblem({ seed: 2, intents: 60, pools: 20, slots: 2, ...drawn })

  test.each([1, 7, 60, 90])('behavior: %s of 60 who pay most, in their order', (count) => {
    const part = largestIntents(problem, count).problem.intents
    expect(part).toHaveLength(Math.min(count, 60))
    const others = problem.intents.filter((intent) => !part.includes(intent))
    for (const { signed } of part)
      for (const other of others) expect(signed.maxPayment).toBeGreaterThanOrEqual(other.signed.maxPayment)
    expect(part).toEqual(problem.intents.filter((intent) => part.includes(intent)))
  })

  test('behavior: of equals it takes as many as asked for', () => {
    const [first] = problem.intents
    if (!first) throw new Error('There are intents.')
    const equals = { ...problem, intents: Array.from({ length: 5 }, () => first) }
    expect(largestIntents(equals, 3).problem.intents).toHaveLength(3)
  })
})
