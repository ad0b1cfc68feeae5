import { bidHash, type Certificate, type Solution } from '@walras/intents-schema'
import {
  evaluateSolution,
  generateProblem,
  type Problem,
  resolveAuction,
  surplusBound,
  toProposal,
} from '@walras/solver-kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { strategies } from './strategies.ts'

async function scores(problem: Problem): Promise<{ solution: Solution; score: bigint }[]> {
  const found: { solution: Solution; score: bigint }[] = []
  for (const create of Object.values(strategies)) {
    const definition = create({})
    await definition.prepare?.()
    const {
      solutions: [solution],
    } = toProposal(await definition.solve(problem, new AbortController().signal))
    if (solution) found.push({ solution, score: evaluateSolution(problem, solution).score })
  }
  return found
}

/** Around what units cost, so that bounds come close to scores; and anything. */
const price = fc.oneof(
  fc.bigInt({ min: 0n, max: 2_000_000_000n }),
  fc.bigInt({ min: 0n, max: 2n ** 53n - 1n }),
  fc.constant(0n),
)

test('property: no strategy scores above what any prices prove, nor do winners together', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(100_000),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 24 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(price, { maxLength: 60 }),
      fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 1_000_000n })),
      async (seed, intents, pools, slots, all, gasPrice) => {
        const problem = generateProblem({ seed, intents, pools, slots })
        const certificate: Certificate = { prices: all.slice(0, problem.lines.length * slots), gasPrice }
        const bound = surplusBound(problem, certificate)
        const found = await scores(problem)
        for (const { score } of found) expect(score).toBeLessThanOrEqual(bound)
        const bids = found.map(({ solution }, index) => ({
          auctionHash: problem.auctionHash,
          solver: `0x${String(index + 1).repeat(40)}` as const,
          solutions: [solution],
          certificate,
          salt: problem.auctionHash,
        }))
        const commitments = bids.map((bid) => ({ solver: bid.solver, bidHash: bidHash(bid) }))
        const { outcome } = resolveAuction({ problem, commitments, bids })
        expect(outcome.total).toBeLessThanOrEqual(bound)
        expect(outcome.bound).toBe(found.length > 0 ? bound : 0n)
        for (const bid of outcome.bids) expect(bid.score).toBeLessThanOrEqual(bid.bound)
      },
    ),
    { numRuns: 25 },
  )
})
