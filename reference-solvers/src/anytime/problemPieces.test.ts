import { generateProblem, hardProblems, type Problem } from '@walras/solver-kit'
import { expect, test } from 'vitest'
import { cutProblem, ProblemAssembly } from './problemPieces.ts'

/** What arrives when a problem is sent. */
function sent(problem: Problem): Problem {
  const assembly = new ProblemAssembly()
  for (const piece of cutProblem(problem)) assembly.add(structuredClone(piece))
  return assembly.problem
}

/** A problem without what stays behind. */
function routed(problem: Problem): Problem {
  const nobody = { owner: '0x', nonce: 0n, validUntil: 0n, signature: '0x' } as const
  const intents = problem.intents.map((buyer) => {
    const intent = { ...buyer.signed.intent, recipient: '0x', workload: '' } as const
    return { ...buyer, id: '0x' as const, signed: { ...buyer.signed, ...nobody, token: problem.token, intent } }
  })
  return { ...problem, intents }
}

test.each(hardProblems())('a problem arrives as it was: $name', ({ problem }) => {
  expect(sent(problem)).toEqual(routed(problem))
})

test('a problem of many pieces arrives as it was, and equal wishes still share their lines', () => {
  const problem = generateProblem({ seed: 1, intents: 1500, pools: 60, slots: 12, drawnIds: true })
  expect([...cutProblem(problem)].length).toBeGreaterThan(4)
  const arrived = sent(problem)
  expect(arrived).toEqual(routed(problem))
  const kinds = ({ intents }: Problem) => new Set(intents.map(({ lines }) => lines)).size
  expect(kinds(problem)).toBeLessThan(1500)
  expect(kinds(arrived)).toBe(kinds(problem))
})

test('amounts of more than 64 bits arrive', () => {
  const problem = generateProblem({ seed: 1, intents: 1, pools: 1, slots: 1 })
  const [buyer] = problem.intents as [Problem['intents'][number]]
  const rich = { ...problem, intents: [{ ...buyer, signed: { ...buyer.signed, maxPayment: 2n ** 96n } }] }
  expect(sent(rich).intents[0]?.signed.maxPayment).toBe(2n ** 96n)
})
