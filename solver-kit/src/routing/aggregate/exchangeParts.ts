import type { Demand } from '../MarketModel.ts'
import { unitsFor } from '../waterFill.ts'
import type { DemandCurve } from './DemandCurve.ts'
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
  for (let intent = 0; intent < shares.rowOf.length; intent++)
    for (let row = shares.first(intent); row >= 0; row = shares.next[row] as number) {
      const product = shares.product[row] as number
      const units = shares.units[row] as number
      const work = (units * (shares.microSpeed[row] as number)) / 1e6
      const known = holders.get(product)
      const place = known && cheapestPlace(holdings, holdings.curveOf(intent), { intent, beside: product, work })
      if (!place) continue
      known.push({
        intent,
        place,
        perUnit: ((holdings.prices[place.product] as number) * work * 1e6) / place.microSpeed / units,
      })
    }
  for (const own of holders.values()) own.sort((a, b) => a.perUnit - b.perUnit || a.intent - b.intent)
  return holders
}

/** Where so much work costs least now, beside a product. */
function cheapestPlace(
  holdings: Holdings,
  curve: DemandCurve,
  { intent, beside, work }: { intent: number; beside: number; work: number },
): Share | undefined {
  const { prices, market } = holdings
  const { lines, unitsPerWork } = curve.options
  let least = Number.POSITIVE_INFINITY
  let chosen: { product: number; option: number } | undefined
  for (let option = 0; option < lines.length; option++) {
    const first = (lines[option] as number) * market.model.slots
    const each = unitsPerWork[option] as number
    for (let product = first + curve.window.from; product < first + curve.window.to; product++) {
      const price = (prices[product] as number) * each
      if (price >= least || product === beside || -holdings.excess(product) <= work * each) continue
      least = price
      chosen = { product, option }
    }
  }
  return chosen && emptyShare(curve, intent, chosen.option, chosen.product)
}

/** By full product, who would pay more for a unit than it costs who loses least without. */
function listWishes(holdings: Holdings, holders: ReadonlyMap<number, readonly Holder[]>): Map<number, Wish[]> {
  const { market, shares } = holdings
  const { slots, columns } = market.model
  const least = leastPromise * holdings.turnover
  const wishes = new Map<number, Wish[]>()
  for (const curve of market.demand) {
    const { lines, microSpeeds } = curve.options
    for (let k = 0; k < lines.length; k++) {
      const first = (lines[k] as number) * slots
      const speed = (microSpeeds[k] as number) / 1e6
      for (let product = first + curve.window.from; product < first + curve.window.to; product++) {
        const cheapest = holders.get(product)?.[0]?.perUnit
        if (cheapest === undefined) continue
        for (const intent of curve.intents) {
          const work = columns.work[intent] as number
          const value = columns.value[intent] as number
          // Nobody saves more than all that the job is worth.
          if ((value * speed - cheapest) * (work / speed) <= least) continue
          const undone = work - shares.doneBy(intent)
          const dearest = dearestShare(holdings, intent)
          const parts = [
            { source: undefined, price: value, work: undone >= leastPart * work ? undone : 0 },
            ...(dearest ? [dearest] : []),
          ]
          for (const { source, price, work } of parts) {
            const wish = { intent, source, perUnit: price * speed, units: work / speed }
            if (source === product || (wish.perUnit - cheapest) * wish.units <= least) continue
            const known = wishes.get(product)
            if (known) known.push(wish)
            else wishes.set(product, [wish])
          }
        }
      }
    }
  }
  return wishes
}

/** What of a job costs most for its work now, where that has a price; work, and base units for each. */
function dearestShare(
  { shares, prices }: Holdings,
  intent: number,
): { source: number; price: number; work: number } | undefined {
  let dearest: { source: number; price: number; work: number } | undefined
  for (let row = shares.first(intent); row >= 0; row = shares.next[row] as number) {
    const source = shares.product[row] as number
    const speed = (shares.microSpeed[row] as number) / 1e6
    const price = (prices[source] as number) / speed
    if (price < Number.POSITIVE_INFINITY && price > (dearest?.price ?? 0))
      dearest = { source, price, work: (shares.units[row] as number) * speed }
  }
  return dearest
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
