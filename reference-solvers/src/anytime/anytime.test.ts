import { checkFairness, evaluateSolution, generateProblem, surplusBound, toProposal } from '@walras/solver-kit'
import { describe, expect, test } from 'vitest'
import { clearing } from '../clearing/clearing.ts'
import { anytime } from './anytime.ts'

const small = generateProblem({ seed: 1, intents: 100, pools: 50, slots: 1 })
const strategy = anytime()

async function solve(signal: AbortSignal, problem = small) {
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

describe('a market that takes long to be sent', () => {
  const unlimited = { maxGas: Number.POSITIVE_INFINITY, drawnIds: true }
  const large = generateProblem({ seed: 1, intents: 3_000, pools: 100, slots: 1, rules: 'whole', ...unlimited })

  test('behavior: left alone it ends as the last rung does', async () => {
    const cleared = toProposal(await clearing().solve(large, new AbortController().signal))
    const [solution] = cleared.solutions
    if (!solution) throw new Error('clearing serves somebody.')
    expect(await solve(new AbortController().signal, large)).toBe(evaluateSolution(large, solution).score)
  })

  test('behavior: told to stop as soon as it has begun, it has an answer', async () => {
    const stop = new AbortController()
    const answer = solve(stop.signal, large)
    setImmediate(() => stop.abort())
    expect(await answer).toBeGreaterThan(0n)
  })
})
