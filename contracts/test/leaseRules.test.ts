import { type Lease, type LeaseClocks, leaseFailures, leaseId, leaseStatuses } from '@walras/intents-schema'
import { createClient, decodeFunctionResult, encodeFunctionData, http } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { call, readContract, sendTransaction, waitForTransactionReceipt } from 'viem/actions'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LeaseLife } from '../../solver-kit/src/lease/LeaseLife.ts'
import { operatorClock } from '../../solver-kit/src/lease/leaseClock.ts'
import { earn, penalty, releaseMoney } from '../../solver-kit/src/lease/leaseMoney.ts'
import { leaseOptions } from '../../solver-kit/src/lease/leaseOptions.ts'
import { leaseHarnessAbi } from '../artifacts/leaseHarnessAbi.ts'
import { leaseHarnessBytecode } from '../artifacts/leaseHarnessBytecode.ts'
import { marketTerms } from '../deploy/marketTerms.ts'
import { type Anvil, startAnvil } from '../devnet/startAnvil.ts'
import { Randomness } from './randomness.ts'

const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80')

let anvil: Anvil
let harness: `0x${string}`
const connect = () => createClient({ account, chain: foundry, transport: http(anvil.rpc) })

beforeAll(async () => {
  anvil = await startAnvil()
  const hash = await sendTransaction(connect(), { to: null, data: leaseHarnessBytecode })
  const receipt = await waitForTransactionReceipt(connect(), { hash })
  if (!receipt.contractAddress) throw new Error('The harness was not deployed.')
  harness = receipt.contractAddress
})
afterAll(() => anvil?.stop())

function drawLease(random: Randomness, slot: bigint): Lease {
  const cost = random.magnitude(100n)
  return {
    batchId: random.bytes32(),
    index: random.magnitude(20n),
    operator: random.address(),
    recipient: random.address(),
    poolId: random.bytes32(),
    slot,
    units: random.magnitude(40n),
    cost,
    payment: random.index(3) === 0 ? random.magnitude(100n) : cost + random.magnitude(20n),
    workload: random.bytes32(),
    intentId: random.bytes32(),
  }
}

const pips = (random: Randomness): number => Number(random.between(0n, 1_000_000n))

function drawMoney(random: Randomness) {
  const slotSeconds = random.magnitude(20n) || 1n
  return {
    lease: drawLease(random, 0n),
    seconds_: random.between(0n, slotSeconds),
    slotSeconds,
    failure: random.index(leaseFailures.length),
    stake: random.magnitude(100n),
    challenged: random.index(2) === 1,
    shares: {
      declared: pips(random),
      notStarted: pips(random),
      silent: pips(random),
      notSubmitted: pips(random),
      disproven: pips(random),
      burned: pips(random),
      releaseFee: pips(random),
    },
  }
}

test('behavior: money and ids equal the contract', async () => {
  const random = new Randomness('lease money')
  for (let batch = 0; batch < 8; batch++) {
    const cases = random.list(60, () => drawMoney(random))
    const found = await readContract(connect(), {
      address: harness,
      abi: leaseHarnessAbi,
      functionName: 'money',
      args: [cases],
    })
    for (const [i, { lease, seconds_, slotSeconds, failure, stake, challenged, shares }] of cases.entries()) {
      const delivered = earn(lease, seconds_, slotSeconds)
      const released = releaseMoney(lease, seconds_, slotSeconds, shares)
      const name = leaseFailures[failure] ?? 'declared'
      const twin = {
        leaseId: leaseId(lease),
        ...delivered,
        releaseEarned: released.earned,
        releaseRefund: released.refund,
        ...penalty(lease, name, stake, challenged, shares),
      }
      expect(twin, `case ${batch}.${i} of seed "${random.seed}"`).toEqual(found[i])
      expect(delivered.earned + delivered.refund).toBe(lease.cost)
      expect(released.earned + released.refund).toBe(lease.cost)
    }
  }
})

/** A lease around `now`, its clocks running out about then, to the second. */
function drawClock(random: Randomness, now: bigint) {
  const slotSeconds = random.between(2n, 200n)
  const slot = now / slotSeconds - 3n + random.between(0n, 5n)
  const clocks: LeaseClocks = {
    start: Number(random.between(0n, slotSeconds - 1n)),
    heartbeat: Number(random.between(1n, slotSeconds)),
    submit: Number(random.between(1n, 2n * slotSeconds)),
  }
  const status = random.index(leaseStatuses.length)
  const startsAt = slot * slotSeconds
  const startedAt = startsAt + random.between(0n, BigInt(clocks.start))
  // Often exactly at the edge of what a clock allows now.
  const edges = [now - BigInt(clocks.heartbeat), (slot + 1n) * slotSeconds - BigInt(clocks.heartbeat), startedAt]
  const beatAt = (edges[random.index(edges.length)] ?? startedAt) + random.between(-1n, 1n)
  return {
    lease: drawLease(random, slot),
    status,
    startedAt: status === 0 ? 0 : Number(startedAt),
    beatAt: status === 0 ? 0 : Number(beatAt > startedAt ? beatAt : startedAt),
    slotSeconds,
    clocks,
  }
}

test('behavior: clocks allow what the contract allows, to the second', async () => {
  const random = new Randomness('lease clocks')
  const { shares } = marketTerms()
  const seen = new Set<string>()
  for (let batch = 0; batch < 8; batch++) {
    const now = random.between(1_790_000_000n, 1_800_000_000n)
    const cases = random.list(100, () => drawClock(random, now))
    const { data } = await call(connect(), {
      to: harness,
      data: encodeFunctionData({ abi: leaseHarnessAbi, functionName: 'clocks', args: [cases] }),
      blockOverrides: { time: now },
      gas: 100_000_000n,
    })
    const found = decodeFunctionResult({ abi: leaseHarnessAbi, functionName: 'clocks', data: data ?? '0x' })
    for (const [i, { lease, status, startedAt, beatAt, slotSeconds, clocks }] of cases.entries()) {
      const life = {
        status: leaseStatuses[status] ?? 'leased',
        holder: lease.recipient,
        startedAt: BigInt(startedAt),
        beatAt: BigInt(beatAt),
      } as LeaseLife
      // Money has a test of its own.
      const terms = { slotSeconds, clocks, shares: { ...shares, releaseFee: 0 } }
      const sound = { ...lease, cost: slotSeconds, payment: slotSeconds }
      const options = leaseOptions({ lease: sound, life, now, terms, stake: 0n })
      const has = (action: string) => options.some((option) => option.action === action)
      const release = options.find(({ action }) => action === 'release')
      const open = status <= 1
      const clock = open ? operatorClock(lease, life, terms) : undefined
      const twin = {
        start: has('start'),
        beat: has('heartbeat'),
        finish: has('submit'),
        release: has('release'),
        // At one base unit a second, what a release pays is the seconds it bills.
        used: release?.pays?.operator ?? 0n,
        lapsed: has('expire'),
        failure: clock ? leaseFailures.indexOf(clock.failure) : 0,
        nextClock: clock?.until ?? 0n,
      }
      for (const [name, value] of Object.entries(twin)) if (value === true) seen.add(name)
      expect(twin, `case ${batch}.${i} of seed "${random.seed}"`).toEqual(found[i])
    }
  }
  expect([...seen].sort()).toEqual(['beat', 'finish', 'lapsed', 'release', 'start'])
})
