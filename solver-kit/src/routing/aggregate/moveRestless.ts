import { improvePlan } from '../improvePlan.ts'
import type { Cell, Demand } from '../MarketModel.ts'
import type { Plan } from '../Plan.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'

/** Who loses less than this share of all that buyers gain stays where it is. */
const leastRegret = 1e-6

/**
 * Lets those move, one by one and to any pools, who lose most at clearing prices by what a plan gives them: whom dealing out
 * left unserved, served in part, or with something dear. Changes the plan.
 */
export function moveRestless(
  { model, demand }: AggregateMarket,
  prices: Float64Array,
  plan: Plan,
  signal?: AbortSignal,
): void {
  const windows = leastPrices({ model }, prices)
  const regrets: { intent: number; regret: number }[] = []
  let gains = 0
  for (const curve of demand) {
    const cheapest = cheapestWork(curve, windows)
    for (const intent of curve.intents) {
      const { value, work } = model.demands[intent] as Demand
      if (value <= cheapest) break
      const most = (value - cheapest) * work
      gains += most
      const placement = plan.placement(intent)
      const paid =
        placement?.fills.reduce((sum, { arc, units }) => {
          return sum + units * (prices[(model.cells[arc.cell] as Cell).product] as number)
        }, 0) ?? 0
      regrets.push({ intent, regret: most - value * (placement?.work ?? 0) + paid })
    }
  }
  const restless = regrets.filter(({ regret }) => regret > gains * leastRegret)
  restless.sort((a, b) => b.regret - a.regret || a.intent - b.intent)
  improvePlan(plan, { passes: 1, order: restless.map(({ intent }) => intent), signal })
}
