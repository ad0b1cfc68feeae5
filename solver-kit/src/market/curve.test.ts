import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { type Curve, curveQuote, marginalSqrtPrice } from './curve.ts'
import { divRoundingUp, nextSqrtPriceRoundingUp } from './sqrtPriceMath.ts'

const curves = generateProblem({ seed: 5, intents: 1, pools: 30, slots: 2 }).curves.flat()

/** As the contract counts: range by range, every root from the range's start. */
function costByRanges({ ranges }: Curve, sold: bigint, end: bigint): bigint {
  let cost = 0n
  for (const { liquidity, sqrtLower, sqrtUpper, from, to } of ranges) {
    const rootAt = (total: bigint): bigint => {
      const inside = total < from ? 0n : (total < to ? total : to) - from
      const root = nextSqrtPriceRoundingUp(sqrtLower, liquidity, inside)
      return root < sqrtUpper ? root : sqrtUpper
    }
    cost += divRoundingUp(liquidity * (rootAt(end) - rootAt(sold)), 2n ** 96n)
  }
  return cost
}

test('property: a quote is what the ranges cost one by one, and leaves the price of the next unit', () => {
  expect(Math.max(...curves.map(({ ranges }) => ranges.length))).toBeGreaterThan(1)
  const someCurve = fc.integer({ min: 0, max: curves.length - 1 }).map((at) => curves[at] as Curve)
  const part = fc.integer({ min: 0, max: 1000 })
  fc.assert(
    fc.property(someCurve, part, part, fc.boolean(), (curve, a, b, atEnds) => {
      const { ranges, capacity } = curve
      const place = (share: number): bigint => {
        const end = ranges[share % ranges.length]?.to ?? 0n
        return atEnds && end <= capacity ? end : (capacity * BigInt(share)) / 1000n
      }
      const [sold, end] = [place(a), place(b)].sort((x, y) => (x < y ? -1 : 1)) as [bigint, bigint]
      const { cost, nextSqrtPrice } = curveQuote(curve, sold, end - sold)
      expect(cost).toBe(costByRanges(curve, sold, end))
      expect(nextSqrtPrice).toBe(marginalSqrtPrice(curve, end))
    }),
    { numRuns: 300 },
  )
})
