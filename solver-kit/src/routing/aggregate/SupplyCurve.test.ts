import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateProblem } from '../../backtest/generateProblem.ts'
import { floatCost, unitsBelow } from '../../market/FloatCurve.ts'
import { createMarketModel } from '../MarketModel.ts'
import { createSupplyCurve, rootAfter, sellersGain, setSupplied, suppliedAt, supplyCost } from './SupplyCurve.ts'

const { cells } = createMarketModel(generateProblem({ seed: 1, intents: 1, pools: 40, slots: 3 }))

const someCells = fc
  .uniqueArray(fc.nat({ max: cells.length - 1 }), { minLength: 1, maxLength: 12 })
  .map((indices) => indices.flatMap((index) => cells[index] ?? []))

test('property: sells what its pools sell, at any price', () => {
  fc.assert(
    fc.property(someCells, fc.double({ min: 50, max: 3000, noNaN: true }), (own, price) => {
      const curve = createSupplyCurve(own)
      const each = own.map(({ curve, sold }) => Math.max(0, unitsBelow(curve, price) - sold))
      const units = each.reduce((sum, more) => sum + more, 0)
      const cost = own.reduce((sum, cell, at) => sum + floatCost(cell.curve, cell.sold, cell.sold + (each[at] ?? 0)), 0)
      const root = Math.sqrt(price)
      expect(Math.abs(suppliedAt(curve, root) - units)).toBeLessThan(1e-6 * units + 1)
      expect(Math.abs(sellersGain(curve, root) - (price * units - cost))).toBeLessThan(1e-6 * price * units + price)
    }),
  )
})

test('property: what is found with one search is what is found one by one, and the slope is theirs', () => {
  fc.assert(
    fc.property(someCells, fc.double({ min: 50, max: 3000, noNaN: true }), (own, price) => {
      const curve = createSupplyCurve(own)
      const root = Math.sqrt(price)
      const supplied = { units: 0, gain: 0, slope: 0 }
      setSupplied(curve, root, supplied)
      expect(supplied.units).toBe(suppliedAt(curve, root))
      expect(supplied.gain).toBe(sellersGain(curve, root))
      const step = price * 1e-6
      const [below, above] = [price - step, price + step].map((other) => suppliedAt(curve, Math.sqrt(other))) as [
        number,
        number,
      ]
      // Where a stretch ends nearby there are two slopes.
      if (curve.roots.some((other) => Math.abs(other / root - 1) < 1e-5)) return
      expect(Math.abs(supplied.slope - (above - below) / (2 * step))).toBeLessThan(1e-3 * supplied.slope + 1e-3)
    }),
  )
})

test('property: cost and price of the next unit belong to the units sold', () => {
  fc.assert(
    fc.property(someCells, fc.double({ min: 0, max: 0.999, noNaN: true }), (own, share) => {
      const curve = createSupplyCurve(own)
      const units = share * curve.capacity
      const root = rootAfter(curve, units)
      expect(suppliedAt(curve, root * (1 + 1e-9))).toBeGreaterThanOrEqual(units * (1 - 1e-6) - 1)
      const step = (supplyCost(curve, units + 1) - supplyCost(curve, units)) / root ** 2
      if (units + 1 < curve.capacity) expect(step).toBeGreaterThan(1 - 1e-6)
      expect(supplyCost(curve, curve.capacity * 1.01)).toBe(Number.POSITIVE_INFINITY)
    }),
  )
})

test('behavior: nothing is left of nothing', () => {
  const curve = createSupplyCurve([])
  expect(curve.capacity).toBe(0)
  expect(suppliedAt(curve, 30)).toBe(0)
  expect(rootAfter(curve, 0)).toBe(Number.POSITIVE_INFINITY)
})
