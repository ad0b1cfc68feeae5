import type { Demand } from '../MarketModel.ts'
import { unitsFor } from '../waterFill.ts'
import { Candidates } from './Candidates.ts'
import { type DemandCurve, eachProduct } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import { mayAdd } from './mayAdd.ts'
import { emptyShare, movePart } from './movePart.ts'
import { doneBy, leastPart, type Share } from './Share.ts'

/** A product with less than this share of its units left has none for who comes next. */
const fullUp = 1e-3

/** An exchange that promises less than this share of all that is sold is not tried. */
const leastPromise = 2e-7

/** Exchanges that are tried in a product, and for each wish. */
const mostTried = { product: 16, wish: 3 }

/** Who has units of a full product may give up this share of what is wished, or more. */
const leastGiven = 1 / 8

/** Who has units of a full product: what each costs elsewhere, base units, and where. */
interface Holder {
  intent: number
  perUnit: number
  place: Share
}

/** Who would have units of a full product: what each saves, base units, and where; `undefined` for work that is not done. */
interface Wish {
  intent: number
  perUnit: number
  units: number
  source: number | undefined
}

/**
 * Gives units of products that have none left to those whose work costs most elsewhere: a part of a job that has some moves to
 * where it costs least now, and a part of another takes its place. Kept where it adds to welfare.
 */
export function exchangeParts(holdings: Holdings): void {
  const holders = listHolders(holdings)
  for (const [product, wishes] of listWishes(holdings, holders)) {
    wishes.sort((a, b) => b.perUnit - a.perUnit || a.intent - b.intent)
    let tried = 0
    for (const wish of wishes) {
      let own = 0
      for (const holder of holders.get(product) ?? []) {
        if (holder.perUnit >= wish.perUnit || own === mostTried.wish || tried === mostTried.product) break
        if (holdings.shares.unitsOf(holder.intent, product) < Math.max(1, leastGiven * wish.units)) continue
        own++
        tried++
        if (exchange(holdings, product, holder, wish)) break
      }
    }
  }
}

/** By full product, those first who lose least without it. */
function listHolders(holdings: Holdings): Map<number, Holder[]> {
  const { shares, taken, market } = holdings
  const holders = new Map<number, Holder[]>()
  for (const [product, { capacity }] of market.supply.entries())
    if ((taken[product] as number) > 0 && -holdings.excess(product) < fullUp * capacity) holders.set(product, [])
  if (holders.size === 0) return holders
  const places = new Candidates()
  for (let intent = 0; intent < shares.rowOf.length; intent++)
    for (let row = shares.first(intent); row >= 0; row = shares.next[row] as number)
      holders.get(shares.product[row] as number)?.push(...holderOf(holdings, intent, row, places))
  for (const own of holders.values()) own.sort((a, b) => a.perUnit - b.perUnit || a.intent - b.intent)
  return holders
}

/** Who holds a share, if there is another place for all of it: the one that costs least now. */
function holderOf(holdings: Holdings, intent: number, row: number, places: Candidates): Holder[] {
  const { shares, prices, market } = holdings
  const curve = holdings.curveOf(intent)
  const { unitsPerWork } = curve.options
  const own = shares.product[row] as number
  const speed = (shares.microSpeed[row] as number) / 1e6
  const work = (shares.units[row] as number) * speed
  const below = Number.POSITIVE_INFINITY
  places.list(curve, { prices, slots: market.model.slots, below }, (product) => product !== own)
  while (places.next()) {
    const { option, product, price } = places
    if (-holdings.excess(product) <= work * (unitsPerWork[option] as number)) continue
    return [{ intent, place: emptyShare(curve, intent, option, product), perUnit: price * speed }]
  }
  return []
}

/** By full product, who would pay more for a unit than it costs who loses least without. */
function listWishes(holdings: Holdings, holders: ReadonlyMap<number, readonly Holder[]>): Map<number, Wish[]> {
  const { market } = holdings
  const wishes = new Map<number, Wish[]>()
  for (const curve of market.demand)
    eachProduct(curve, market.model.slots, (product, option) => {
      const cheapest = holders.get(product)?.[0]?.perUnit
      if (cheapest === undefined) return
      const own = wishesOf(holdings, curve, product, option, cheapest)
      if (own.length > 0) wishes.set(product, [...(wishes.get(product) ?? []), ...own])
    })
  return wishes
}

