import type { Lease, LeaseFailure, LeaseTerms } from '@walras/intents-schema'
import type { LeaseLife } from './LeaseLife.ts'
import {
  endsAt,
  endsSilent,
  heartbeatWindow,
  meteredSeconds,
  operatorClock,
  startWindow,
  submitWindow,
  usedSeconds,
  type Window,
} from './leaseClock.ts'
import { type Earned, earn, penalty, releaseMoney } from './leaseMoney.ts'

/** Money that moves with an option, in token base units. */
export interface LeasePayment {
  /** Before the verifier's fee. */
  operator: bigint
  /** Refund, and compensation from the operator's stake. */
  holder: bigint
  /** Of the operator's stake. */
  burned: bigint
}

/** Something that may be done with a lease now: a function of `LeaseEscrow`. */
export interface LeaseOption {
  action: 'start' | 'heartbeat' | 'submit' | 'settle' | 'release' | 'fail' | 'expire' | 'transfer'
  by: 'operator' | 'holder' | 'anyone'
  /** Last second in which it may be done. Absent: as long as nothing else happens. */
  until?: bigint
  /** What it pays at once; of `submit` and `settle`, if the verifier accepts the claim. Absent: nothing moves. */
  pays?: LeasePayment
  /** What the operator will be recorded to have failed by. */
  failure?: LeaseFailure
}

export interface LeaseOptionsParameters {
  lease: Lease
  life: LeaseLife
  /** Chain time, unix seconds. */
  now: bigint
  terms: LeaseTerms
  /** What the lease's units stake, in token base units: `stakeOf` of the pools. */
  stake: bigint
}

const paid = ({ earned, refund }: Earned): LeasePayment => ({ operator: earned, holder: refund, burned: 0n })

const within = ({ from, until }: Window, now: bigint): boolean => now >= from && now <= until

/**
 * What may be done with a lease now, by whom, until when, and what it pays: the rules of `LeaseEscrow` in one place, for
 * whoever has to act in time.
 *
 * @example
 * ```ts
 * const options = leaseOptions({ lease, life, now: clock.nowSeconds(), terms, stake })
 * const mine = options.filter(({ by }) => by === 'operator').map(({ action, until }) => [action, until])
 * ```
 */
export function leaseOptions(parameters: LeaseOptionsParameters): LeaseOption[] {
  const { status } = parameters.life
  const transfer: LeaseOption = { action: 'transfer', by: 'holder' }
  if (status === 'leased' || status === 'started')
    return [...delivering(parameters), ...releasing(parameters), ...failing(parameters), transfer]
  if (status === 'finished') return [{ action: 'settle', by: 'anyone', pays: delivered(parameters) }, transfer]
  return []
}

function delivered({ lease, life, terms }: LeaseOptionsParameters): LeasePayment {
  return paid(earn(lease, meteredSeconds(lease, life, terms), terms.slotSeconds))
}

function delivering(parameters: LeaseOptionsParameters): LeaseOption[] {
  const { lease, life, now, terms } = parameters
  if (life.status === 'leased') {
    const window = startWindow(lease, terms)
    return within(window, now) ? [{ action: 'start', by: 'operator', until: window.until }] : []
  }
  const options: LeaseOption[] = []
  // The contract takes a sign of life ahead of the slot too; it proves nothing yet.
  const beat = heartbeatWindow(lease, life, terms)
  if (now <= beat.until) options.push({ action: 'heartbeat', by: 'operator', until: beat.until })
  const submit = submitWindow(lease, terms)
  if (within(submit, now) && !endsSilent(lease, life, terms))
    options.push({ action: 'submit', by: 'operator', until: submit.until, pays: delivered(parameters) })
  return options
}

function releasing({ lease, life, now, terms }: LeaseOptionsParameters): LeaseOption[] {
  const until = endsAt(lease, terms) - 1n
  if (now > until) return []
  const money = releaseMoney(lease, usedSeconds(life, now), terms.slotSeconds, terms.shares)
  return [{ action: 'release', by: 'holder', until, pays: paid(money) }]
}

function failing({ lease, life, now, terms, stake }: LeaseOptionsParameters): LeaseOption[] {
  const clock = operatorClock(lease, life, terms)
  const late = now > clock.until
  const failure = late ? clock.failure : 'declared'
  const { compensation, burned } = penalty(lease, failure, stake, false, terms.shares)
  const pays: LeasePayment = { operator: 0n, holder: lease.cost + compensation, burned }
  const fail: LeaseOption = { action: 'fail', by: 'operator', pays, failure }
  // Whoever is late already does not get away with the price of honesty.
  return late ? [fail, { action: 'expire', by: 'anyone', pays, failure }] : [{ ...fail, until: clock.until }]
}
