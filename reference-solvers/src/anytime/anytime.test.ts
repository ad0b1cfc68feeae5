import { checkFairness, evaluateSolution, generateProblem, surplusBound, toProposal } from '@walras/solver-kit'
import { expect, test } from 'vitest'
import { anytime } from './anytime.ts'

const problem = generateProblem({ seed: 1, intents: 100, pools: 50, slots: 1 })
const strategy = anytime()

async function solve(signal: AbortSignal) {
  const { solutions, certificate } = toProposal(await strategy.solve(problem, signal))
  const [solution] = solutions
  if (!solution || !certificate) return undefined
  const evaluation = evaluateSolution(problem, solution)
  checkFairness(problem, evaluation)
  expect(surplusBound(problem, certificate)).toBeGreaterThanOrEqual(evaluation.score)
  return evaluation.score
}

test('stopped again and again it has a valid and certified answer each time; told before it starts, none', async () => {
  await strategy.prepare?.()
  for (let auction = 0; auction < 2; auction++) {
    expect(await solve(AbortSignal.timeout(500))).toBeGreaterThan(0n)
    expect(await solve(AbortSignal.abort())).toBeUndefined()
  }
})

test('two at once have an answer each', async () => {
  const scores = await Promise.all([solve(AbortSignal.timeout(500)), solve(AbortSignal.timeout(500))])
  for (const score of scores) expect(score).toBeGreaterThan(0n)
})
