import {
  type Bid,
  type Certificate,
  decodeOutcomeMessage,
  encodeOutcomeMessage,
  outcomeHash,
  slugId,
} from '@walras/intents-schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { surplusBound } from './certificate/surplusBound.ts'
import { resolveAuction } from './resolveAuction.ts'
import {
  address,
  bidOf,
  commitmentOf,
  fill,
  firstSlot,
  intent,
  intentOf,
  pool,
  scenario,
  solve,
} from './scenario.fixture.ts'

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

describe('certificates', () => {
  const certify = (bid: Bid, certificate: Certificate): Bid => ({ ...bid, certificate })
  const decide = (bids: Bid[]) => resolveAuction({ problem, commitments: bids.map(commitmentOf), bids }).outcome
  const loose: Certificate = { prices: [], gasPrice: 0n }
  const tight: Certificate = { prices: [520_000_000n, 520_000_000n], gasPrice: 0n }

  test('default: each bid says what it proves, the outcome the least of it', () => {
    const decided = decide([certify(both, loose), certify(american, tight), greedy])
    const bounds = [loose, tight].map((certificate) => surplusBound(problem, certificate))
    const boundOf = (solver: string) => decided.bids.find((bid) => bid.solver === address(solver))?.bound
    expect(boundOf('both')).toBe(bounds[0])
    expect(boundOf('american')).toBe(bounds[1])
    expect(boundOf('greedy')).toBe(0n)
    expect(bounds[0]).not.toBe(bounds[1])
    expect(decided.bound).toBe(bounds.reduce((a, b) => (a < b ? a : b)))
    expect(decided.bound).toBeGreaterThanOrEqual(decided.total)
  })

  test('behavior: a proof stands whatever becomes of its bid, unless it came late', () => {
    const invalid = decide([certify(broken, tight)])
    expect(invalid).toMatchObject({ total: 0n, bound: surplusBound(problem, tight), bids: [{ status: 'invalid' }] })
    const late = resolveAuction({ problem, commitments: [], bids: [certify(both, tight)] }).outcome
    expect(late).toMatchObject({ bound: 0n, bids: [{ status: 'late', bound: 0n }] })
    expect(outcome.bound).toBe(0n)
  })

  test('behavior: one that proves nothing is said, and costs nothing', () => {
    const tooMany = { prices: Array.from({ length: 1000 }, () => 1n), gasPrice: 0n }
    const decided = decide([certify(both, tooMany), certify(broken, { prices: [2n ** 60n], gasPrice: 0n })])
    expect(decided.bound).toBe(0n)
    expect(decided.bids.find(({ status }) => status === 'won')).toMatchObject({
      bound: 0n,
      code: 'certificate/malformed',
      reason: expect.stringMatching(/^Its certificate proves nothing: The certificate prices 1000 products/),
    })
    expect(decided.bids.find(({ status }) => status === 'invalid')).toMatchObject({
      code: 'solution/wrong-class',
      reason: expect.stringMatching(/is not option 3 .* Its certificate proves nothing: /),
    })
  })
})

describe('intents that no winner serves', () => {
  test('default: each says why', () => {
    const { outcome } = resolveAuction({ problem, commitments: [commitmentOf(american)], bids: [american] })
    const left = ['ann', 'bob'].map((owner) => intentOf(problem, owner)).sort((a, b) => a - b)
    expect(outcome.unserved.map(({ intent }) => intent)).toEqual(left)
    for (const { code, reason } of outcome.unserved) {
      expect(code).toBe('unserved/no-bid')
      expect(reason).toMatch(/^It could be had for \d+, \d+.\d% below its limit; no winner serves it.$/)
    }
  })

  test('behavior: a dropped intent says so, in plain text that fits', () => {
    const index = intentOf(problem, 'bob')
    const id = problem.intents[index]?.id ?? '0x'
    const dropped = new Map([[id, `The token said: \u0000Ωμέγα${'!'.repeat(200)}`]])
    const decided = resolveAuction({ problem, commitments: [commitmentOf(both)], bids: [both], dropped }).outcome
    const bob = decided.unserved.find(({ intent }) => intent === index)
    expect(bob?.code).toBe('unserved/dropped')
    expect(bob?.reason).toMatch(/^The token said: \?\?{5}!+\.\.\.$/)
    expect(bob?.reason).toHaveLength(96)
  })

  test('behavior: an outcome of the largest auction fits a message', () => {
    const many = scenario({
      pools: [pool('a', usEast)],
      intents: Array.from({ length: 1200 }, (_, at) => intent(`owner ${at}`, { regions: ['eu-west'] })),
    })
    const { outcome } = resolveAuction({ problem: many, commitments: [], bids: [] })
    expect(outcome.unserved).toHaveLength(1000)
    const value = { outcome, signature: `0x${'00'.repeat(65)}` as const }
    expect(decodeOutcomeMessage(encodeOutcomeMessage({ kind: 'outcome', value })).value).toEqual(value)
  })

  test('behavior: nobody bids, everybody hears why', () => {
    const { outcome } = resolveAuction({ problem, commitments: [], bids: [] })
    expect(outcome.unserved).toHaveLength(3)
    expect(outcome).toMatchObject({ total: 0n, bound: 0n, bids: [] })
  })
})
