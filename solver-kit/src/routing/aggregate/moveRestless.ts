import { improvePlan } from '../improvePlan.ts'
import type { Plan } from '../Plan.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import type { DemandCurve } from './DemandCurve.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { Regrets } from './Regrets.ts'

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
  const regrets = new Regrets(leastRegret)
  const windows = leastPrices({ model }, prices)
  for (const curve of demand) addKind(regrets, kept, curve, cheapestWork(curve, windows))
  improvePlan(plan, { passes: 1, order: regrets.most(), signal })
}

/** Of a kind, whose work costs so much at least. */
function addKind(regrets: Regrets, kept: Float64Array, curve: DemandCurve, cheapest: number): void {
  const { intents, values, work: before } = curve
  for (let i = 0; i < intents.length && (values[i] as number) > cheapest; i++) {
    const intent = intents[i] as number
    const most = ((values[i] as number) - cheapest) * ((before[i + 1] as number) - (before[i] as number))
    regrets.add(intent, most, most - (kept[intent] as number))
  }
}
