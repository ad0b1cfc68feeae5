import { startsAt } from '@walras/solver-kit'
import type { LeaseHistory, LivedLease } from '../verify/readLeaseHistory.ts'

/** How leases end, as a row of the report. */
export const leaseEndings = [
  'settled',
  'settled after a dispute',
  'released before the slot',
  'released during the slot',
  'failed: declared',
  'failed: not started',
  'failed: silent',
  'failed: not submitted',
  'failed: disproven',
] as const

export type LeaseEnding = (typeof leaseEndings)[number]

/** All leases that ended alike. Amounts are token base units as decimal strings. */
export interface LeaseEnds {
  end: LeaseEnding
  leases: number
  /** GPU-seconds that were leased. */
  units: string
  toOperators: string
  /** Refunds: of failed leases, the cost. */
  toBuyers: string
  /** From operators' bonds, to buyers. */
  compensation: string
  /** From operators' bonds, to challengers. */
  rewards: string
  /** From operators' bonds, to nobody. */
  burned: string
}

const failures = {
  declared: 'failed: declared',
  notStarted: 'failed: not started',
  silent: 'failed: silent',
  notSubmitted: 'failed: not submitted',
  disproven: 'failed: disproven',
} as const

function endingOf({ lease, life: { end }, dispute }: LivedLease, { terms }: LeaseHistory): LeaseEnding | undefined {
  if (end?.status === 'failed') return failures[end.failure]
  if (end?.status === 'released')
    return end.at < startsAt(lease, terms) ? 'released before the slot' : 'released during the slot'
  return end && dispute ? 'settled after a dispute' : end?.status
}

interface Money {
  toOperators: bigint
  toBuyers: bigint
  compensation: bigint
  rewards: bigint
  burned: bigint
}

function moneyOf({ lease, life: { end } }: LivedLease): Money {
  const nothing = { toOperators: 0n, toBuyers: 0n, compensation: 0n, rewards: 0n, burned: 0n }
  if (end?.status === 'failed') {
    const { compensation, reward: rewards, burned } = end
    return { ...nothing, toBuyers: lease.cost, compensation, rewards, burned }
  }
  if (!end) return nothing
  const fee = end.status === 'settled' ? end.fee : 0n
  return { ...nothing, toOperators: end.earned - fee, toBuyers: end.refund }
}

/** The leases of a market by how they ended; endings that did not happen are left out. */
export function leaseEnds(history: LeaseHistory): LeaseEnds[] {
  const byEnding = Map.groupBy(history.leases, (lived) => endingOf(lived, history))
  return leaseEndings.flatMap((end) => {
    const lived = byEnding.get(end)
    if (!lived) return []
    const total = (amount: (money: Money) => bigint): string =>
      lived.reduce((sum, one) => sum + amount(moneyOf(one)), 0n).toString()
    return {
      end,
      leases: lived.length,
      units: lived.reduce((sum, { lease }) => sum + lease.units, 0n).toString(),
      toOperators: total(({ toOperators }) => toOperators),
      toBuyers: total(({ toBuyers }) => toBuyers),
      compensation: total(({ compensation }) => compensation),
      rewards: total(({ rewards }) => rewards),
      burned: total(({ burned }) => burned),
    }
  })
}
