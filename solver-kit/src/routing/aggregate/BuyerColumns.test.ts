import { expect, test } from 'vitest'
import { generateProblem } from '../../backtest/generateProblem.ts'
import { createMarketModel } from '../MarketModel.ts'
import { createAggregateMarket } from './AggregateMarket.ts'
import { createBuyerColumns, firstBelow } from './BuyerColumns.ts'
import { countAbove } from './DemandCurve.ts'
import { windowIndex } from './WindowPrices.ts'

test('property: says of every kind at every price what its curve says', () => {
  const market = createAggregateMarket(
    createMarketModel(generateProblem({ seed: 2, intents: 300, pools: 8, slots: 2 })),
  )
  const { demand } = market
  expect(Math.max(...demand.map(({ intents }) => intents.length))).toBeGreaterThan(2)
  const columns = createBuyerColumns(market)
  const { begin, values, work, worth } = columns
  expect(columns.kinds).toBe(demand.length)
  for (const [kind, curve] of demand.entries()) {
    const first = begin[kind] as number
    const { lines, unitsPerWork } = curve.options
    const options = [columns.beginOptions[kind], columns.beginOptions[kind + 1]] as const
    expect([...columns.unitsPerWork.subarray(...options)]).toEqual([...unitsPerWork])
    expect([...columns.window.subarray(...options)]).toEqual(
      Array.from(lines, (line) => windowIndex(2, line, curve.window.from, curve.window.to)),
    )
    const last = (begin[kind + 1] as number) - 1
    expect([...values.subarray(first, last)]).toEqual([...curve.values])
    for (const value of curve.values)
      for (const price of [value * (1 - 1e-9), value, value * (1 + 1e-9)]) {
        const above = countAbove(curve, price)
        const row = firstBelow(values, first, last, price)
        expect(row).toBe(first + above)
        expect(work[row]).toBe(curve.work[above])
        expect(worth[row]).toBe(curve.worth[above])
      }
  }
})
