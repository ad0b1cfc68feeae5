import type { SignedOutcome } from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { FailedAwards } from './FailedAwards.ts'

const auctionHash: Hex = `0x${'a'.repeat(64)}`
const solvers = [1, 2, 3].map((digit): Address => `0x${String(digit).repeat(40)}`)

/** With that total, after the first `reverted` solvers have failed. */
const outcome = (total: bigint, reverted: number): SignedOutcome => ({
  signature: '0x',
  outcome: {
    auctionHash,
    total,
    bound: 0n,
    unserved: [],
    bids: solvers.map((solver, index) => ({
      solver,
      bidHash: auctionHash,
      status: index < reverted ? ('reverted' as const) : ('won' as const),
      score: 0n,
      marginal: 0n,
      bound: 0n,
      solution: 0,
      code: '',
      reason: '',
    })),
  },
})

function failed(...outcomes: SignedOutcome[]): FailedAwards {
  const awards = new FailedAwards()
  for (const each of outcomes) awards.add({ outcome: each })
  return awards
}
const told = (awards: FailedAwards, current: SignedOutcome, final = false) =>
  awards.take(current, final).map(({ outcome }) => outcome)

describe('FailedAwards', () => {
  test('default: told once what replaces it has another reverted bid', () => {
    const awards = failed(outcome(9n, 0))
    expect(told(awards, outcome(8n, 1))).toEqual([outcome(9n, 0)])
    expect(told(awards, outcome(8n, 1), true)).toEqual([])
  })

  test('behavior: never told when only an intent was dropped', () => {
    const awards = failed(outcome(9n, 0))
    expect(told(awards, outcome(8n, 0))).toEqual([])
    expect(told(awards, outcome(8n, 0), true)).toEqual([])
  })

  test('behavior: the same outcome may be awarded again and told both times', () => {
    const awards = failed(outcome(9n, 0))
    expect(told(awards, outcome(9n, 0))).toEqual([])
    expect(told(awards, outcome(9n, 0), true)).toEqual([outcome(9n, 0)])
  })

  test('behavior: of those with the same reverted bids the last is told', () => {
    const awards = failed(outcome(9n, 0), outcome(8n, 0), outcome(8n, 0), outcome(7n, 1))
    expect(told(awards, outcome(6n, 1))).toEqual([outcome(8n, 0), outcome(8n, 0)])
    expect(told(awards, outcome(5n, 2))).toEqual([outcome(7n, 1)])
  })
})
