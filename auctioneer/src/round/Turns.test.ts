import type { Hex } from 'viem'
import { describe, expect, test } from 'vitest'
import { Turns } from './Turns.ts'

const intents = (...digits: number[]) => digits.map((digit) => ({ id: `0x${digit}` as Hex }))
const ids = (list: readonly { id: Hex }[]) => list.map(({ id }) => id)

describe('Turns', () => {
  test('default: the oldest first', () => {
    expect(new Turns().order(intents(3, 1, 2))).toEqual(intents(3, 1, 2))
  })

  test('behavior: a full auction of hopeless intents keeps nobody out for longer than one round', () => {
    const turns = new Turns()
    const live = intents(1, 2, 3, 4, 5)
    const auctions = Array.from({ length: 5 }, () => {
      const chosen = ids(turns.order(live).slice(0, 2))
      turns.take(chosen)
      return chosen.join()
    })
    expect(auctions).toEqual(['0x1,0x2', '0x3,0x4', '0x5,0x1', '0x2,0x3', '0x4,0x5'])
  })

  test('behavior: forgets who is gone', () => {
    const turns = new Turns()
    turns.take(['0x1'])
    turns.order(intents(2))
    expect(turns.order(intents(1, 2))).toEqual(intents(1, 2))
  })
})
