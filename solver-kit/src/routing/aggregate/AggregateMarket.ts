import type { MarketModel } from '../MarketModel.ts'
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

export function createAggregateMarket(model: MarketModel): AggregateMarket {
  const supply = model.products.map(({ cells }) => createSupplyCurve(cells.flatMap((cell) => model.cells[cell] ?? [])))
  return { model, supply, demand: createDemandCurves(model, supply) }
}
