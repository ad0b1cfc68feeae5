import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, mulDiv, mulDivRoundingUp, subtract, toBigint, toFloat, toNatural } from './natural.ts'

/** Amounts of every size, and those beside which floats stop being exact. */
const amount = fc.oneof(
  fc.bigInt({ min: 0n, max: 10_000n }),
  fc.bigInt({ min: 0n, max: 2n ** 32n }),
  fc.bigInt({ min: 0n, max: 2n ** 72n }),
  fc.bigInt({ min: 0n, max: 2n ** 256n }),
  fc
    .tuple(fc.constantFrom(26n, 27n, 32n, 52n, 53n, 54n, 64n, 65n), fc.bigInt({ min: -3n, max: 3n }))
    .map(([exponent, step]) => 2n ** exponent + step),
)
const signed = fc.oneof(
  amount,
  amount.map((value) => -value),
)
const divisor = fc.oneof(fc.constantFrom(1n, 3n, 1_000_000n), amount).filter((value) => value > 0n)

const many = { numRuns: 20_000 }

describe('property: as bigints, to the unit', () => {
  test('toNatural, toBigint', () => {
    fc.assert(
      fc.property(signed, (value) => {
        expect(toBigint(toNatural(value))).toBe(value)
        expect(typeof toNatural(value)).toBe(value >= 0n && value < 2n ** 53n ? 'number' : 'bigint')
        expect(toFloat(value)).toBe(Number(value))
      }),
      many,
    )
  })

  test('add, subtract', () => {
    fc.assert(
      fc.property(signed, signed, (a, b) => {
        expect(toBigint(add(toNatural(a), toNatural(b)))).toBe(a + b)
        expect(toBigint(subtract(toNatural(a), toNatural(b)))).toBe(a - b)
      }),
      many,
    )
  })

  test('mulDiv, mulDivRoundingUp', () => {
    fc.assert(
      fc.property(signed, signed, divisor, (a, b, c) => {
        const down = (a * b) / c
        const up = (a * b + c - 1n) / c
        expect(mulDiv(a, b, c)).toBe(down)
        expect(mulDivRoundingUp(a, b, c)).toBe(up)
        const naturals = [toNatural(a), toNatural(b), toNatural(c)] as const
        expect(toBigint(mulDiv(...naturals))).toBe(down)
        expect(toBigint(mulDivRoundingUp(...naturals))).toBe(up)
      }),
      many,
    )
  })

  test('mulDiv, mulDivRoundingUp: quotients beside an integer', () => {
    const factor = fc.integer({ min: 1, max: 2 ** 26 })
    fc.assert(
      fc.property(factor, factor, fc.integer({ min: -1, max: 1 }), (quotient, c, step) => {
        const product = quotient * c + step
        expect(toBigint(mulDiv(product, 1, c))).toBe(BigInt(product) / BigInt(c))
        expect(toBigint(mulDivRoundingUp(product, 1, c))).toBe((BigInt(product) + BigInt(c) - 1n) / BigInt(c))
      }),
      many,
    )
  })
})

test('behavior: what divides by zero throws, as bigints do', () => {
  expect(() => mulDiv(1, 1, 0)).toThrow(RangeError)
  expect(() => mulDiv(0, 0, 0)).toThrow(RangeError)
  expect(() => mulDivRoundingUp(1, 1, 0)).toThrow(RangeError)
})
