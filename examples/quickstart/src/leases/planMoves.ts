import type { LeaseTerms } from '@walras/intents-schema'
import { endsAt, type ProvenLease, startsAt } from '@walras/solver-kit'
import type { Address } from 'viem'
import type { LeaseFate } from './drawFates.ts'

/** One thing that somebody does with a lease. */
export interface LeaseMove {
  /** Unix seconds. */
  at: bigint
  action: 'start' | 'heartbeat' | 'submit' | 'release' | 'fail' | 'expire' | 'transfer'
  by: Address
  proven: ProvenLease
}

/** Who does what is not up to operators and first holders. */
export interface Cast {
  /** Ends leases whose operators let a clock run out. Anyone may. */
  stranger: Address
  /** Whom a lease is handed on to. */
  heir: Address
}

/** Operators take so many seconds into the slot to start. */
const late = 30n

/** Two moments in every slot are enough: just after it begins, and just after its middle, while the start is not older
 * than a heartbeat. What belongs to the end of a slot happens with the start of the next one. */
function moments(proven: ProvenLease, terms: LeaseTerms) {
  const start = startsAt(proven.lease, terms)
  const half = terms.slotSeconds / 2n
  return {
    before: start - half + late / 2n,
    start: start + late,
    middle: start + half + late / 2n,
    end: endsAt(proven.lease, terms) + late,
    /** When the time to submit is over too. */
    over: endsAt(proven.lease, terms) + BigInt(terms.clocks.submit) + late,
  }
}

/** Everything that happens to a lease of that fate, in order. */
export function planMoves(
  proven: ProvenLease,
  fate: LeaseFate,
  terms: LeaseTerms,
  { stranger, heir }: Cast,
): LeaseMove[] {
  const { operator, recipient } = proven.lease
  const { before, start, middle, end, over } = moments(proven, terms)
  const move = (at: bigint, action: LeaseMove['action'], by: Address): LeaseMove => ({ at, action, by, proven })
  const started = move(start, 'start', operator)
  const alive = move(middle, 'heartbeat', operator)
  switch (fate) {
    case 'delivered':
      return [started, alive, move(end, 'submit', operator)]
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
