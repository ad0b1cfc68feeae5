import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { type Curve, createCurve, curveCost, marginalPrice } from './curve.ts'
import { costByFloats, priceFromBelow } from './FloatCurve.ts'
import { divRoundingUp, maxTick, minTick, nextSqrtPriceRoundingUp } from './sqrtPriceMath.ts'

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

const someCurve = fc.integer({ min: 0, max: curves.length - 1 }).map((at) => curves[at] as Curve)

const someTick = fc.oneof(fc.integer({ min: minTick, max: maxTick }), fc.integer({ min: 60_000, max: 64_000 }))
const someLiquidity = fc.integer({ min: 0, max: 127 }).chain((bits) => fc.bigInt({ min: 1n, max: 2n ** BigInt(bits) }))

/** A ladder as an operator could make it to do harm. */
const oddCurve = fc
  .record({
    ticks: fc.uniqueArray(someTick, { minLength: 2, maxLength: 9 }).map((ticks) => ticks.sort((a, b) => a - b)),
    liquidity: fc.array(someLiquidity, { minLength: 8, maxLength: 8 }),
    gpus: fc.integer({ min: 1, max: 100_000 }),
    slotSeconds: fc.constantFrom(1n, 3600n, 2n ** 40n),
  })
  .map(({ ticks, liquidity, gpus, slotSeconds }) => {
    const ladder = ticks.slice(1).map((tickUpper, at) => {
      return { tickLower: ticks[at] as number, tickUpper, liquidityPerGpu: liquidity[at] as bigint }
    })
    return createCurve({ ladder, gpus, slotSeconds })
  })

const part = fc.integer({ min: 0, max: 1000 })

/** A part of a curve: between any two places, or ends of its ranges. */
function partOf({ ranges, capacity }: Curve, a: number, b: number, atEnds: boolean): { sold: bigint; end: bigint } {
  const [sold, end] = [a, b]
    .map((share) => {
      const to = ranges[share % ranges.length]?.to ?? 0n
      return atEnds && to <= capacity ? to : (capacity * BigInt(share)) / 1000n
    })
    .sort((x, y) => (x < y ? -1 : 1)) as [bigint, bigint]
  return { sold, end }
}

test('property: a quote is what the ranges cost one by one, and floats tell nearly always', () => {
  expect(Math.max(...curves.map(({ ranges }) => ranges.length))).toBeGreaterThan(1)
  let [told, asked] = [0, 0]
  fc.assert(
    fc.property(someCurve, part, part, fc.boolean(), (curve, a, b, atEnds) => {
      const { sold, end } = partOf(curve, a, b, atEnds)
      const cost = costByRanges(curve, sold, end)
      expect(curveCost(curve, sold, end - sold)).toBe(cost)
      if (end === sold) return
      asked++
      if (costByFloats(curve.floats, Number(sold), Number(end)) === Number(cost)) told++
    }),
    { numRuns: 300 },
  )
  expect(told / asked).toBeGreaterThan(0.99)
})

test('property: floats say nothing wrong of any ladder, neither about a cost nor about the price of the next unit', () => {
  fc.assert(
    fc.property(oddCurve, part, part, fc.boolean(), (curve, a, b, atEnds) => {
      const { sold, end } = partOf(curve, a, b, atEnds)
      const cost = costByRanges(curve, sold, end)
      expect(curveCost(curve, sold, end - sold)).toBe(cost)
      const told = costByFloats(curve.floats, Number(sold), Number(end))
      if (told !== undefined) expect(BigInt(told)).toBe(cost)
      expect(priceFromBelow(curve.floats, Number(sold))).toBeLessThanOrEqual(marginalPrice(curve, sold))
    }),
    { numRuns: 1000 },
  )
})

test('error: no curve sells more than it has', () => {
  const curve = curves[0] as Curve
  expect(() => curveCost(curve, 1n, curve.capacity)).toThrow('GPU-seconds asked')
})
