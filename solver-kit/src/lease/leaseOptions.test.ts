import type { Lease, LeaseTerms } from '@walras/intents-schema'
import { expect, test } from 'vitest'
import type { LeaseLife } from './LeaseLife.ts'
import { leaseOptions } from './leaseOptions.ts'

const operator = `0x${'11'.repeat(20)}` as const
const holder = `0x${'22'.repeat(20)}` as const
const word = `0x${'00'.repeat(32)}` as const
const slot = 500_000n
const begins = slot * 3600n
const lease: Lease = {
  batchId: word,
  index: 0n,
  operator,
  recipient: holder,
  poolId: word,
  slot,
  units: 3600n,
  cost: 3_600_000n,
  payment: 3_610_000n,
  workload: word,
  intentId: word,
}
const terms: LeaseTerms = {
  slotSeconds: 3600n,
  clocks: { start: 300, heartbeat: 1800, submit: 3600 },
  shares: {
    declared: 100_000,
    notStarted: 500_000,
    silent: 750_000,
    notSubmitted: 500_000,
    disproven: 1_000_000,
    burned: 200_000,
    releaseFee: 10_000,
  },
}
const stake = 720_000n
const leased: LeaseLife = { status: 'leased', holder, startedAt: 0n, beatAt: 0n }
const started: LeaseLife = { status: 'started', holder, startedAt: begins, beatAt: begins }
const optionsAt = (now: bigint, life: LeaseLife) => leaseOptions({ lease, life, now, terms, stake })

test('default: before the slot a holder may release for the fee, an operator may own up', () => {
  expect(optionsAt(begins - 1000n, leased)).toEqual([
    {
      action: 'release',
      by: 'holder',
      until: begins + 3599n,
      pays: { operator: 36_000n, holder: 3_564_000n, burned: 0n },
    },
    {
      action: 'fail',
      by: 'operator',
      until: begins + 300n,
      failure: 'declared',
      // A tenth of the stake: the margin to the holder, a fifth of the rest to nobody, what is left to the holder.
      pays: { operator: 0n, holder: 3_600_000n + 10_000n + 49_600n, burned: 12_400n },
    },
    { action: 'transfer', by: 'holder' },
  ])
})

test('behavior: in the slot a release is billed by the second', () => {
  const release = optionsAt(begins + 900n, started).find(({ action }) => action === 'release')
  expect(release?.pays).toEqual({ operator: 900_000n, holder: 2_700_000n, burned: 0n })
})

test('behavior: whoever is late cannot declare any more', () => {
  const late = optionsAt(begins + 301n, leased)
  expect(late.filter(({ failure }) => failure)).toMatchObject([
    { action: 'fail', by: 'operator', failure: 'notStarted' },
    { action: 'expire', by: 'anyone', failure: 'notStarted' },
  ])
  expect(late.some(({ action }) => action === 'start')).toBe(false)
})

test('behavior: a claim is submitted in its hour, and pays the seconds since the start', () => {
  const life: LeaseLife = { ...started, startedAt: begins + 60n, beatAt: begins + 1900n }
  const at = (now: bigint) => optionsAt(now, life).find(({ action }) => action === 'submit')
  expect(at(begins + 3599n)).toBeUndefined()
  expect(at(begins + 3600n)).toEqual({
    action: 'submit',
    by: 'operator',
    until: begins + 7200n,
    pays: { operator: 3_540_000n, holder: 60_000n, burned: 0n },
  })
  expect(at(begins + 7201n)).toBeUndefined()
})

test('behavior: a finished lease waits for anyone to settle it; one that has ended has no options', () => {
  const finished = optionsAt(begins + 3700n, { ...started, status: 'finished' })
  expect(finished.map(({ action, by }) => [action, by])).toEqual([
    ['settle', 'anyone'],
    ['transfer', 'holder'],
  ])
  for (const status of ['settled', 'released', 'failed'] as const)
    expect(optionsAt(begins + 3700n, { ...started, status })).toEqual([])
})
