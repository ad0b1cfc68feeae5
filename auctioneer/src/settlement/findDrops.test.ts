import type { Batch } from '@walras/intents-schema'
import {
  type BatchVerdict,
  buildBatch,
  canonicalSolution,
  craftedFirstSlot,
  craftProblem,
  evaluateSolution,
  type Winner,
} from '@walras/solver-kit'
import type { Address, Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { findDrops } from './findDrops.ts'
import { tooMuchGas } from './simulateBatch.ts'

const problem = craftProblem({
  pools: [{ gpus: 8 }],
  intents: [1, 2, 3].map(() => ({ work: 3600n, maxPayment: 3_600_000n })),
})
const ids = problem.intents.map(({ id }) => id)
const solution = canonicalSolution(
  problem,
  ids.map((_, intent) => ({ intent, pool: 0, slot: craftedFirstSlot, hardware: 0, units: 3600n })),
)
const solver: Address = `0x${'5'.repeat(40)}`
const winners: Winner[] = [{ solver, bidHash: '0x', evaluation: evaluateSolution(problem, solution) }]
const batch = buildBatch({ problem, winners, expiryBlock: 20n })
const ownersOf = ({ orders }: Batch) => orders.map(({ signed }) => signed.owner)
const owner = (index: number) => problem.intents[index]?.signed.owner as Address

/** Every rule holds; owners of `contracts` have code. */
const verdict = (...contracts: number[]): BatchVerdict => ({
  ok: false,
  sound: true,
  award: 'valid',
  findings: [],
  purchases: [],
  products: [],
  orders: ids.map((intentId, index) => ({
    intentId: intentId as Hex,
    payment: 1n,
    filledWork: 1n,
    limit: 1n,
    balance: 1n,
    allowance: 1n,
    signatureGas: contracts.includes(index) ? 30_000n : 0n,
    findings: [],
  })),
  payments: 0n,
  costs: 0n,
  margins: 0n,
  protocolFee: 0n,
})
const base = { problem, winners, batch, expiryBlock: 9n, reason: 'InvalidContractSignature()' }
const notAsked = () => Promise.reject(new Error('not asked'))

describe('findDrops', () => {
  test('default: what the lens names needs no trial', async () => {
    const [first, ...others] = verdict().orders
    const finding = { rule: 'nonce', error: '', facts: {}, sentence: 'used', reason: '0x' } as const
    const named = { ...verdict(), sound: false, orders: [{ ...first, findings: [finding] }, ...others] } as BatchVerdict
    expect(await findDrops({ ...base, verdict: named, simulate: notAsked })).toEqual(new Map([[ids[0], 'used']]))
  })

  test('behavior: what is wrong with the batch itself is for its solvers', async () => {
    const finding = { rule: 'max-price', index: 0, error: '', facts: {}, sentence: 'dear', reason: '0x' } as const
    const dear = { ...verdict(), sound: false, findings: [finding] }
    expect((await findDrops({ ...base, verdict: dear, simulate: notAsked })).size).toBe(0)
  })

  test('behavior: a contract that lies to the lens is found alone', async () => {
    const asked: Batch[] = []
    const simulate = async (trial: Batch) => {
      asked.push(trial)
      return ownersOf(trial).includes(owner(1)) ? 'InvalidContractSignature()' : undefined
    }
    expect([...(await findDrops({ ...base, verdict: verdict(1, 2), simulate })).keys()]).toEqual([ids[1]])
    expect(asked.map(ownersOf)).toEqual([[owner(0)], [owner(1)], [owner(2)]])
    expect(new Set(asked.map(({ expiryBlock }) => expiryBlock))).toEqual(new Set([9n]))
  })

  test('behavior: one that behaves alone is found by elimination', async () => {
    const simulate = async () => undefined
    expect([...(await findDrops({ ...base, verdict: verdict(2), simulate })).keys()]).toEqual([ids[2]])
  })

  test('behavior: nobody, when no owner is a contract and everybody settles alone', async () => {
    expect((await findDrops({ ...base, verdict: verdict(), simulate: async () => undefined })).size).toBe(0)
  })

  test('behavior: too much gas is for contracts, also when the lens saw them take little', async () => {
    const drops = await findDrops({ ...base, reason: tooMuchGas, verdict: verdict(0), simulate: notAsked })
    expect([...drops.keys()]).toEqual([ids[0]])
  })
})