/** Who of a kind would pay more than `perUnit` for a unit of a product, one of its options. */
function wishesOf(holdings: Holdings, curve: DemandCurve, product: number, option: number, perUnit: number): Wish[] {
  const least = leastPromise * holdings.turnover
  const speed = (curve.options.microSpeeds[option] as number) / 1e6
  const wishes: Wish[] = []
  for (const intent of curve.intents)
    for (const { source, price, work } of worksOf(holdings, intent)) {
      const wish = { intent, source, perUnit: price * speed, units: work / speed }
      if (source !== product && (wish.perUnit - perUnit) * wish.units > least) wishes.push(wish)
    }
  return wishes
}

interface Work {
  /** Where it is done. */
  source: number | undefined
  /** Of an H100-second, base units. */
  price: number
  /** H100-seconds. */
  work: number
}

/** What of a job is not done, at what it is worth, and what costs most now. */
function worksOf({ market, shares, prices }: Holdings, intent: number): Work[] {
  const { columns } = market.model
  const all = columns.work[intent] as number
  const works: Work[] = []
  const undone = all - shares.doneBy(intent)
  if (undone >= leastPart * all) works.push({ source: undefined, price: columns.value[intent] as number, work: undone })
  const row = shares.dearestOf(intent, prices)
  if (row < 0) return works
  const source = shares.product[row] as number
  const speed = (shares.microSpeed[row] as number) / 1e6
  works.push({ source, price: (prices[source] as number) / speed, work: (shares.units[row] as number) * speed })
  return works
}

/** Moves units of a product from one to another; whether that pays. */
function exchange(holdings: Holdings, product: number, { intent: giver, place }: Holder, wish: Wish): boolean {
  const { market, shares } = holdings
  const { demands, slots } = market.model
  const taker = wish.intent
  const [giverJob, takerJob] = [demands[giver] as Demand, demands[taker] as Demand]
  const [giverOwn, takerOwn] = [shares.of(giver), shares.of(taker)]
  const given = giverOwn.find((share) => share.product === product)
  if (!given || giver === taker) return false
  const giverNext = movePart(giverJob, giverOwn, given, place, Math.ceil(wish.units), slots)
  const kept = giverNext?.find((share) => share.product === product)?.units ?? 0
  const curve = holdings.curveOf(taker)
  const to = emptyShare(curve, taker, curve.options.lines.indexOf(Math.floor(product / slots)), product)
  const takerNext = giverNext && takePart(takerJob, takerOwn, wish, { ...to, units: given.units - kept }, slots)
  if (!takerNext) return false
  holdings.release(giver)
  let gain = -holdings.worth(giverJob, giverOwn)
  holdings.release(taker)
  gain -= holdings.worth(takerJob, takerOwn)
  gain += holdings.worth(giverJob, giverNext)
  holdings.hold(giverNext)
  gain += holdings.worth(takerJob, takerNext)
  holdings.hold(takerNext)
  if (gain > 0) return true
  holdings.release(giver)
  holdings.release(taker)
  holdings.hold(takerOwn)
  holdings.hold(giverOwn)
  return false
}

/** What a job holds with units of another product: in place of some that it has, or for work that is not done. */
function takePart(job: Demand, own: readonly Share[], wish: Wish, to: Share, slots: number): Share[] | undefined {
  const from = own.find((share) => share.product === wish.source)
  if (from) return movePart(job, own, from, to, Math.floor((to.units * to.microSpeed) / from.microSpeed), slots)
  const units = Math.min(to.units, unitsFor(to, job.work - doneBy(own)))
  const next = [...own, { ...to, units }]
  const isLargeEnough = units >= Math.max(job.minUnits, unitsFor(to, leastPart * job.work))
  return isLargeEnough && mayAdd(job, own, to.product, slots) && doneBy(next) >= job.minWork ? next : undefined
}
