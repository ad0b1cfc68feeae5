import {
  type Batch,
  type Bid,
  bidHash,
  type SignedBidCommitment,
  type SignedOutcome,
  WalrasError,
  wireLimits,
} from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import type { Resolved, RoundEvent, RoundState } from './RoundState.ts'

/**
 * How long a message that came in time may still be in admission when its deadline passes. One signature takes about a
 * millisecond; a full queue of commitments is 256 of them.
 */
export const verifyGraceMs = 250

type Collecting = Extract<RoundState, { phase: 'commit' | 'reveal' }>
type Running = Exclude<RoundState, { phase: 'done' | 'failed' }>

const bidKey = (solver: Address, hash: Hex): string => `${solver}/${hash}`.toLowerCase()

function addCommitment(state: Collecting, signed: SignedBidCommitment, receivedAtMs: number): RoundState {
  const { auctionHash, solver, bidHash } = signed.commitment
  const late = BigInt(receivedAtMs) > state.auction.auction.commitByMs
  // More than the wire carries outcomes for could never be answered.
  if (late || auctionHash !== state.auctionHash || state.commitments.size >= wireLimits.bids) return state
  const key = bidKey(solver, bidHash)
  if (state.commitments.has(key)) return state
  return { ...state, commitments: new Map(state.commitments).set(key, signed) }
}

function addBid(state: Collecting, bid: Bid, receivedAtMs: number): RoundState {
  const late = BigInt(receivedAtMs) > state.auction.auction.revealByMs
  if (late || bid.auctionHash !== state.auctionHash || state.bids.size >= wireLimits.bids) return state
  const key = bidKey(bid.solver, bidHash(bid))
  if (state.bids.has(key)) return state
  return { ...state, bids: new Map(state.bids).set(key, bid) }
}

/** Whether every promised bid is there: then nothing that could still come would change the outcome. */
function isComplete({ commitments, bids }: Collecting): boolean {
  return [...commitments.keys()].every((key) => bids.has(key))
}

function advance(state: Collecting, nowMs: number): RoundState {
  const { commitByMs, revealByMs } = state.auction.auction
  if (state.phase === 'commit') return nowMs > commitByMs ? { ...state, phase: 'reveal' } : state
  const complete = nowMs > Number(commitByMs) + verifyGraceMs && isComplete(state)
  if (!complete && nowMs <= Number(revealByMs) + verifyGraceMs) return state
  return { ...state, phase: 'resolve', reverted: new Map(), dropped: new Map(), awardedUntil: 0n }
}

/**
 * When the clock next matters to a round that collects bids, in unix milliseconds.
 *
 * @example
 * ```ts
 * setTimeout(tick, wakeAtMs(state) - Date.now())
 * ```
 */
export function wakeAtMs(state: Collecting): number {
  const { commitByMs, revealByMs } = state.auction.auction
  if (state.phase === 'commit') return Number(commitByMs) + 1
  return Number(isComplete(state) ? commitByMs : revealByMs) + verifyGraceMs + 1
}

function unexpected(state: RoundState, { kind }: RoundEvent): never {
  throw new WalrasError({
    code: 'round/unexpected-event',
    message: `A round in phase ${state.phase} cannot take "${kind}".`,
    facts: { phase: state.phase, event: kind },
  })
}

/** Adding to what is known: a solver or an intent that failed once stays out for the rest of the auction. */
function without(state: Resolved, event: Extract<RoundEvent, { kind: 'reverted' | 'dropped' }>): RoundState {
  return event.kind === 'reverted'
    ? { ...state, phase: 'resolve', reverted: new Map([...state.reverted, ...event.reverted]) }
    : { ...state, phase: 'resolve', dropped: new Map([...state.dropped, ...event.dropped]) }
}

/** @throws {@link WalrasError} `round/expiry-reused`: the last line before the auctioneer convicts itself. */
function award(state: Resolved, outcome: SignedOutcome, batch: Batch): RoundState {
  const { expiryBlock } = batch
  const { auctionHash, awardedUntil } = state
  if (expiryBlock <= awardedUntil)
    throw new WalrasError({
      code: 'round/expiry-reused',
      message: `This award expires at block ${expiryBlock}, an earlier one of the same auction at ${awardedUntil}. Two awards that expire together are evidence against the auctioneer: let each expire later than the one before.`,
      facts: { auctionHash, expiryBlock, awardedUntil },
    })
  return { ...state, phase: 'settle', outcome, batch, awardedUntil: expiryBlock }
}

function take(state: Running, event: RoundEvent): RoundState {
  if (event.kind === 'failed') {
    const { code, reason } = event
    return {
      phase: 'failed',
      during: state.phase,
      code,
      reason,
      ...('auctionHash' in state && { auctionHash: state.auctionHash }),
    }
  }
  switch (state.phase) {
    case 'open':
      if (event.kind === 'opened') return { phase: 'commit', ...event.opened, commitments: new Map(), bids: new Map() }
      break
    case 'commit':
    case 'reveal':
      if (event.kind === 'commitment') return addCommitment(state, event.commitment, event.receivedAtMs)
      if (event.kind === 'bid') return addBid(state, event.bid, event.receivedAtMs)
      if (event.kind === 'clock') return advance(state, event.nowMs)
      break
    case 'resolve':
      if (event.kind === 'resolved') return { ...state, phase: 'award', resolution: event.resolution }
      break
    case 'award':
      if (event.kind === 'awarded') {
        const { outcome, batch } = event
        return batch ? award(state, outcome, batch) : { ...state, phase: 'done', outcome, settled: [] }
      }
      if (event.kind === 'reverted' || event.kind === 'dropped') return without(state, event)
      break
    case 'settle':
      if (event.kind === 'settled') return { ...state, phase: 'done', report: event.report, settled: event.settled }
      if (event.kind === 'reverted' || event.kind === 'dropped') return without(state, event)
      break
  }
  // Whatever comes in after the bids are closed is late, and that is nobody's mistake.
  if (event.kind === 'commitment' || event.kind === 'bid' || event.kind === 'clock') return state
  return unexpected(state, event)
}

/**
 * The rules of a round: what it is after `event`. Pure: it reads no clock, sends nothing and changes nothing.
 *
 * @throws {@link WalrasError} `round/unexpected-event` for what cannot happen in the phase.
 */
export function transition(state: RoundState, event: RoundEvent): RoundState {
  if (state.phase === 'done' || state.phase === 'failed') return unexpected(state, event)
  return take(state, event)
}
