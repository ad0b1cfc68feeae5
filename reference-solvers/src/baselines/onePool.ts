import {
  bestPlacement,
  type Demand,
  type MarketModel,
  type ModelArc,
  type Placement,
  Plan,
} from '@walras/solver-kit/portable'

/** A copy of the intent's demand that differs in some fields; its arcs are still made when first asked for. */
function withFields(demand: Demand, fields: Partial<Demand>): Demand {
  // Getters of a class want their own object.
  const made = { get: () => demand.arcs }
  const grouped = { get: () => demand.pools }
  return Object.create(demand, { arcs: made, pools: grouped, ...Object.getOwnPropertyDescriptors(fields) }) as Demand
}

/** A plan over a market where nobody buys from more than one pool. */
export class OnePoolPlan extends Plan {
  readonly #demands: Demand[]

  constructor(model: MarketModel) {
    const demands = model.demands.map((demand) => withFields(demand, { maxPools: 1 }))
    super({ ...model, demands })
    this.#demands = demands
  }

  /** The most valuable purchase that the intent can make at one pool. */
  bestPool(intent: number): Placement | undefined {
    const demand = this.#demands[intent]
    if (!demand) return undefined
    const pools = demand.pools
      .map((arcs) => ({ arcs, most: this.#most(demand, arcs) }))
      .filter(({ most }) => most > 0)
      .sort((a, b) => b.most - a.most || (a.arcs[0]?.pool ?? 0) - (b.arcs[0]?.pool ?? 0))
    let best: Placement | undefined
    for (const { arcs, most } of pools) {
      if (best && most <= best.gain) break
      this.#demands[intent] = withFields(demand, { arcs, pools: [arcs] })
      const placement = bestPlacement(this, intent)
      if (placement && placement.gain > (best?.gain ?? 0)) best = placement
    }
    this.#demands[intent] = demand
    return best
  }

  /** What all the work would gain if every unit cost what the pool's cheapest next one does: no purchase there gains more. */
  #most({ value, work }: Demand, arcs: readonly ModelArc[]): number {
    let cheapest = Number.POSITIVE_INFINITY
    for (const { cell, speed } of arcs) if (this.left(cell) > 0) cheapest = Math.min(cheapest, this.price(cell) / speed)
    return (value - cheapest) * work
  }
}
