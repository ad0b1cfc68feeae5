import { checkFairness, evaluateSolution, generateProblem, surplusBound } from '@walras/solver-kit'
import { describe, expect, test } from 'vitest'
import { firstProposal } from './firstProposal.ts'

const signal = new AbortController().signal

describe('firstProposal', () => {
  test.each([1, 2, 3, 4])(
    'behavior: one intent is served, by all rules of the whole auction: seed %s',
    async (seed) => {
      const problem = generateProblem({ seed, intents: 200, pools: 60, slots: seed, drawnIds: true })
      const proposal = await firstProposal(problem, { marginBps: 20n }, signal)
      const [solution] = proposal?.solutions ?? []
      if (!solution || !proposal?.certificate) throw new Error('Somebody can be served.')
      const evaluation = evaluateSolution(problem, solution)
      checkFairness(problem, evaluation)
      expect(evaluation.served).toHaveLength(1)
      expect(evaluation.score).toBeGreaterThan(0n)
      expect(surplusBound(problem, proposal.certificate)).toBeGreaterThanOrEqual(evaluation.score)
    },
  )

  test('behavior: nothing where nobody can be served, or once it is told to stop', async () => {
    const problem = generateProblem({ seed: 1, intents: 20, pools: 10, slots: 1, drawnIds: true })
    expect(await firstProposal({ ...problem, intents: [] }, {}, signal)).toBeUndefined()
    const soldOut = problem.lines.map((line) => ({ ...line, pools: [] }))
    expect(await firstProposal({ ...problem, lines: soldOut }, {}, signal)).toBeUndefined()
    expect(await firstProposal(problem, {}, AbortSignal.abort())).toBeUndefined()
  })
})
