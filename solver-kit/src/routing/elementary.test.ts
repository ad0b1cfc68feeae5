import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exp, log } from './elementary.ts'

/** Relative: two units of the last place. */
const tolerance = 2 ** -51

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected))
}

test('behavior: within two units of the last place of what the engine computes', () => {
  fc.assert(fc.property(fc.double({ min: -708, max: 709, noNaN: true }), (x) => expectClose(exp(x), Math.exp(x))))
  fc.assert(
    fc.property(fc.double({ min: 2 ** -1074, max: Number.MAX_VALUE, noNaN: true }), (x) =>
      expectClose(log(x), Math.log(x)),
    ),
  )
  fc.assert(fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (x) => expectClose(log(x), Math.log(x))))
  fc.assert(fc.property(fc.double({ min: -40, max: 40, noNaN: true }), (x) => expectClose(exp(x), Math.exp(x))))
})

function bits(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return view.getBigUint64(0).toString(16)
}

test('behavior: the bits that every machine must find', () => {
  const at = [1e-20, 0.1, 0.3, 0.7, 1.5, 3, 10, 30]
  expect(at.map((x) => bits(exp(-x)))).toEqual([
    '3ff0000000000000',
    '3fecf46d99d52b3a',
    '3fe7b4c869c37c05',
    '3fdfc80db9dd5542',
    '3fcc8f87724b5c1d',
    '3fa97db0ccceb0af',
    '3f07cd79b5647c9a',
    '3d3a56e0c2ac7f75',
  ])
  expect(at.map((x) => bits(log(x)))).toEqual([
    'c047069e2aa2aa5b',
    'c0026bb1bbb55515',
    'bff34378fcbda721',
    'bfd6d3c324e13f50',
    '3fd9f323ecbf984c',
    '3ff193ea7aad030a',
    '40026bb1bbb55516',
    '400b35a6f90bd69b',
  ])
})

test('args: zero, the ends, and what is no number', () => {
  expect([exp(0), exp(-1e9), exp(1e9), exp(-Infinity), exp(Infinity)]).toEqual([1, 0, Infinity, 0, Infinity])
  expect([log(1), log(0), log(Infinity), log(-1), log(Number.NaN)]).toEqual([0, -Infinity, Infinity, NaN, NaN])
  expect(exp(Number.NaN)).toBeNaN()
})
