import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { type Curve, curveCost, marginalPrice } from './curve.ts'
import { Quotes } from './Quotes.ts'

test.each([1, 2, 3])(
  'property: cost and price of the next unit are those of the curve, whatever was asked before: seed %i',
  (seed) => {
    const problem = generateProblem({ seed, intents: 1, pools: 10, slots: 3 })
    const quotes = new Quotes(problem)
    for (const [pool, { slots }] of problem.snapshot.pools.entries())
      for (const [slot, { sold }] of slots.entries()) {
        const curve = problem.curves[pool]?.[slot] as Curve
        const left = curve.capacity - sold
        if (left <= 0n) continue
        const ends = curve.ranges.map(({ to }) => to - sold).filter((units) => units > 0n && units <= left)
        for (const units of [0n, 1n, left / 2n, left, ...ends, ...ends, 0n]) {
          const { cost, nextPrice } = quotes.of(pool, slot, units)
          expect(cost).toBe(curveCost(curve, sold, units))
          expect(nextPrice).toBe(marginalPrice(curve, sold + units))
          expect(quotes.of(pool, slot, units).cost).toBe(cost)
        }
        expect(() => quotes.of(pool, slot, left + 1n)).toThrow('GPU-seconds asked')
      }
  },
)
