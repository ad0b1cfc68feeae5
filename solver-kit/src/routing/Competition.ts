import { floatPrice } from '../market/FloatCurve.ts'
import type { Cell, MarketModel, ModelArc } from './MarketModel.ts'

/** Arcs of an intent in one pool. */
export interface UsefulPool {
  arcs: readonly ModelArc[]
  /** Work they do when all that was left at the snapshot is bought. */
  most: number
}

/** Who competes with whom, and for what. */
export class Competition {
  /** By cell, the intents that could use it with profit. */
  readonly rivals: readonly (readonly number[])[]
  /** By intent, its arcs that are worth their price while nothing is bought, by pool. */
  readonly pools: readonly (readonly UsefulPool[])[]
  /** The market without the pools in which an intent has no such arc: in thin markets two of five. */
  readonly market: MarketModel

  constructor(model: MarketModel) {
    const { cells, demands } = model
    const rivals: number[][] = cells.map(() => [])
    const useful: UsefulPool[][] = []
    const narrowed = demands.map((demand) => {
      const { intent, value, minWork, minUnits, maxPools } = demand
      const own: UsefulPool[] = []
      const pools = demand.pools.filter((arcs) => {
        const worth = arcs.filter(({ cell, speed }) => {
          const { curve, sold } = cells[cell] as Cell
          return curve.capacity - sold >= minUnits && floatPrice(curve, sold) < value * speed
        })
        const most = worth.reduce((sum, { cell, speed }) => {
          const { curve, sold } = cells[cell] as Cell
          return sum + (curve.capacity - sold) * speed
        }, 0)
        if (worth.length === 0 || (maxPools === 1 && most < minWork)) return false
        own.push({ arcs: worth, most })
        for (const { cell } of worth) rivals[cell]?.push(intent)
        return true
      })
      useful.push(own)
      return { ...demand, pools, arcs: pools.flat() }
    })
    this.rivals = rivals
    this.pools = useful
    this.market = { ...model, demands: narrowed }
  }
}
