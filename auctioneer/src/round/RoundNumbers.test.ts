import { describe, expect, test } from 'vitest'
import { RoundNumbers } from './RoundNumbers.ts'

describe('RoundNumbers', () => {
  test('default: counts up from the time', () => {
    const numbers = new RoundNumbers(0n, 1_760_000_000_000)
    expect([numbers.take(), numbers.take()]).toEqual([1_760_000_000_000n, 1_760_000_000_001n])
  })

  test('behavior: an old database, or one from before numbers were times, does not lead back', () => {
    expect(new RoundNumbers(41n, 1000).take()).toBe(1000n)
  })

  test('behavior: a clock that went back does not either, while there is a database', () => {
    expect(new RoundNumbers(1000n, 1000).take()).toBe(1001n)
    expect(new RoundNumbers(5000n, 1000).take()).toBe(5001n)
  })
})
