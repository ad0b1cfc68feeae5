import {
  type Batch,
  type Bid,
  bidHash,
  type SignedBidCommitment,
  type SignedOutcome,
  WalrasError,
} from '@walras/intents-schema'
import type { Problem, Resolution } from '@walras/solver-kit'
import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import type { OpenedAuction, RoundEvent, RoundState } from './RoundState.ts'
import { transition, verifyGraceMs, wakeAtMs } from './transition.ts'

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`
const auctionHash = hash('a')
const [commitByMs, revealByMs] = [10_000, 10_500]

const opened: OpenedAuction = {
  auction: {
    signature: '0x',
    auction: {
      round: 7n,
      blockNumber: 1n,
      blockHash: hash('b'),
      snapshotHash: hash('c'),
      firstSlot: 5n,
      slotCount: 3n,
      intentIds: [],
      commitByMs: BigInt(commitByMs),
      revealByMs: BigInt(revealByMs),
    },
  },
  auctionHash,
  intents: [],
  problem: {} as Problem,
}

const bidOf = (index: number): Bid => ({
  auctionHash,
  solver: `0x${String(index).repeat(40)}`,
  solutions: [],
  salt: hash('0'),
})
const commitmentTo = (bid: Bid): SignedBidCommitment => ({
  commitment: { auctionHash, solver: bid.solver, bidHash: bidHash(bid) },
  signature: '0x',
})
const resolution = { outcome: { auctionHash, total: 1n, bound: 0n, bids: [], unserved: [] }, winners: [] } as Resolution
const outcome: SignedOutcome = { outcome: resolution.outcome, signature: '0x' }
const batchUntil = (expiryBlock: bigint) => ({ auctionHash, expiryBlock }) as Batch
const batch = batchUntil(20n)

const run = (events: readonly RoundEvent[], from: RoundState = { phase: 'open', round: 7n }): RoundState =>
  events.reduce(transition, from)

const commitment = (bid: Bid, receivedAtMs = commitByMs): RoundEvent => ({
  kind: 'commitment',
  commitment: commitmentTo(bid),
  receivedAtMs,
})
const reveal = (bid: Bid, receivedAtMs = revealByMs): RoundEvent => ({ kind: 'bid', bid, receivedAtMs })
const clock = (nowMs: number): RoundEvent => ({ kind: 'clock', nowMs })
const open: RoundEvent = { kind: 'opened', opened }
const afterReveal = clock(revealByMs + verifyGraceMs + 1)
const toResolve = [open, commitment(bidOf(1)), clock(commitByMs + 1), afterReveal]
const toAward: RoundEvent[] = [...toResolve, { kind: 'resolved', resolution }]
const toSettle: RoundEvent[] = [...toAward, { kind: 'awarded', outcome, batch }]

describe('transition', () => {
  test('default: a round with a winner goes through every phase', () => {
    const phases: string[] = []
    let state: RoundState = { phase: 'open', round: 7n }
    const report = { status: 'settled' } as never
    for (const event of [...toSettle, { kind: 'settled', report, settled: [hash('1')] } as RoundEvent]) {
      state = transition(state, event)
      if (phases.at(-1) !== state.phase) phases.push(state.phase)
    }
    expect(phases).toEqual(['commit', 'reveal', 'resolve', 'award', 'settle', 'done'])
    expect(state).toMatchObject({ report, settled: [hash('1')] })
  })

  test('behavior: nothing to settle ends the round at the award', () => {
    const state = run([...toAward, { kind: 'awarded', outcome }])
    expect(state).toMatchObject({ phase: 'done', settled: [] })
    expect(state).not.toHaveProperty('report')
  })

  test('behavior: commitments count up to the deadline, also when they are verified after it', () => {
    const [onTime, late] = [bidOf(1), bidOf(2)]
    const state = run([open, clock(commitByMs + 1), commitment(onTime), commitment(late, commitByMs + 1)])
    expect(state.phase).toBe('reveal')
    expect('commitments' in state && [...state.commitments.values()]).toEqual([commitmentTo(onTime)])
  })

  test('behavior: bids count up to the deadline, and once', () => {
    const [onTime, late] = [bidOf(1), bidOf(2)]
    const state = run([open, reveal(onTime), reveal(onTime), reveal(late, revealByMs + 1)])
    expect('bids' in state && [...state.bids.values()]).toEqual([onTime])
  })

  test('behavior: messages for other auctions are no part of the round', () => {
    const other = { ...bidOf(1), auctionHash: hash('d') }
    const stray: RoundEvent = {
      kind: 'commitment',
      commitment: { ...commitmentTo(other), commitment: { ...commitmentTo(other).commitment, auctionHash: hash('d') } },
      receivedAtMs: 0,
    }
    expect(run([open, reveal(other), stray])).toMatchObject({ bids: new Map(), commitments: new Map() })
  })

  test('behavior: takes no more commitments than can be answered', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      commitment({ ...bidOf(1), salt: `0x${index.toString(16).padStart(64, '0')}` }),
    )
    const state = run([open, ...many])
    expect('commitments' in state && state.commitments.size).toBe(256)
  })

  test('behavior: resolves early when every promised bid is there, and not before commitments are verified', () => {
    const bid = bidOf(1)
    const revealed = run([open, commitment(bid), clock(commitByMs + 1), reveal(bid)])
    expect(transition(revealed, clock(commitByMs + verifyGraceMs)).phase).toBe('reveal')
    expect(transition(revealed, clock(commitByMs + verifyGraceMs + 1)).phase).toBe('resolve')
  })

  test('behavior: waits for a promised bid until the deadline', () => {
    const promised = run([open, commitment(bidOf(1)), clock(commitByMs + 1)])
    expect(transition(promised, clock(revealByMs + verifyGraceMs)).phase).toBe('reveal')
    expect(transition(promised, afterReveal).phase).toBe('resolve')
  })

  test('behavior: wakeAtMs is the moment at which the clock moves the round on', () => {
    const bid = bidOf(1)
    for (const events of [[open], [open, clock(commitByMs + 1)], [open, commitment(bid), clock(commitByMs + 1)]]) {
      const state = run(events)
      if (state.phase !== 'commit' && state.phase !== 'reveal') throw new Error(state.phase)
      expect(transition(state, clock(wakeAtMs(state) - 1)).phase).toBe(state.phase)
      expect(transition(state, clock(wakeAtMs(state))).phase).not.toBe(state.phase)
    }
  })

  test('behavior: dropped intents add up, and the round resolves again without them', () => {
    const drop = (digit: string): RoundEvent => ({
      kind: 'dropped',
      dropped: new Map([[hash(digit), `because ${digit}`]]),
    })
    const refused = run([...toAward, drop('1')])
    expect(refused).toMatchObject({
      phase: 'resolve',
      dropped: new Map([[hash('1'), 'because 1']]),
      reverted: new Map(),
    })
    const reverted = run([{ kind: 'resolved', resolution }, { kind: 'awarded', outcome, batch }, drop('2')], refused)
    expect(reverted).toMatchObject({
      phase: 'resolve',
      dropped: new Map([
        [hash('1'), 'because 1'],
        [hash('2'), 'because 2'],
      ]),
    })
  })

  test('behavior: a winner that would revert, or reverted, is out for the rest of the auction', () => {
    const [first, second] = [bidOf(1).solver, bidOf(2).solver]
    const refused = run([...toAward, { kind: 'reverted', reverted: new Map([[first, 'GateClosed()']]) }])
    expect(refused).toMatchObject({ phase: 'resolve', reverted: new Map([[first, 'GateClosed()']]) })
    const again: RoundEvent[] = [
      { kind: 'resolved', resolution },
      { kind: 'awarded', outcome, batch: batchUntil(21n) },
      { kind: 'reverted', reverted: new Map([[second, 'InvalidNonce()']]) },
    ]
    expect(run(again, refused)).toMatchObject({
      phase: 'resolve',
      reverted: new Map([
        [first, 'GateClosed()'],
        [second, 'InvalidNonce()'],
      ]),
    })
  })

  test('behavior: every award of an auction expires later than the one before', () => {
    const again: RoundEvent[] = [
      { kind: 'reverted', reverted: new Map() },
      { kind: 'resolved', resolution },
    ]
    expect(run(toAward)).toMatchObject({ awardedUntil: 0n })
    const settling = run(toSettle)
    expect(settling).toMatchObject({ awardedUntil: 20n })
    const awarding = run(again, settling)
    expect(awarding).toMatchObject({ phase: 'award', awardedUntil: 20n })
    for (const expiryBlock of [19n, 20n])
      expect(() => transition(awarding, { kind: 'awarded', outcome, batch: batchUntil(expiryBlock) })).toThrow(
        expect.objectContaining({ code: 'round/expiry-reused' }),
      )
    expect(transition(awarding, { kind: 'awarded', outcome, batch: batchUntil(21n) })).toMatchObject({
      phase: 'settle',
      awardedUntil: 21n,
    })
  })

  test('behavior: any phase can fail, and says which one did', () => {
    const failed: RoundEvent = { kind: 'failed', code: 'round/unexpected', reason: 'no answer' }
    for (const [during, events] of [
      ['open', []],
      ['commit', [open]],
      ['reveal', [open, clock(commitByMs + 1)]],
      ['resolve', toResolve],
      ['award', toAward],
      ['settle', toSettle],
    ] as const)
      expect(run([...events, failed])).toEqual({
        phase: 'failed',
        during,
        code: 'round/unexpected',
        reason: 'no answer',
        ...(during !== 'open' && { auctionHash }),
      })
  })

  test('behavior: what comes in after the bids are closed changes nothing', () => {
    for (const events of [toResolve, toAward, toSettle]) {
      const state = run(events)
      for (const event of [commitment(bidOf(3)), reveal(bidOf(3)), afterReveal])
        expect(transition(state, event)).toBe(state)
    }
  })

  test('behavior: is pure', () => {
    const before = run([open])
    const copy = structuredClone(before)
    transition(before, commitment(bidOf(1)))
    expect(before).toEqual(copy)
  })

  test('error: what cannot happen in a phase', () => {
    const done = run([...toAward, { kind: 'awarded', outcome }])
    const impossible: [RoundState, RoundEvent][] = [
      [
        { phase: 'open', round: 1n },
        { kind: 'resolved', resolution },
      ],
      [run([open]), open],
      [run([open]), { kind: 'awarded', outcome }],
      [run(toResolve), { kind: 'awarded', outcome }],
      [run(toAward), { kind: 'resolved', resolution }],
      [run(toSettle), { kind: 'awarded', outcome }],
      [done, clock(0)],
      [run([{ kind: 'failed', code: '', reason: '' }]), open],
    ]
    for (const [state, event] of impossible) expect(() => transition(state, event)).toThrow(WalrasError)
    expect(() => transition(done, open)).toThrowErrorMatchingInlineSnapshot(
      `[WalrasError: A round in phase done cannot take "opened".]`,
    )
  })
})
