import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createWindowPrices,
  meanOver,
  setWindowPrices,
  spreadOver,
  spreadSquares,
  windowIndex,
} from './WindowPrices.ts'

/** Prices of two lines over some slots, none where a line sells nothing, and a heat for each line. */
const lines = fc
  .record({
    slots: fc.integer({ min: 1, max: 6 }),
    heats: fc.array(fc.double({ min: 1e-3, max: 10, noNaN: true }), { minLength: 2, maxLength: 2 }),
  })
  .chain(({ slots, heats }) => {
    const price = fc.oneof(fc.double({ min: 1, max: 100, noNaN: true }), fc.constant(Number.POSITIVE_INFINITY))
    return fc.record({
      slots: fc.constant(slots),
      heats: fc.constant(Float64Array.from(heats)),
      prices: fc.array(price, { minLength: 2 * slots, maxLength: 2 * slots }).map((list) => Float64Array.from(list)),
      values: fc
        .array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2 * slots, maxLength: 2 * slots })
        .map((list) => Float64Array.from(list)),
    })
  })

/** How buyers of a window spread over its slots, by the definition. */
function shares(prices: readonly number[], heat: number): number[] {
  const least = Math.min(...prices)
  const weights = prices.map((price) => (price < Number.POSITIVE_INFINITY ? Math.exp((least - price) / heat) : 0))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

function* windowsOf(slots: number): Generator<{ line: number; from: number; to: number; at: number }> {
  for (let line = 0; line < 2; line++)
    for (let from = 0; from < slots; from++)
      for (let to = from + 1; to <= slots; to++) yield { line, from, to, at: windowIndex(slots, line, from, to) }
}

test('property: soft minima, means and spreads are what their definitions say, in every window', () => {
  fc.assert(
    fc.property(lines, ({ slots, heats, prices, values }) => {
      const windows = createWindowPrices(2, slots)
      setWindowPrices(windows, prices, heats)
      const means = new Float64Array(windows.soft.length)
      meanOver(windows, values, means)
      for (const { line, from, to, at } of windowsOf(slots)) {
        const own = Array.from(prices.subarray(line * slots + from, line * slots + to))
        const heat = heats[line] as number
        const least = Math.min(...own)
        if (least === Number.POSITIVE_INFINITY) {
          expect(windows.soft[at]).toBe(least)
          continue
        }
        const share = shares(own, heat)
        const sum = own.reduce((total, price) => total + Math.exp((least - price) / heat), 0)
        expect(windows.soft[at]).toBeCloseTo(least - heat * Math.log(sum), 9)
        const mean = share.reduce(
          (total, part, index) => total + part * (values[line * slots + from + index] as number),
          0,
        )
        expect(means[at]).toBeCloseTo(mean, 9)
        for (const [spread, power] of [
          [spreadOver, 1],
          [spreadSquares, 2],
        ] as const) {
          const amounts = new Float64Array(windows.soft.length)
          amounts[at] = 7
          const out = new Float64Array(prices.length)
          spread(windows, amounts, out)
          for (let product = 0; product < out.length; product++) {
            const index = product - line * slots - from
            const expected = index >= 0 && index < to - from ? 7 * (share[index] as number) ** power : 0
            expect(out[product]).toBeCloseTo(expected, 9)
          }
        }
      }
    }),
    { numRuns: 60 },
  )
})
