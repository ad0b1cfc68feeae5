import { createRandom, type Random } from '../backtest/random.ts'
import { bestPlacement } from './bestPlacement.ts'
import { gainNow } from './improvePlan.ts'
import type { MarketModel } from './MarketModel.ts'
import type { Placement, Plan } from './Plan.ts'

export interface RuinAndRecreateOptions {
  /** Tries. Equal numbers make equal plans, as long as nothing aborts. */
  tries: number
  /** Default 1. */
  seed?: number
  signal?: AbortSignal | undefined
}

/** Most intents that are taken out at a time. */
const most = 8

/** Orders in which they are tried again. */
const orders = 3

/** How much chance disturbs the order by value. */
const disturbance = 0.3

/** Intents that compete with each other: they could use the same pools. */
class Neighbours {
  readonly #model: MarketModel
  readonly #byPool = new Map<number, number[]>()

  constructor(model: MarketModel) {
    this.#model = model
    for (const { intent, pools } of model.demands)
      for (const [arc] of pools)
        if (arc) {
          const known = this.#byPool.get(arc.pool)
          if (known) known.push(intent)
          else this.#byPool.set(arc.pool, [intent])
        }
  }

  /** An intent and some that compete with it for one pool. */
  pick(random: Random): number[] {
    const first = random.integer(0, this.#model.demands.length - 1)
    const pools = this.#model.demands[first]?.pools ?? []
    const chosen = new Set([first])
    const [arc] = pools[random.integer(0, Math.max(0, pools.length - 1))] ?? []
    const rivals = arc ? (this.#byPool.get(arc.pool) ?? []) : []
    const wanted = random.integer(2, most)
    for (let tries = 0; tries < 3 * wanted && chosen.size < Math.min(wanted, rivals.length); tries++)
      chosen.add(rivals[random.integer(0, rivals.length - 1)] as number)
    return [...chosen]
  }
}

/** Puts intents back in some orders, highest value first but for chance; the best way found, not left in the plan. */
function bestReturn(plan: Plan, chosen: readonly number[], random: Random): { gain: number; placements: Placement[] } {
  const { demands } = plan.model
  let best: { gain: number; placements: Placement[] } = { gain: 0, placements: [] }
  for (let order = 0; order < orders; order++) {
    const rank = new Map(
      chosen.map((intent) => {
        return [intent, (demands[intent]?.value ?? 0) * random.between(1 - disturbance, 1 + disturbance)]
      }),
    )
    const placements: Placement[] = []
    let gain = 0
    for (const intent of chosen.toSorted((a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0))) {
      const placement = bestPlacement(plan, intent)
      if (!placement) continue
      plan.place(placement)
      placements.push(placement)
      gain += placement.gain
    }
    for (const { intent } of placements) plan.remove(intent)
    if (gain > best.gain) best = { gain, placements }
  }
  return best
}

/**
 * Takes a few competing intents out of a plan and puts them back in other orders, where that is worth more: finds what
 * moves of one intent cannot, several that must go at once. Changes the plan; returns the welfare gained, base units.
 *
 * After Schrimpf et al., "Record breaking optimization results using the ruin and recreate principle" (2000). Accepting small
 * losses on the way, as there, was measured and gains nothing here.
 */
export function ruinAndRecreate(plan: Plan, { tries, seed = 1, signal }: RuinAndRecreateOptions): number {
  if (plan.model.demands.length < 2) return 0
  const random = createRandom(seed)
  const neighbours = new Neighbours(plan.model)
  let gained = 0
  for (let attempt = 0; attempt < tries && !signal?.aborted; attempt++) {
    const chosen = neighbours.pick(random)
    const before: Placement[] = []
    let worth = 0
    for (const intent of chosen) {
      const placement = plan.remove(intent)
      if (!placement) continue
      before.push(placement)
      worth += gainNow(plan, placement)
    }
    const next = bestReturn(plan, chosen, random)
    const better = next.gain > worth + 1
    for (const placement of better ? next.placements : before) plan.place(placement)
    if (better) gained += next.gain - worth
  }
  return gained
}
