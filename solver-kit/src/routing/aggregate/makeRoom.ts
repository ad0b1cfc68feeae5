import type { Demand } from '../MarketModel.ts'
import type { DemandCurve } from './DemandCurve.ts'
import { Displacement } from './Displacement.ts'
import type { Holdings } from './Holdings.ts'
import { Members } from './Members.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { Regrets } from './Regrets.ts'

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
  const regrets = new Regrets(leastLoss)
  for (const curve of market.demand) addKind(regrets, holdings, curve, cheapestWork(curve, windows))
  const wronged = regrets.most().slice(0, mostTried)
  return wronged.map((intent) => market.model.demands[intent] as Demand)
}

/** Of a kind, whose work costs so much at least. */
function addKind(regrets: Regrets, { shares, clearing }: Holdings, curve: DemandCurve, cheapest: number): void {
  const { intents, values, begin, work: before } = curve
  for (let i = 0; i < intents.length && (values[i] as number) > cheapest; i++) {
    const value = values[i] as number
    const work = (before[i + 1] as number) - (before[i] as number)
    const kept = Math.min(shares.doneIn(begin + i), work) * value - shares.costIn(begin + i, clearing)
    regrets.add(intents[i] as number, value * work, (value - cheapest) * work - kept)
  }
}
