import { floatPrice } from './FloatCurve.ts'
import type { Cell, MarketModel, ModelArc } from './MarketModel.ts'

/** Who competes with whom, and for what. */
export class Competition {
  /** By cell, the intents that could use it with profit. */
  readonly rivals: readonly (readonly number[])[]
  /** By intent, its arcs that are worth their price while nothing is bought, by pool. */
  readonly pools: readonly (readonly (readonly ModelArc[])[])[]

  constructor({ cells, demands }: MarketModel) {
    const rivals: number[][] = cells.map(() => [])
    this.rivals = rivals
    this.pools = demands.map(({ intent, pools, value, minWork, minUnits, maxPools }) => {
      const useful = pools.flatMap((arcs) => {
        const worth = arcs.filter(({ cell, speed }) => {
          const { curve, sold } = cells[cell] as Cell
          return curve.capacity - sold >= minUnits && floatPrice(curve, sold) < value * speed
        })
        const most = worth.reduce((sum, { cell, speed }) => {
          const { curve, sold } = cells[cell] as Cell
          return sum + (curve.capacity - sold) * speed
        }, 0)
        return worth.length > 0 && (maxPools > 1 || most >= minWork) ? [worth] : []
      })
      for (const arcs of useful) for (const { cell } of arcs) rivals[cell]?.push(intent)
      return useful
    })
  }
}
