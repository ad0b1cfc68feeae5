import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { floatPrice } from '../market/FloatCurve.ts'
import { bestPlacement } from './bestPlacement.ts'
import { createMarketModel } from './MarketModel.ts'
import { Plan } from './Plan.ts'

const model = createMarketModel(generateProblem({ seed: 3, intents: 30, pools: 8, slots: 4 }))
const someIntents = fc.array(fc.nat({ max: model.demands.length - 1 }), { maxLength: 40 })

/** What its curve asks for each cell's next unit. */
function asked(plan: Plan): number[] {
  return model.cells.map(({ curve }, cell) => floatPrice(curve, plan.sold(cell)))
}

test('property: prices follow what is sold, in a copy too', () => {
  fc.assert(
    fc.property(someIntents, (moved) => {
      const plan = new Plan(model)
      const prices = (of: Plan) => model.cells.map((_, cell) => of.price(cell))
      for (const intent of moved) {
        const copy = plan.copy()
        const placement = plan.remove(intent) ? undefined : bestPlacement(plan, intent)
        if (placement) plan.place(placement)
        expect(prices(plan)).toEqual(asked(plan))
        expect(prices(copy)).toEqual(asked(copy))
      }
      expect(plan.price(model.cells.length)).toBe(Number.POSITIVE_INFINITY)
    }),
  )
})
