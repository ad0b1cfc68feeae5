import type { Batch } from '@walras/intents-schema'
import type { BatchVerdict, Finding, OrderVerdict, RuleName } from '@walras/solver-kit'
import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { blameBurners, blameContracts, blameGas, blameIntents } from './blameIntents.ts'

const id = (digit: number): Hex => `0x${String(digit).repeat(64)}`
const finding = (rule: RuleName, index?: number): Finding => ({
  rule,
  ...(index !== undefined && { index }),
  error: '',
  facts: {},
  sentence: `about ${rule}`,
  reason: '0x',
})
const order = (digit: number, rules: RuleName[] = [], signatureGas = 0n): OrderVerdict => ({
  intentId: id(digit),
  payment: 10n,
  filledWork: 1n,
  limit: 12n,
  balance: 100n,
  allowance: 100n,
  signatureGas,
  findings: rules.map((rule) => finding(rule)),
})
const verdictOf = (orders: OrderVerdict[], change: Partial<BatchVerdict> = {}): BatchVerdict => ({
  ok: false,
  sound: false,
  award: 'valid',
  findings: [],
  purchases: [],
  products: [],
  orders,
  payments: 0n,
  costs: 0n,
  margins: 0n,
  protocolFee: 0n,
  ...change,
})
/** Orders by the units they take of the first purchase. */
const batchOf = (...units: bigint[]) =>
  ({ orders: units.map((units) => ({ fills: [{ purchase: 0, hardware: 0, units }] })) }) as unknown as Batch
const short = (units: bigint, left: bigint) => ({
  purchases: [{ units, left, cost: 0n }],
  findings: [finding('capacity', 0)],
})

describe('blameIntents', () => {
  test('default: those whose owners took something back, with the reason', () => {
    const verdict = verdictOf([
      order(1),
      order(2, ['nonce']),
      order(3, ['balance', 'allowance']),
      order(4, ['signature']),
    ])
    expect(blameIntents(verdict, batchOf(1n, 1n, 1n, 1n))).toEqual(
      new Map([
        [id(2), 'about nonce'],
        [id(3), 'about balance'],
        [id(4), 'about signature'],
      ]),
    )
  })

  test('behavior: what the pools lost waits until no owner is to blame', () => {
    const verdict = verdictOf([order(1, ['limit']), order(2, ['deadline'])])
    expect([...blameIntents(verdict, batchOf(1n, 1n)).keys()]).toEqual([id(2)])
  })

  test('behavior: whose limit fresh costs exceed', () => {
    expect([...blameIntents(verdictOf([order(1), order(2, ['limit'])]), batchOf(1n, 1n)).keys()]).toEqual([id(2)])
  })

  test('behavior: a limit is not the fault of an intent whose solver is at fault', () => {
    const verdict = verdictOf([order(1, ['limit'])], { findings: [finding('max-price', 0)] })
    expect(blameIntents(verdict, batchOf(1n)).size).toBe(0)
  })

  test('behavior: of those who share a slot, the smallest that frees enough', () => {
    const orders = [order(1), order(2), order(3)]
    expect([...blameIntents(verdictOf(orders, short(60n, 55n)), batchOf(40n, 15n, 5n)).keys()]).toEqual([id(3)])
    expect([...blameIntents(verdictOf(orders, short(60n, 54n)), batchOf(40n, 15n, 5n)).keys()]).toEqual([id(2)])
  })

  test('behavior: when no one alone frees enough, the largest and then the smallest that does', () => {
    const orders = [order(1), order(2), order(3)]
    expect([...blameIntents(verdictOf(orders, short(60n, 16n)), batchOf(40n, 15n, 5n)).keys()]).toEqual([id(1), id(3)])
  })

  test('behavior: units that are free already are not freed again', () => {
    const verdict = verdictOf([order(1), order(2, ['limit'])], short(60n, 50n))
    expect([...blameIntents(verdict, batchOf(40n, 20n)).keys()]).toEqual([id(2)])
  })

  test('behavior: nobody, when every rule holds', () => {
    expect(blameIntents(verdictOf([order(1), order(2, [], 30_000n)], { sound: true }), batchOf(1n, 1n)).size).toBe(0)
  })
})

test('blameBurners: only those who burn', () => {
  const verdict = verdictOf([order(1, ['nonce']), order(2, ['signature-gas', 'signature'])])
  expect([...blameBurners(verdict).keys()]).toEqual([id(2)])
})

test('blameGas: the heaviest, until the rest fits', () => {
  const verdict = verdictOf([order(1), order(2, [], 60_000n), order(3, [], 180_000n), order(4, [], 90_000n)])
  const most = 16_777_216
  expect(blameGas(verdict, most - 400_000).size).toBe(0)
  expect([...blameGas(verdict, most - 200_000).keys()]).toEqual([id(3)])
  expect([...blameGas(verdict, most - 100_000).keys()]).toEqual([id(3), id(4)])
})

test('blameContracts: owners without code can only do what the lens sees', () => {
  const drops = blameContracts([order(1), order(2, [], 5000n)], 'x'.repeat(1000))
  expect([...drops.keys()]).toEqual([id(2)])
  expect(drops.get(id(2))?.length).toBe(500)
})
