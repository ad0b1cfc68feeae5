import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generateProblem } from '../../backtest/generateProblem.ts'
import { createMarketModel } from '../MarketModel.ts'
import { Plan } from '../Plan.ts'
import { createAggregateMarket } from './AggregateMarket.ts'
import { noQuota, Quotas } from './Quotas.ts'
import type { SupplyCurve } from './SupplyCurve.ts'

const model = createMarketModel(generateProblem({ seed: 4, intents: 5, pools: 60, slots: 1, drawnIds: true }))
const { supply } = createAggregateMarket(model)
/** The product of most pools. */
const product = model.products.reduce((most, { cells }, index) => {
  return cells.length > (model.products[most]?.cells.length ?? 0) ? index : most
}, 0)
const curve = supply[product] as SupplyCurve

function quotasFor(share: number): Quotas {
  return new Quotas(model, curve, new Plan(model), product, Math.floor(share * curve.capacity))
}

/** Its definition: the least that is due and enough; else the most that is due, or could be sold if it must be whole. */
function expectBestFit({ due, left }: Quotas, units: number, whole: boolean, taken: number[], found: number): void {
  const free = [...due.keys()].filter((quota) => !taken.includes(quota))
  const dueOf = (quota: number): number => due[quota] as number
  const fitting = free.filter((quota) => dueOf(quota) >= units).map(dueOf)
  const others = free.filter((quota) => (whole ? (left[quota] as number) >= units : dueOf(quota) > 0)).map(dueOf)
  if (fitting.length === 0 && others.length === 0) {
    expect(found).toBe(noQuota)
    return
  }
  expect(taken).not.toContain(found)
  expect(dueOf(found)).toBe(fitting.length > 0 ? Math.min(...fitting) : Math.max(...others))
  if (whole && fitting.length === 0) expect(left[found]).toBeGreaterThanOrEqual(units)
}

describe('Quotas', () => {
  test.each([0, 0.01, 0.3, 0.9, 1])('behavior: what is due adds up: %s of all', (share) => {
    const { due, left, order, top } = quotasFor(share)
    expect(due.length).toBeGreaterThan(3)
    expect(due.reduce((sum, units) => sum + units, 0)).toBe(Math.floor(share * curve.capacity))
    for (const [quota, units] of due.entries()) expect(units).toBeLessThanOrEqual(left[quota] as number)
    const tops = Array.from(order, (quota) => top[quota] as number)
    expect(tops).toEqual(tops.toSorted((a, b) => b - a))
  })

  test('property: the best fit is what it says, whatever was dealt before', () => {
    const deals = fc.array(
      fc.record({ units: fc.integer({ min: 1, max: 40_000 }), whole: fc.boolean(), deal: fc.boolean() }),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), deals, (share, steps) => {
        const quotas = quotasFor(share)
        const taken: number[] = []
        for (const { units, whole, deal } of steps) {
          const found = quotas.bestFit(
            units,
            whole,
            taken.map((quota) => ({ quota })),
          )
          expectBestFit(quotas, units, whole, taken, found)
          if (found === noQuota) continue
          if (deal) quotas.take(found, Math.min(units, quotas.left[found] as number))
          else if (taken.length < 3) taken.push(found)
        }
      }),
    )
  })
})
