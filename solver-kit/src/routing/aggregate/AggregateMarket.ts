import type { Cell, MarketModel } from '../MarketModel.ts'
import type { Plan } from '../Plan.ts'
import { createDemandCurves, type DemandCurve } from './DemandCurve.ts'
import { createSupplyCurve, type SupplyCurve } from './SupplyCurve.ts'

/**
 * A market as routing sees it from above: a supply curve per product, a demand curve per kind of wishes. Nothing is lost
 * by that while jobs are divisible: inside a product all pools in use share one marginal price, inside a kind whoever
 * values work most is served first.
 */
export interface AggregateMarket {
  model: MarketModel
  /** By product. */
  supply: readonly SupplyCurve[]
  demand: readonly DemandCurve[]
}

/** The market of what a plan leaves: what it has not sold, and whom it does not serve. */
export function createAggregateMarket(model: MarketModel, plan?: Plan): AggregateMarket {
  const supply = model.products.map(({ cells }) =>
    createSupplyCurve(
      cells.map((index) => {
        const { curve, sold } = model.cells[index] as Cell
        return { curve, sold: plan?.sold(index) ?? sold }
      }),
    ),
  )
  const demands = plan ? model.demands.filter(({ intent }) => !plan.placement(intent)) : model.demands
  return { model, supply, demand: createDemandCurves({ slots: model.slots, demands }, supply) }
}
