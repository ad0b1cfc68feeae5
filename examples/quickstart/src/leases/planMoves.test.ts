import type { Lease } from '@walras/intents-schema'
import { type LeaseLife, leaseOptions } from '@walras/solver-kit'
import { expect, test } from 'vitest'
import { leaseFates } from './drawFates.ts'
import { planMoves } from './planMoves.ts'

const [operator, holder, stranger, heir] = [1, 2, 3, 4].map((n) => `0x${String(n).repeat(40)}` as const) as [
  `0x${string}`,
  `0x${string}`,
  `0x${string}`,
  `0x${string}`,
]
const word = `0x${'00'.repeat(32)}` as const
const lease: Lease = {
  batchId: word,
  index: 0n,
  operator,
  recipient: holder,
  poolId: word,
  slot: 500_000n,
  units: 3600n,
  cost: 3_600_000n,
  payment: 3_700_000n,
  workload: word,
  intentId: word,
}
const terms = {
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

test.each(leaseFates)('behavior: the rules allow every move of a lease that is %s, and it ends', (fate) => {
  let life: LeaseLife = { status: 'leased', holder, startedAt: 0n, beatAt: 0n }
  for (const { at: now, action, by } of planMoves({ lease, proof: [] }, fate, terms, { stranger, heir })) {
    const option = leaseOptions({ lease, life, now, terms, stake: 720_000n }).find((one) => one.action === action)
    expect(option, `${action} at ${now}`).toBeDefined()
    if (option?.by !== 'anyone') expect(by).toBe(option?.by === 'operator' ? operator : life.holder)
    if (action === 'start') life = { ...life, status: 'started', startedAt: now, beatAt: now }
    else if (action === 'heartbeat') life = { ...life, beatAt: now }
    else if (action === 'transfer') life = { ...life, holder: heir }
    else life = { ...life, status: action === 'submit' ? 'settled' : action === 'release' ? 'released' : 'failed' }
  }
  expect(['settled', 'released', 'failed']).toContain(life.status)
})
