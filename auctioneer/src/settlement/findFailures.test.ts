import type { Batch } from '@walras/intents-schema'
import { craftProblem, type Winner } from '@walras/solver-kit'
import type { Address } from 'viem'
import { describe, expect, test } from 'vitest'
import { findFailures } from './findFailures.ts'

const solver = (digit: number): Address => `0x${String(digit).repeat(40)}`
const winner = (digit: number, score: bigint): Winner => ({
  solver: solver(digit),
  bidHash: '0x',
  evaluation: {
    solution: { fills: [], products: [] },
    products: [],
    purchases: [],
    served: [],
    grossMargin: 0n,
    protocolFee: 0n,
    gas: 0,
    score,
  },
})
const problem = craftProblem({ pools: [], intents: [] })
const winners = [winner(1, 50n), winner(2, 10n), winner(3, 70n)]
const alone =
  (...failing: Address[]) =>
  async ({ solvers }: Batch) =>
    solvers.some((each) => failing.includes(each)) ? 'GateClosed()' : undefined

describe('findFailures', () => {
  test('default: those that would revert alone', async () => {
    const simulate = alone(solver(1), solver(3))
    expect(await findFailures({ problem, winners, reason: 'x', expiryBlock: 9n, simulate })).toEqual(
      new Map([
        [solver(1), 'GateClosed()'],
        [solver(3), 'GateClosed()'],
      ]),
    )
  })

  test('behavior: the weakest goes when only their sum reverts', async () => {
    expect(await findFailures({ problem, winners, reason: 'out of gas', expiryBlock: 9n, simulate: alone() })).toEqual(
      new Map([[solver(2), 'out of gas']]),
    )
  })

  test('behavior: one winner alone needs no trial', async () => {
    const simulate = () => Promise.reject(new Error('not asked'))
    expect(await findFailures({ problem, winners: [winner(4, 1n)], reason: 'x', expiryBlock: 9n, simulate })).toEqual(
      new Map([[solver(4), 'x']]),
    )
  })

  test('behavior: trial batches expire like the batch', async () => {
    const expiries: bigint[] = []
    const simulate = async ({ expiryBlock }: Batch) => {
      expiries.push(expiryBlock)
      return undefined
    }
    await findFailures({ problem, winners, reason: 'x', expiryBlock: 9n, simulate })
    expect(expiries).toEqual([9n, 9n, 9n])
  })
})
