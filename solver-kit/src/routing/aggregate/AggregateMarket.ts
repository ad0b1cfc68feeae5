import type { Cell, MarketModel } from '../MarketModel.ts'
import type { Plan } from '../Plan.ts'
import { createDemandCurves, type DemandCurve, demandLeft } from './DemandCurve.ts'
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

/** The whole market of a model. */
export function createAggregateMarket(model: MarketModel): AggregateMarket {
  const { cells } = model
  const supply = model.products.map((product) => createSupplyCurve(product.cells.map((index) => cells[index] as Cell)))
  return { model, supply, demand: createDemandCurves(model, supply) }
}

/** What a plan leaves of a whole market: what it has not sold, and whom it does not serve. */
export function marketLeft({ model, supply: whole, demand }: AggregateMarket, plan: Plan): AggregateMarket {
  const supply = model.products.map(({ cells }, product) => supplyLeft(plan, cells) ?? (whole[product] as SupplyCurve))
  return { model, supply, demand: demandLeft(model, supply, demand, plan) }
}

/** What a plan leaves of cells; `undefined` if it has sold nothing of them. */
function supplyLeft(plan: Plan, cells: readonly number[]): SupplyCurve | undefined {
  let isUntouched = true
  const left: Pick<Cell, 'curve' | 'sold'>[] = []
  for (const index of cells) {
    const cell = plan.model.cells[index] as Cell
    const sold = plan.sold(index)
    isUntouched &&= sold === cell.sold
    left.push({ curve: cell.curve, sold })
  }
  return isUntouched ? undefined : createSupplyCurve(left)
}
