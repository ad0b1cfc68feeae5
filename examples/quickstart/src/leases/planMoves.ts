import type { LeaseTerms } from '@walras/intents-schema'
import { endsAt, type ProvenLease, startsAt } from '@walras/solver-kit'
import type { Address } from 'viem'
import type { LeaseFate } from './drawFates.ts'
import type { DisputeClocks } from './readDisputeClocks.ts'

const disputeActions = ['challenge', 'respond', 'rebut', 'rule', 'close'] as const
export type DisputeAction = (typeof disputeActions)[number]
export type LeaseAction = 'start' | 'heartbeat' | 'submit' | 'settle' | 'release' | 'fail' | 'expire' | 'transfer'

/** One thing that somebody does with a lease. */
export interface LeaseMove {
  /** Unix seconds. */
  at: bigint
  action: LeaseAction | DisputeAction
  by: Address
  proven: ProvenLease
}

export type EscrowMove = LeaseMove & { action: LeaseAction }
export type DisputeMove = LeaseMove & { action: DisputeAction }

/** Whether it is done with the verifier of tier 1 or its council, not with the escrow. */
export const isDisputeMove = (move: LeaseMove): move is DisputeMove =>
  (disputeActions as readonly string[]).includes(move.action)
export const isEscrowMove = (move: LeaseMove): move is EscrowMove => !isDisputeMove(move)

/** Who does what is not up to operators and first holders. */
export interface Cast {
  /** Does what anyone may: ends leases whose operators let a clock run out, and brings verdicts and rulings. */
  stranger: Address
  /** Disputes claims. */
  challenger: Address
  /** Whom a lease is handed on to. */
  heir: Address
}

/** What is done ahead of a slot is done so many seconds ahead. */
export const ahead = 600n
/** Operators take so many seconds into the slot to start. */
const late = 30n

/** Three moments in every slot are enough: before it, just after it begins, and just after its middle, when one sign of
 * life reaches from the start to the end. What comes after a slot happens in the same moments of later ones. */
function moments(proven: ProvenLease, terms: LeaseTerms, disputes: DisputeClocks) {
  const { slotSeconds } = terms
  const start = startsAt(proven.lease, terms)
  const half = slotSeconds / 2n
  const end = endsAt(proven.lease, terms) + late
  const challenge = end + half - late / 2n
  return {
    before: start - ahead,
    start: start + late,
    middle: start + half + late / 2n,
    end,
    /** When the time to submit is over too. */
    over: end + BigInt(terms.clocks.submit),
    challenge,
    respond: end + slotSeconds,
    rebut: challenge + slotSeconds,
    rule: end + 2n * slotSeconds,
    /** When nobody can challenge any more. */
    accepted: end + disputes.window,
    /** When an operator that says nothing has lost. */
    flagged: end + disputes.operator + slotSeconds,
  }
}

export interface LeasePlan {
  fate: LeaseFate
  /** Of its pool. */
  tier: number
}

export interface PlanMovesOptions {
  terms: LeaseTerms
  disputes: DisputeClocks
  cast: Cast
}

/** Everything that happens to a lease of that tier and fate, in order. */
export function planMoves(proven: ProvenLease, { fate, tier }: LeasePlan, options: PlanMovesOptions): LeaseMove[] {
  const { stranger, challenger, heir } = options.cast
  const { operator, recipient } = proven.lease
  const times = moments(proven, options.terms, options.disputes)
  const { before, start, middle, end, over } = times
  const move = (at: bigint, action: LeaseMove['action'], by: Address): LeaseMove => ({ at, action, by, proven })
  const started = move(start, 'start', operator)
  const alive = move(middle, 'heartbeat', operator)
  const submitted = move(end, 'submit', operator)
  const challenged = move(times.challenge, 'challenge', challenger)
  const decided = (at: bigint) => [move(at, 'close', stranger), move(at, 'settle', stranger)]
  switch (fate) {
    case 'delivered':
      return [started, alive, submitted, ...(tier === 1 ? [move(times.accepted, 'settle', stranger)] : [])]
    case 'disproven':
      return [started, alive, submitted, challenged, ...decided(times.flagged)]
    case 'upheld':
      return [
        ...[started, alive, submitted, challenged],
        move(times.respond, 'respond', operator),
        move(times.rebut, 'rebut', challenger),
        move(times.rule, 'rule', stranger),
        ...decided(times.accepted),
      ]
    case 'releasedBefore':
      return [move(before, 'release', recipient)]
    case 'releasedDuring':
      return [started, move(middle, 'release', recipient)]
    case 'handedOn':
      return [move(before, 'transfer', recipient), started, move(middle, 'release', heir)]
    case 'declared':
      return [move(before, 'fail', operator)]
    case 'vanished':
      return [move(middle, 'expire', stranger)]
    case 'silent':
      return [started, move(end, 'expire', stranger)]
    case 'notSubmitted':
      return [started, alive, move(over, 'expire', stranger)]
  }
}
