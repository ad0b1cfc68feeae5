import { type Lease, leaseId } from '@walras/intents-schema'
import { expect, test } from 'vitest'
import { claimOf } from './claimOf.ts'

const word = (digit: string) => `0x${digit.repeat(64)}` as const
const lease: Lease = {
  batchId: word('1'),
  index: 3n,
  operator: `0x${'2'.repeat(40)}`,
  recipient: `0x${'3'.repeat(40)}`,
  poolId: word('4'),
  slot: 10n,
  units: 7200n,
  cost: 1n,
  payment: 1n,
  workload: word('5'),
  intentId: word('6'),
}
const roots = { inputRoot: word('7'), outputRoot: word('8') } as const

test('default: claims the share of the units that was metered, rounded down', () => {
  const claim = claimOf({ lease, startedAt: 36_007n, terms: { slotSeconds: 3600n }, ...roots })
  expect(claim).toEqual({
    intentId: lease.intentId,
    leaseId: leaseId(lease),
    operator: lease.operator,
    workload: lease.workload,
    ...roots,
    units: 7186n,
    start: 36_007n,
    end: 39_600n,
  })
})
