import type { Demand } from '../MarketModel.ts'
import { Displacement } from './Displacement.ts'
import type { Holdings } from './Holdings.ts'
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
  const members = new Map<number, Set<number>>()
  const join = (intent: number): void => {
    for (const { product } of holdings.shares.of(intent)) {
      const known = members.get(product)
      if (known) known.add(intent)
      else members.set(product, new Set([intent]))
    }
  }
  for (let intent = 0; intent < holdings.curves.length; intent++) join(intent)
  for (const wanted of wishes) {
    const moved =
      new Displacement(holdings, wanted, members, true).serve() ??
      new Displacement(holdings, wanted, members, false).serve()
    for (const intent of moved ?? []) join(intent)
  }
}

/** Jobs that lose most at clearing prices by what they hold. */
function mostWronged({ market, shares, clearing }: Holdings): Demand[] {
  const { model, demand } = market
  const { work: works } = model.columns
  const windows = leastPrices(market, clearing)
  let worth = 0
  const open: { intent: number; loss: number }[] = []
  for (const curve of demand) {
    const { intents, values } = curve
    const cheapest = cheapestWork(curve, windows)
    for (let i = 0; i < intents.length && (values[i] as number) > cheapest; i++) {
      const intent = intents[i] as number
      const value = values[i] as number
      const work = works[intent] as number
      worth += value * work
      const kept = Math.min(shares.doneBy(intent), work) * value - shares.costAt(clearing, intent)
      const loss = (value - cheapest) * work - kept
      // What all are worth is known at the end; most are told apart by what is known so far.
      if (loss > leastLoss * worth) open.push({ intent, loss })
    }
  }
  return open
    .filter(({ loss }) => loss > leastLoss * worth)
    .sort((a, b) => b.loss - a.loss || a.intent - b.intent)
    .slice(0, mostTried)
    .map(({ intent }) => model.demands[intent] as Demand)
}
