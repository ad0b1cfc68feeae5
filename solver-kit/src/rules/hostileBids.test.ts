import type { Bid, Fill, ProductTerms, Solution } from '@walras/intents-schema'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveAuction } from './resolveAuction.ts'
import { bidOf, commitmentOf, fill, firstSlot, intent, pool, scenario, solve } from './scenario.fixture.ts'

const problem = scenario({ pools: [pool('a'), pool('b')], intents: [intent('ann'), intent('bob')] })
const honest = bidOf('honest', [solve(problem, [fill(problem, 'ann', 'a')])])
const [terms] = honest.solutions[0]?.products ?? []
if (!terms) throw new Error('The honest bid prices nothing.')

const uint256 = fc.oneof(
  fc.constantFrom(0n, 1n, 3600n, 2n ** 64n, 2n ** 256n - 1n),
  fc.bigInt({ min: 0n, max: 10_000n }),
)
const anyFill: fc.Arbitrary<Fill> = fc.record({
  intent: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant(2 ** 32 - 1)),
  pool: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant(2 ** 32 - 1)),
  slot: fc.constantFrom(0n, firstSlot - 1n, firstSlot, firstSlot + 3n, firstSlot + 4n, 2n ** 64n - 1n),
  hardware: fc.constantFrom(0, 1, 255),
  units: uint256,
})
const anyTerms: fc.Arbitrary<ProductTerms> = fc.record({
  gpuClass: fc.constantFrom(terms.gpuClass, terms.region),
  region: fc.constant(terms.region),
  tier: fc.constantFrom(0, 1, 255),
  slot: fc.constantFrom(firstSlot, 0n, 2n ** 64n - 1n),
  margin: uint256,
  maxPrice: uint256,
})
const anySolution: fc.Arbitrary<Solution> = fc.record({
  fills: fc.array(anyFill, { maxLength: 6 }),
  products: fc.oneof(fc.constant([terms]), fc.array(anyTerms, { maxLength: 4 })),
})
const anyBid: fc.Arbitrary<Bid> = fc
  .array(anySolution, { maxLength: 4 })
  .map((solutions) => bidOf('mallory', solutions))

test('behavior: whatever a bid says, it gets one outcome and the honest bid loses nothing', () => {
  fc.assert(
    fc.property(anyBid, (bid) => {
      const { outcome, winners } = resolveAuction({
        problem,
        commitments: [commitmentOf(honest), commitmentOf(bid)],
        bids: [honest, bid],
      })
      expect(outcome.bids).toHaveLength(2)
      const total = winners.reduce((sum, { evaluation }) => sum + evaluation.score, 0n)
      const alone = outcome.bids.find(({ solver }) => solver === honest.solver)?.score ?? 0n
      expect(total).toBeGreaterThanOrEqual(alone)
      expect(alone).toBeGreaterThan(0n)
    }),
    { numRuns: 1000 },
  )
})
