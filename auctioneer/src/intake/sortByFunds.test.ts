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

  test('behavior: one of those that share a nonce, in whatever order they come, and whatever they pay', async () => {
    const twin = (index: number, maxPayment: bigint, by = owner(1), nonce = 7n) => {
      const entry = intent(index, by, maxPayment)
      return { ...entry, signed: { ...entry.signed, nonce } }
    }
    // Another owner's nonce, and another nonce of this owner, are none of theirs.
    const others = [twin(4, 10n, owner(2)), twin(5, 10n, owner(1), 8n)]
    const twins = [twin(3, 20n), twin(1, 10n), twin(2, 30n)]
    for (const intents of [
      [...twins, ...others],
      [...others, ...twins.reverse()],
    ]) {
      const { funded, unfunded, spent } = await sortByFunds(intents, funds())
      expect(ids(funded).sort()).toEqual([1, 4, 5])
      expect(ids(unfunded).sort()).toEqual([2, 3])
      expect(spent).toEqual([])
    }
    expect((await sortByFunds(twins, funds(1000n, [7n]))).spent.length).toBe(3)
  })

  test('behavior: an unpaid twin takes nothing from the others of its owner', async () => {
    const twins = [1, 2].map((index) => {
      const entry = intent(index, owner(1), 60n)
      return { ...entry, signed: { ...entry.signed, nonce: 7n } }
    })
    const { funded } = await sortByFunds([...twins, intent(3, owner(1), 40n)], funds())
    expect(ids(funded)).toEqual([1, 3])
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
