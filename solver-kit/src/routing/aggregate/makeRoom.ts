import type { Demand } from '../MarketModel.ts'
import type { DemandCurve } from './DemandCurve.ts'
import { Displacement } from './Displacement.ts'
import type { Holdings } from './Holdings.ts'
import { Members } from './Members.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'

/** Who loses less than this share of what the market is worth is not worth the search. */
const leastLoss = 2e-6

/** At most so many are tried, those first who lose most. */
const mostTried = 32

/**
 * Serves jobs where clearing prices would, that found no room there, or a dear one, as they are large beside what their
 * products sell: those who lose least give it up, look for another place, and take what is left. Kept where it adds to
 * welfare.
 */
export function makeRoom(holdings: Holdings): void {
  const wishes = mostWronged(holdings)
  if (wishes.length === 0) return
  const members = new Members(holdings.shares, holdings.market.supply.length)
  for (const wanted of wishes) {
    const moved =
      new Displacement(holdings, wanted, members, true).serve() ??
      new Displacement(holdings, wanted, members, false).serve()
    for (const intent of moved ?? []) members.join(intent)
  }
}

/** Jobs that lose most at clearing prices by what they hold. */
function mostWronged(holdings: Holdings): Demand[] {
  const { market, clearing } = holdings
  const windows = leastPrices(market, clearing)
  const losses = new Losses(holdings)
  for (const curve of market.demand) losses.add(curve, cheapestWork(curve, windows))
  return losses.most().map((intent) => market.model.demands[intent] as Demand)
}

/** What jobs lose by what they hold, beside the best there is at clearing prices. */
class Losses {
  readonly #holdings: Holdings
  readonly #open: { intent: number; loss: number }[] = []
  /** What the market is worth, base units. */
  #worth = 0

  constructor(holdings: Holdings) {
    this.#holdings = holdings
  }

  /** Adds a kind, whose work costs so much at least. */
  add({ intents, values, begin, work: before }: DemandCurve, cheapest: number): void {
    const { shares, clearing } = this.#holdings
    for (let i = 0; i < intents.length && (values[i] as number) > cheapest; i++) {
      const value = values[i] as number
      const work = (before[i + 1] as number) - (before[i] as number)
      this.#worth += value * work
      const kept = Math.min(shares.doneIn(begin + i), work) * value - shares.costIn(begin + i, clearing)
      const loss = (value - cheapest) * work - kept
      // What all are worth is known at the end; most are told apart by what is known so far.
      if (loss > leastLoss * this.#worth) this.#open.push({ intent: intents[i] as number, loss })
    }
  }

  /** Those who lose most. */
  most(): number[] {
    return this.#open
      .filter(({ loss }) => loss > leastLoss * this.#worth)
      .sort((a, b) => b.loss - a.loss || a.intent - b.intent)
      .slice(0, mostTried)
      .map(({ intent }) => intent)
  }
}
