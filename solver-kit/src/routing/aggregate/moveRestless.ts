import { improvePlan } from '../improvePlan.ts'
import type { Plan } from '../Plan.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import type { DemandCurve } from './DemandCurve.ts'
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
  const regrets = new Regrets(kept)
  const windows = leastPrices({ model }, prices)
  for (const curve of demand) regrets.add(curve, cheapestWork(curve, windows))
  improvePlan(plan, { passes: 1, order: regrets.restless(), signal })
}

/** What intents lose by what a plan gives them, beside the best there is at clearing prices. */
class Regrets {
  readonly #kept: Float64Array
  readonly #regrets: { intent: number; regret: number }[] = []
  /** What all gain there, base units. */
  #gains = 0

  constructor(kept: Float64Array) {
    this.#kept = kept
  }

  /** Adds a kind, whose work costs so much at least. */
  add({ intents, values, work: before }: DemandCurve, cheapest: number): void {
    for (let i = 0; i < intents.length && (values[i] as number) > cheapest; i++) {
      const intent = intents[i] as number
      const most = ((values[i] as number) - cheapest) * ((before[i + 1] as number) - (before[i] as number))
      this.#gains += most
      const regret = most - (this.#kept[intent] as number)
      // What all gain is known at the end; most of those who stay are told by what is known so far.
      if (regret > this.#gains * leastRegret) this.#regrets.push({ intent, regret })
    }
  }

  /** Who does not stay, those first who lose most. */
  restless(): number[] {
    return this.#regrets
      .filter(({ regret }) => regret > this.#gains * leastRegret)
      .sort((a, b) => b.regret - a.regret || a.intent - b.intent)
      .map(({ intent }) => intent)
  }
}
