import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { type Curve, curveCost, marginalPrice } from './curve.ts'
import { createFloatCurve, floatCost, floatPrice, unitsBelow } from './FloatCurve.ts'

const curves = generateProblem({ seed: 3, intents: 5, pools: 30, slots: 3 })
  .curves.flat()
  .filter(({ capacity }) => capacity > 0n)

function parts({ capacity }: Curve): [start: bigint, units: bigint][] {
  return [
    [0n, capacity],
    [0n, 1n],
    [capacity / 3n, capacity / 2n],
    [capacity - 1n, 1n],
  ]
}

test('behavior: costs what the exact curve costs, to its rounding', () => {
  for (const curve of curves)
    for (const [start, units] of parts(curve)) {
      const exact = Number(curveCost(curve, start, units))
      const cost = floatCost(createFloatCurve(curve), Number(start), Number(start + units))
      expect(Math.abs(cost - exact)).toBeLessThan(curve.ranges.length + exact * 1e-9)
    }
})

test('behavior: prices as the exact curve, and finds the units back', () => {
  for (const curve of curves) {
    const float = createFloatCurve(curve)
    for (const sold of [0n, curve.capacity / 3n, curve.capacity - 1n]) {
      const price = floatPrice(float, Number(sold))
      expect(price / marginalPrice(curve, sold)).toBeCloseTo(1, 9)
      expect(Math.abs(unitsBelow(float, price * (1 + 1e-12)) - Number(sold))).toBeLessThan(1)
    }
    expect(unitsBelow(float, 0)).toBe(0)
    expect(unitsBelow(float, Number.POSITIVE_INFINITY)).toBe(Number(curve.capacity))
  }
})
