import type { Lease, LeaseFailure, LeaseTerms } from '@walras/intents-schema'
import type { LeaseLife } from './LeaseLife.ts'

type Life = Pick<LeaseLife, 'status' | 'startedAt' | 'beatAt'>
type Clocked = Pick<LeaseTerms, 'slotSeconds' | 'clocks'>

/** When the slot of a lease begins, unix seconds. */
export const startsAt = ({ slot }: Pick<Lease, 'slot'>, { slotSeconds }: Pick<LeaseTerms, 'slotSeconds'>): bigint =>
  slot * slotSeconds

/** When the slot of a lease is over, unix seconds. */
export const endsAt = ({ slot }: Pick<Lease, 'slot'>, { slotSeconds }: Pick<LeaseTerms, 'slotSeconds'>): bigint =>
  (slot + 1n) * slotSeconds

/** A time in which something may be done, both ends included, in unix seconds. */
export interface Window {
  from: bigint
  until: bigint
}

/** When the operator may start the lease. */
export function startWindow(lease: Pick<Lease, 'slot'>, terms: Clocked): Window {
  const start = BigInt(terms.clocks.start)
  const at = startsAt(lease, terms)
  return { from: at - start, until: at + start }
}

/** When the operator may give its next sign of life, from when it has started. */
export function heartbeatWindow(lease: Pick<Lease, 'slot'>, { startedAt, beatAt }: Life, terms: Clocked): Window {
  const last = endsAt(lease, terms) - 1n
  const due = beatAt + BigInt(terms.clocks.heartbeat)
  return { from: startedAt, until: due < last ? due : last }
}

/** When the operator may submit its claim. */
export function submitWindow(lease: Pick<Lease, 'slot'>, terms: Clocked): Window {
  const from = endsAt(lease, terms)
  return { from, until: from + BigInt(terms.clocks.submit) }
}

/** Whether the last sign of life does not reach the end of the slot. */
export function endsSilent(lease: Pick<Lease, 'slot'>, { beatAt }: Life, terms: Clocked): boolean {
  return beatAt + BigInt(terms.clocks.heartbeat) < endsAt(lease, terms)
}

/** The clock that runs against the operator of a lease that is leased or started: it fails after `until`. */
export function operatorClock(
  lease: Pick<Lease, 'slot'>,
  life: Life,
  terms: Clocked,
): { until: bigint; failure: LeaseFailure } {
  if (life.status === 'leased') return { until: startWindow(lease, terms).until, failure: 'notStarted' }
  if (endsSilent(lease, life, terms)) return { until: life.beatAt + BigInt(terms.clocks.heartbeat), failure: 'silent' }
  return { until: submitWindow(lease, terms).until, failure: 'notSubmitted' }
}

/** Seconds of the slot that a holder has had at `now`: what a release bills. */
export function usedSeconds({ status, startedAt }: Life, now: bigint): bigint {
  return status === 'started' && now > startedAt ? now - startedAt : 0n
}

/** Seconds from the start to the end of the slot: what a delivered lease earns. */
export function meteredSeconds(lease: Pick<Lease, 'slot'>, { startedAt }: Life, terms: Clocked): bigint {
  return endsAt(lease, terms) - startedAt
}
