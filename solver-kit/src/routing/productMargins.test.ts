import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { priceScale } from '../rules/prices.ts'
import { Accounts } from './accounts.ts'
import { clearMarket } from './aggregate/clearMarket.ts'
import { createMarketModel } from './MarketModel.ts'
import { makeFair } from './makeFair.ts'
import type { Plan } from './Plan.ts'
import { bestOffer, PriceBoard } from './PriceBoard.ts'
import { productMargins } from './productMargins.ts'

/** By definition: what every buyer could have elsewhere is looked up, also of those who bear any margin. */
function marginsOneByOne(plan: Plan, accounts: Accounts, marginBps: bigint): bigint[] {
  const { products, cells } = plan.model
  const board = new PriceBoard(plan)
  const margins = products.map((_, product) => ((accounts.price(product) ?? 0n) * marginBps) / 10_000n)
  for (const { placement, surplus } of accounts.served) {
    const offer = accounts.served.length < 2 ? undefined : bestOffer(board, placement.intent, 0)
    const alone = offer ? BigInt(Math.ceil(offer.surplus * (1 + 1e-9))) + 2n : 0n
    const units = placement.fills.reduce((sum, fill) => sum + BigInt(fill.units), 0n)
    const spare = surplus - alone - BigInt(placement.fills.length)
    const bearable = spare > 0n ? (spare * priceScale) / units : 0n
    for (const { arc } of placement.fills) {
      const product = cells[arc.cell]?.product ?? -1
      if ((margins[product] as bigint) > bearable) margins[product] = bearable
    }
  }
  return margins
}

test('property: a margin is what every buyer of a product can bear', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.nat({ max: 1e6 }),
        intents: fc.integer({ min: 1, max: 60 }),
        pools: fc.integer({ min: 1, max: 30 }),
        slots: fc.constantFrom(1, 4),
      }),
      fc.constantFrom(1n, 20n, 300n, 5_000n),
      (market, marginBps) => {
        const { plan } = clearMarket(createMarketModel(generateProblem({ ...market, drawnIds: true })))
        makeFair(plan)
        const accounts = new Accounts(plan)
        expect(productMargins(plan, accounts, marginBps)).toEqual(marginsOneByOne(plan, accounts, marginBps))
      },
    ),
    { numRuns: 100 },
  )
})
