import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateProblem } from '../../backtest/generateProblem.ts'
import { hardProblems } from '../../backtest/hardProblems.ts'
import type { Problem, ProblemIntent } from '../../market/Problem.ts'
import { canonicalSolution } from '../canonicalSolution.ts'
import { evaluateSolution } from '../evaluateSolution.ts'
import { Leftovers } from './Leftovers.ts'
import { ownWay } from './ownWays.ts'

/** A way that is said to be within the limit, as a solution of its own: the rules accept it, for the same money. */
function checkWays(problem: Problem): number {
  const leftovers = new Leftovers(problem, [])
  let ways = 0
  for (const [intent, buyer] of problem.intents.entries()) {
    const { quote } = ownWay(buyer, leftovers.offers(buyer), 'max-pools')
    if (!quote || quote.payment > quote.limit) continue
    const fills = quote.takes.map(({ offer: { pool, slot, hardware }, units }) => ({
      intent,
      pool,
      slot: problem.snapshot.firstSlot + BigInt(slot),
      hardware,
      units,
    }))
    const { served } = evaluateSolution(problem, canonicalSolution(problem, fills))
    const { filledWork, payment, limit } = quote
    expect(served).toMatchObject([{ filledWork, payment, limit }])
    ways++
  }
  return ways
}

const able = hardProblems().filter(({ name }) => !/another token/.test(name))
test.each(able)('behavior: a way within the limit is a valid solution: $name', ({ problem }) => {
  checkWays(problem)
})

test('property: a way within the limit is a valid solution', () => {
  let ways = 0
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.integer({ min: 2, max: 30 }),
      fc.integer({ min: 1, max: 8 }),
      (seed, pools, slots) => {
        ways += checkWays(generateProblem({ seed, intents: 25, pools, slots, load: 1 }))
      },
    ),
    { numRuns: 40 },
  )
  expect(ways).toBeGreaterThan(100)
})

test('property: what can be done at most shrinks with each rule', () => {
  const rules = ['none', 'min-units', 'contiguous', 'max-pools'] as const
  fc.assert(
    fc.property(fc.nat(10_000), fc.integer({ min: 2, max: 12 }), (seed, pools) => {
      const problem = generateProblem({ seed, intents: 10, pools, slots: 4 })
      const leftovers = new Leftovers(problem, [])
      for (const buyer of problem.intents) {
        const contiguous = {
          ...buyer,
          signed: { ...buyer.signed, intent: { ...buyer.signed.intent, contiguous: true } },
        }
        const offers = leftovers.offers(contiguous satisfies ProblemIntent)
        const reaches = rules.map((rule) => ownWay(contiguous, offers, rule).reach)
        for (const [at, reach] of reaches.entries())
          if (at > 0) expect(reach).toBeLessThanOrEqual(reaches[at - 1] as bigint)
      }
    }),
    { numRuns: 20 },
  )
})
