import { improvePlan } from '../improvePlan.ts'
import type { Plan } from '../Plan.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'

/** Who loses less than this share of all that buyers gain stays where it is. */
const leastRegret = 1e-6

/**
 * Lets those move, one by one and to any pools, who lose most at clearing prices by what a plan gives them: whom dealing out
 * left unserved, served in part, or with something dear. `kept`: what they gain by it, by intent, base units. Changes the plan.
 */
export function moveRestless(
  { model, demand }: AggregateMarket,
  prices: Float64Array,
  plan: Plan,
  kept: Float64Array,
  signal?: AbortSignal,
): void {
  const windows = leastPrices({ model }, prices)
  const regrets: { intent: number; regret: number }[] = []
  let gains = 0
  for (const curve of demand) {
    const { intents, values, work: before } = curve
    const cheapest = cheapestWork(curve, windows)
    for (let i = 0; i < intents.length && (values[i] as number) > cheapest; i++) {
      const intent = intents[i] as number
      const most = ((values[i] as number) - cheapest) * ((before[i + 1] as number) - (before[i] as number))
      gains += most
      const regret = most - (kept[intent] as number)
      // What all gain is known at the end; most of those who stay are told by what is known so far.
      if (regret > gains * leastRegret) regrets.push({ intent, regret })
    }
  }
  const restless = regrets.filter(({ regret }) => regret > gains * leastRegret)
  restless.sort((a, b) => b.regret - a.regret || a.intent - b.intent)
  improvePlan(plan, { passes: 1, order: restless.map(({ intent }) => intent), signal })
}
