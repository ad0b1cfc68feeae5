import type { Lease } from '@walras/intents-schema'
import { type LeaseLife, leaseOptions } from '@walras/solver-kit'
import { expect, test } from 'vitest'
import { leaseFates } from './drawFates.ts'
import { isEscrowMove, planMoves } from './planMoves.ts'

const [operator, holder, stranger, heir, challenger] = [1, 2, 3, 4, 5].map(
  (n) => `0x${String(n).repeat(40)}` as const,
) as [`0x${string}`, `0x${string}`, `0x${string}`, `0x${string}`, `0x${string}`]
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
  clocks: { start: 300, heartbeat: 2400, submit: 3600 },
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

const disputes = { window: 86_400n, operator: 86_400n }
const options = { terms, disputes, cast: { stranger, challenger, heir } }
const planned = leaseFates.map((fate) => ({ fate, tier: 1 }))

test.each([...planned, { fate: 'delivered', tier: 0 } as const])(
  'behavior: the rules allow every move of a lease of tier $tier that is $fate, and it ends',
  ({ fate, tier }) => {
    let life: LeaseLife = { status: 'leased', holder, startedAt: 0n, beatAt: 0n }
    for (const { at: now, action, by } of planMoves({ lease, proof: [] }, { fate, tier }, options).filter(
      isEscrowMove,
    )) {
      const option = leaseOptions({ lease, life, now, terms, stake: 720_000n }).find((one) => one.action === action)
      expect(option, `${action} at ${now}`).toBeDefined()
      if (option?.by !== 'anyone') expect(by).toBe(option?.by === 'operator' ? operator : life.holder)
      if (action === 'start') life = { ...life, status: 'started', startedAt: now, beatAt: now }
      else if (action === 'heartbeat') life = { ...life, beatAt: now }
      else if (action === 'transfer') life = { ...life, holder: heir }
      else if (action === 'submit') life = { ...life, status: tier === 1 ? 'finished' : 'settled' }
      else if (action === 'settle') life = { ...life, status: fate === 'disproven' ? 'failed' : 'settled' }
      else life = { ...life, status: action === 'release' ? 'released' : 'failed' }
    }
    expect(['settled', 'released', 'failed']).toContain(life.status)
  },
)

test('behavior: a dispute follows its clocks', () => {
  const end = (lease.slot + 1n) * terms.slotSeconds
  const steps = (fate: 'disproven' | 'upheld') =>
    planMoves({ lease, proof: [] }, { fate, tier: 1 }, options)
      .slice(3)
      .map(({ at, action, by }) => [action, by, at - end])
  expect(steps('upheld')).toEqual([
    ['challenge', challenger, 1815n],
    ['respond', operator, 3630n],
    ['rebut', challenger, 5415n],
    ['rule', stranger, 7230n],
    ['close', stranger, 86_430n],
    ['settle', stranger, 86_430n],
  ])
  // Its time runs out a day after the challenge.
  expect(steps('disproven')).toEqual([
    ['challenge', challenger, 1815n],
    ['close', stranger, 90_030n],
    ['settle', stranger, 90_030n],
  ])
})
