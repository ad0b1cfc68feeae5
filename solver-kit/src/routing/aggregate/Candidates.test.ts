import { describe, expect, test } from 'vitest'
import { createRandom } from '../../backtest/random.ts'
import { Candidates } from './Candidates.ts'
import type { DemandCurve } from './DemandCurve.ts'

const slots = 24
const lines = 9

function kind(random: ReturnType<typeof createRandom>): DemandCurve {
  return {
    options: {
      lines: Int32Array.of(7, 2, 4, 0, 8),
      unitsPerWork: Float64Array.from({ length: 5 }, () => random.integer(1, 3)),
      microSpeeds: new Float64Array(5),
      hardware: new Uint8Array(5),
    },
    window: { from: 3, to: 23 },
    intents: new Int32Array(0),
    begin: 0,
    values: new Float64Array(0),
    work: new Float64Array(1),
    worth: new Float64Array(1),
  }
}

describe('Candidates', () => {
  test('behavior: all that are open and cheap enough, the cheapest first, equals by product', () => {
    const random = createRandom(1)
    const candidates = new Candidates()
    for (let time = 0; time < 20; time++) {
      const curve = kind(random)
      const prices = Float64Array.from({ length: lines * slots }, () => random.integer(1, 9))
      const isOpen = (product: number): boolean => product % 5 !== 0
      const expected = [...curve.options.lines].flatMap((line, option) =>
        Array.from({ length: 20 }, (_, at) => line * slots + 3 + at).map((product) => {
          return {
            product,
            option,
            price: (prices[product] as number) * (curve.options.unitsPerWork[option] as number),
          }
        }),
      )
      candidates.list(curve, { prices, slots, below: 15 }, isOpen)
      const found: unknown[] = []
      while (candidates.next()) found.push({ product: candidates.product, option: candidates.option })
      expect(found).toEqual(
        expected
          .filter(({ product, price }) => price < 15 && isOpen(product))
          .sort((a, b) => a.price - b.price || a.product - b.product)
          .map(({ product, option }) => ({ product, option })),
      )
      expect(found.length).toBeGreaterThan(20)
    }
  })
})
