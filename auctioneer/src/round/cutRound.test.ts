import type { SignedIntent } from '@walras/intents-schema'
import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { cutRound } from './cutRound.ts'

/** An intent by the fields that matter to a cut. */
function intent(index: number, terms: { startAfter?: bigint; finishBy?: bigint; validUntil?: bigint } = {}) {
  const { startAfter = 0n, finishBy = 10_000n, validUntil = 10_000n } = terms
  const id: Hex = `0x${index.toString(16).padStart(64, '0')}`
  return { id, signed: { validUntil, intent: { startAfter, finishBy } } as SignedIntent }
}

const at = { chainTime: 1000n, slotSeconds: 60n, settleSeconds: 30n }

describe('cutRound', () => {
  test('default: slots from the first that starts after settlement to the latest finish', () => {
    // 1000 + 30 = 1030 s; slot 18 starts at 1080 s. 2000 s / 60 = 33: the last whole slot is 32.
    const cut = cutRound([intent(1, { finishBy: 1500n }), intent(2, { finishBy: 2000n })], at, 10)
    expect(cut).toMatchObject({ firstSlot: 18n, slotCount: 15 })
  })

  test('behavior: a slot that starts exactly when settlement must be done is traded', () => {
    expect(cutRound([intent(1)], { ...at, chainTime: 1050n }, 10)?.firstSlot).toBe(18n)
    expect(cutRound([intent(1)], { ...at, chainTime: 1051n }, 10)?.firstSlot).toBe(19n)
  })

  test('behavior: at most 48 slots', () => {
    expect(cutRound([intent(1, { finishBy: 1_000_000n })], at, 10)?.slotCount).toBe(48)
  })

  test('behavior: the first when there are too many, in the order of their ids', () => {
    const intents = [intent(5), intent(3), intent(4), intent(1)]
    const cut = cutRound(intents, at, 3)
    expect(cut?.intents.map(({ id }) => Number(id))).toEqual([3, 4, 5])
  })

  test('behavior: leaves out what cannot settle in this auction', () => {
    const kept = intent(1)
    const intents = [
      kept,
      intent(2, { finishBy: 1139n }), // a second short of the end of slot 18
      intent(3, { validUntil: 1029n }), // a second short of the settlement
      intent(4, { startAfter: 100_000n, finishBy: 200_000n }), // beyond the window
      intent(5, { startAfter: 1081n, finishBy: 1199n }), // no whole slot between them
    ]
    const cut = cutRound(intents, at, 10)
    expect(cut?.intents).toEqual([kept])
  })

  test('behavior: nothing to auction', () => {
    expect(cutRound([], at, 10)).toBeUndefined()
    expect(cutRound([intent(1, { finishBy: 1100n })], at, 10)).toBeUndefined()
  })
})
