import type { SignedIntent } from '@walras/intents-schema'
import type { CheckFunds } from '@walras/solver-kit'
import type { Address, Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { sortByFunds } from './sortByFunds.ts'

const owner = (digit: number): Address => `0x${String(digit).repeat(40)}`
const intent = (index: number, by: Address, maxPayment: bigint) => ({
  id: `0x${index}` as Hex,
  signed: { owner: by, nonce: BigInt(index), maxPayment } as SignedIntent,
})
const ids = (intents: readonly { id: Hex }[]) => intents.map(({ id }) => Number(id))

/** Everybody has 100, and may spend `allowance` of it. */
const funds =
  (allowance = 1000n, usedNonces: bigint[] = []): CheckFunds =>
  async (requests) =>
    requests.map(({ nonce }) => ({ balance: 100n, allowance, nonceUsed: usedNonces.includes(nonce) }))

describe('sortByFunds', () => {
  test('default: an owner’s intents count together, the oldest first', async () => {
    const intents = [
      intent(1, owner(1), 60n),
      intent(2, owner(1), 60n),
      intent(3, owner(1), 40n),
      intent(4, owner(2), 100n),
    ]
    const { funded, unfunded } = await sortByFunds(intents, funds())
    expect(ids(funded)).toEqual([1, 3, 4])
    expect(ids(unfunded)).toEqual([2])
  })

  test('behavior: no more than Permit2 may pull', async () => {
    const { funded, unfunded } = await sortByFunds([intent(1, owner(1), 60n), intent(2, owner(2), 50n)], funds(50n))
    expect(ids(funded)).toEqual([2])
    expect(ids(unfunded)).toEqual([1])
  })

  test('behavior: a used nonce is for good, and takes nothing from the others', async () => {
    const { funded, spent } = await sortByFunds(
      [intent(1, owner(1), 60n), intent(2, owner(1), 60n)],
      funds(1000n, [1n]),
    )
    expect(ids(funded)).toEqual([2])
    expect(ids(spent)).toEqual([1])
  })

  test('behavior: asks in pages', async () => {
    const sizes: number[] = []
    const intents = Array.from({ length: 1001 }, (_, index) => intent(index, owner(index % 9), 1n))
    const { funded } = await sortByFunds(intents, async (requests) => {
      sizes.push(requests.length)
      return funds()(requests)
    })
    expect(sizes).toEqual([500, 500, 1])
    expect(funded.length).toBe(900)
  })
})
