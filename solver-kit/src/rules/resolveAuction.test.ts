import { outcomeHash, slugId } from '@walras/intents-schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveAuction } from './resolveAuction.ts'
import { address, bidOf, commitmentOf, fill, firstSlot, intent, pool, scenario, solve } from './scenario.fixture.ts'

const usEast = { region: slugId('us-east') }
const problem = scenario({
  pools: [pool('a'), pool('b'), pool('us', usEast)],
  intents: [intent('ann'), intent('bob'), intent('cat', { regions: ['us-east'] })],
})
const both = bidOf('both', [solve(problem, [fill(problem, 'ann', 'a'), fill(problem, 'bob', 'b')])])
const greedy = bidOf('greedy', [solve(problem, [fill(problem, 'ann', 'a')], 50n)])
const american = bidOf('american', [solve(problem, [fill(problem, 'cat', 'us')])])
const broken = bidOf('broken', [solve(problem, [fill(problem, 'cat', 'us', { hardware: 3 })])])
const silent = bidOf('silent', [solve(problem, [fill(problem, 'cat', 'us')], 1n)])
const hasty = bidOf('hasty', [solve(problem, [fill(problem, 'cat', 'us')], 2n)])

const commitments = [both, greedy, american, broken, silent].map(commitmentOf)
const bids = [both, greedy, american, broken, hasty]
const { outcome, winners } = resolveAuction({ problem, commitments, bids })
const statusOf = (solver: string) => outcome.bids.find((bid) => bid.solver === address(solver))

describe('default', () => {
  test('solutions that share nothing win together', () => {
    expect(winners.map(({ solver }) => solver).sort()).toEqual([address('both'), address('american')].sort())
    expect(outcome.total).toBe(winners.reduce((sum, { evaluation }) => sum + evaluation.score, 0n))
  })

  test('every bid has exactly one outcome', () => {
    expect(statusOf('both')?.status).toBe('won')
    expect(statusOf('american')?.status).toBe('won')
    expect(statusOf('greedy')).toMatchObject({ status: 'lost', code: 'bid/outscored' })
    expect(statusOf('broken')).toMatchObject({ status: 'invalid', code: 'solution/wrong-class' })
    expect(statusOf('silent')).toMatchObject({ status: 'unrevealed', code: 'bid/unrevealed' })
    expect(statusOf('hasty')).toMatchObject({ status: 'late', code: 'bid/no-commitment' })
    expect(outcome.bids).toHaveLength(6)
  })

  test('the marginal contribution of a winner is what the total would lose without it', () => {
    const lost = statusOf('greedy')?.score ?? 0n
    expect(statusOf('both')?.marginal).toBe((statusOf('both')?.score ?? 0n) - lost)
    expect(statusOf('american')?.marginal).toBe(statusOf('american')?.score)
    expect(statusOf('greedy')?.marginal).toBe(0n)
  })
})

test('behavior: the order of arrival does not matter', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(bids, { minLength: bids.length }),
      fc.shuffledSubarray(commitments, { minLength: commitments.length }),
      (shuffledBids, shuffledCommitments) => {
        const again = resolveAuction({ problem, commitments: shuffledCommitments, bids: shuffledBids })
        expect(outcomeHash(again.outcome)).toBe(outcomeHash(outcome))
      },
    ),
    { numRuns: 20 },
  )
})

test('behavior: equal scores are decided by hash, the same way every time', () => {
  const twins = ['left', 'right', 'third'].map((name) => bidOf(name, american.solutions))
  const winner = (order: typeof twins) =>
    resolveAuction({ problem, commitments: order.map(commitmentOf), bids: order }).winners[0]?.solver
  expect(winner(twins)).toBe(winner([...twins].reverse()))
})

test('behavior: a bid with one bad alternative stands on its good ones', () => {
  const mixed = bidOf('mixed', [...broken.solutions, ...american.solutions])
  const { outcome } = resolveAuction({ problem, commitments: [commitmentOf(mixed)], bids: [mixed] })
  expect(outcome.bids).toMatchObject([{ status: 'won', solution: 1 }])
})

test('behavior: without the solver whose award reverted the next best wins', () => {
  const next = resolveAuction({ problem, commitments, bids, reverted: new Map([[address('both'), 'PoolSoldOut']]) })
  expect(next.outcome.bids.find(({ solver }) => solver === address('both'))).toMatchObject({
    status: 'reverted',
    reason: 'PoolSoldOut',
  })
  expect(next.winners.map(({ solver }) => solver)).toContain(address('greedy'))
})

test('behavior: a batch that leaves someone worse off than alone is unfair', () => {
  const dear = scenario({
    pools: [
      pool('cheap'),
      pool('dear', { ladder: [{ tickLower: 68_000, tickUpper: 70_000, liquidityPerGpu: 900_000n }], ...usEast }),
    ],
    intents: [intent('ann'), intent('bob')],
  })
  const bid = bidOf('careless', [
    solve(dear, [fill(dear, 'ann', 'cheap'), fill(dear, 'bob', 'dear', { slot: firstSlot + 1n })]),
  ])
  const { outcome } = resolveAuction({ problem: dear, commitments: [commitmentOf(bid)], bids: [bid] })
  expect(outcome.bids).toMatchObject([{ status: 'unfair', code: 'solution/unfair' }])
})

test('behavior: two solvers that price one product do not win together', () => {
  const first = bidOf('first', [solve(problem, [fill(problem, 'ann', 'a')])])
  const second = bidOf('second', [solve(problem, [fill(problem, 'bob', 'b')])])
  const { winners } = resolveAuction({ problem, commitments: [first, second].map(commitmentOf), bids: [first, second] })
  expect(winners).toHaveLength(1)
})
