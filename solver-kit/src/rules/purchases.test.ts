import type { Fill } from '@walras/intents-schema'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { purchasesOf } from './purchases.ts'

const problem = generateProblem({ seed: 1, intents: 1, pools: 4, slots: 3 })
const { firstSlot } = problem.snapshot

/** The definition. */
function sumUp(fills: readonly Fill[]) {
  return [...Map.groupBy(fills, ({ pool, slot }) => `${pool} ${slot}`).values()]
    .map((own) => {
      const { pool, slot } = own[0] as Fill
      return { pool, slot, units: own.reduce((sum, { units }) => sum + units, 0n) }
    })
    .sort((a, b) => a.pool - b.pool || (a.slot < b.slot ? -1 : 1))
}

const offered = {
  pool: fc.integer({ min: 0, max: 3 }),
  slot: fc.bigInt({ min: firstSlot, max: firstSlot + 2n }),
  units: fc.bigInt({ min: 1n, max: 2n ** 40n }),
}
const anywhere = {
  pool: fc.integer({ min: 0, max: 9 }),
  slot: fc.oneof(offered.slot, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  units: fc.oneof(offered.units, fc.bigInt({ min: 1n, max: 2n ** 128n })),
}

const rest = { intent: fc.nat(5), hardware: fc.constant(0) }

test.each([
  ['what the auction has', offered],
  ['anything', anywhere],
])('property: fills of %s are summed by pool and slot', (_, places) => {
  fc.assert(
    fc.property(fc.array(fc.record({ ...rest, ...places }), { maxLength: 40 }), (fills) => {
      expect(purchasesOf(problem, fills)).toEqual(sumUp(fills))
    }),
  )
})
