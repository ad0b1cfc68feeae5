import type { Demand } from '../MarketModel.ts'
import { unitsFor, workOf } from '../waterFill.ts'
import { Candidates } from './Candidates.ts'
import type { DemandCurve } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import { mayAdd } from './mayAdd.ts'
import { moveJob } from './moveJobs.ts'
import { cheapestWork, leastPrices } from './priceBound.ts'
import { leastLossFirst } from './relieve.ts'
import { leastPart, type Share } from './Share.ts'
import { takeMore } from './takeLeftovers.ts'

/** Who loses less than this share of what the market is worth is not worth the search. */
const leastLoss = 2e-6

/** At most so many are tried, those first who lose most. */
const mostTried = 32

/**
 * Serves jobs where clearing prices would, that found no room there, or a dear one, as they are large beside what their
 * products sell: those who lose least leave, look for another place, and take what is left. Kept where it adds to welfare.
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
  for (const wanted of wishes) for (const moved of serve(holdings, wanted, members)) join(moved)
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

/** Serves a job where it is cheapest, at others' cost, if that adds to welfare; returns who holds other shares then. */
function serve(holdings: Holdings, wanted: Demand, members: ReadonlyMap<number, ReadonlySet<number>>): number[] {
  const { market, shares, curves, taken, offered, clearing } = holdings
  const { demands, slots } = market.model
  const kind = curves[wanted.intent] as DemandCurve
  const { microSpeeds, hardware } = kind.options
  const before = holdings.release(wanted.intent)
  const left = new Map<number, Share[]>()
  let gain = -holdings.worth(wanted, before)
  const free = (product: number, units: number): void => {
    // Who has next to nothing of it would leave for nothing.
    const sharing = [...(members.get(product) ?? [])].flatMap((intent) =>
      shares.of(intent).filter((share) => share.product === product && share.units >= leastPart * units),
    )
    for (const { intent } of leastLossFirst(holdings, sharing)) {
      if ((offered[product] as number) - (taken[product] as number) >= units) return
      const own = holdings.release(intent)
      left.set(intent, own)
      gain -= holdings.worth(demands[intent] as Demand, own)
    }
  }
  const parts: Share[] = []
  let missing = wanted.work
  const candidates = new Candidates()
  candidates.list(kind, { prices: clearing, slots, below: wanted.value }, () => true)
  while (missing > 0 && candidates.next()) {
    const { product, option } = candidates
    if (!mayAdd(wanted, parts, product, slots)) continue
    const microSpeed = microSpeeds[option] as number
    const needed = Math.max(wanted.minUnits, unitsFor({ microSpeed }, missing))
    const least = Math.max(wanted.minUnits, unitsFor({ microSpeed }, leastPart * wanted.work))
    const units = Math.min(needed, Math.floor(offered[product] as number))
    if (units < Math.min(least, needed)) continue
    free(product, units)
    parts.push({ intent: wanted.intent, product, hardware: hardware[option] as number, microSpeed, units })
    missing -= workOf({ microSpeed }, units)
  }
  if (missing <= 0) {
    gain += holdings.worth(wanted, parts)
    holdings.hold(parts)
    for (const intent of left.keys()) {
      gain += moveJob(holdings, intent, holdings.cheapestWork(curves[intent] as DemandCurve))
      gain += takeMore(holdings, demands[intent] as Demand, candidates)
    }
    if (gain > 0) return [wanted.intent, ...left.keys()]
  }
  for (const intent of [wanted.intent, ...left.keys()]) holdings.release(intent)
  for (const own of [before, ...left.values()]) holdings.hold(own)
  return []
}
