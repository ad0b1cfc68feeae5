import { improvePlan } from '../improvePlan.ts'
import type { Cell } from '../MarketModel.ts'
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
  const { work: works } = model.columns
  const regrets: { intent: number; regret: number }[] = []
  let gains = 0
  for (const curve of demand) {
    const { intents, values } = curve
    const cheapest = cheapestWork(curve, windows)
    for (let i = 0; i < intents.length && (values[i] as number) > cheapest; i++) {
      const intent = intents[i] as number
      const value = values[i] as number
      const most = (value - cheapest) * (works[intent] as number)
      const placement = plan.placement(intent)
      gains += most
      let regret = most
      if (placement) {
        regret -= value * placement.work
        for (const { arc, units } of placement.fills)
          regret += units * (prices[(model.cells[arc.cell] as Cell).product] as number)
      }
      // What all gain is known at the end; most of those who stay are told by what is known so far.
      if (regret > gains * leastRegret) regrets.push({ intent, regret })
    }
  }
  const restless = regrets.filter(({ regret }) => regret > gains * leastRegret)
  restless.sort((a, b) => b.regret - a.regret || a.intent - b.intent)
  improvePlan(plan, { passes: 1, order: restless.map(({ intent }) => intent), signal })
}
