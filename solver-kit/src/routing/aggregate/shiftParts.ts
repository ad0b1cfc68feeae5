import type { Demand } from '../MarketModel.ts'
import { Candidates } from './Candidates.ts'
import { type DemandCurve, eachProduct } from './DemandCurve.ts'
import type { Holdings } from './Holdings.ts'
import { emptyShare, movePart } from './movePart.ts'
import type { Share } from './Share.ts'
import { supplyCost } from './SupplyCurve.ts'

/** What the sellers of a product lose by what it sells, as a share of all that is sold: less is not worth looking at. */
const leastLoss = 1e-7

/** Products that a job which leaves one is offered, the cheapest first. */
const mostPlaces = 3

/** How often a shift that does not pay is tried with half of it. */
const halvings = 2

/** A job that may shift a part, and what a unit of the product costs it more than what it has, or elsewhere, at clearing prices. */
interface Candidate {
  intent: number
  excess: number
}

/**
 * Evens out what products sell: where whole jobs left some that sell more than their sellers want to at clearing prices, or
 * less, those who lose least by it move a part of their job elsewhere, or there. Kept where it adds to welfare.
 */
export function shiftParts(holdings: Holdings): void {
  const uneven = unevenProducts(holdings)
  if (uneven.length === 0) return
  const candidates = listCandidates(holdings, uneven)
  const places = new Candidates()
  for (const product of uneven) {
    const own = candidates.get(product) ?? []
    own.sort((a, b) => a.excess - b.excess || a.intent - b.intent)
    for (const { intent } of own) {
      const surplus = Math.round((holdings.taken[product] as number) - (holdings.offered[product] as number))
      if (surplus === 0) break
      if (surplus > 0) leave(holdings, intent, product, surplus, places)
      else join(holdings, intent, product, -surplus)
    }
  }
}

/** Products whose sellers lose by what they sell, those first that lose most. */
function unevenProducts({ market, clearing, offered, taken, turnover }: Holdings): number[] {
  const losses: { product: number; loss: number }[] = []
  for (const [product, curve] of market.supply.entries()) {
    if (!(curve.capacity > 0)) continue
    const price = clearing[product] as number
    const wanted = Math.min(curve.capacity, offered[product] as number)
    const had = Math.min(curve.capacity, taken[product] as number)
    if (Math.abs(wanted - had) < 1) continue
    losses.push({ product, loss: price * (wanted - had) - (supplyCost(curve, wanted) - supplyCost(curve, had)) })
  }
  return losses
    .filter(({ loss }) => loss > leastLoss * turnover)
    .sort((a, b) => b.loss - a.loss || a.product - b.product)
    .map(({ product }) => product)
}

/** Who may leave a product that sells too much, or join one that sells too little. */
function listCandidates(holdings: Holdings, uneven: readonly number[]): Map<number, Candidate[]> {
  const { market, clearing, taken, offered, prices, shares } = holdings
  /** What a unit costs less now than at clearing prices, where too little is sold. */
  const bonus = new Float64Array(taken.length)
  const isCrowded = new Uint8Array(taken.length)
  const candidates = new Map<number, Candidate[]>()
  for (const product of uneven) {
    candidates.set(product, [])
    if ((taken[product] as number) > (offered[product] as number)) isCrowded[product] = 1
    else bonus[product] = (clearing[product] as number) - (prices[product] as number)
  }
  const places = new Candidates()
  for (const curve of market.demand)
    eachProduct(curve, market.model.slots, (product, option) => {
      const own = candidates.get(product)
      if (!own) return
      const price = clearing[product] as number
      const speed = (curve.options.microSpeeds[option] as number) / 1e6
      const isLeft = isCrowded[product] === 1
      const elsewhere = isLeft ? cheapestBeside(holdings, curve, product, places) * speed - price : 0
      for (const intent of curve.intents) {
        if (!shares.holds(intent) || shares.unitsOf(intent, product) > 0 !== isLeft) continue
        const excess = isLeft ? elsewhere : price - dearestWork(holdings, intent) * speed
        if (isLeft || excess < (bonus[product] as number)) own.push({ intent, excess })
      }
    })
  return candidates
}

/** What work costs at clearing prices where it is dearest of what a job holds, base units. */
function dearestWork({ clearing, shares }: Holdings, intent: number): number {
  const row = shares.dearestOf(intent, clearing)
  return row < 0 ? 0 : ((clearing[shares.product[row] as number] as number) * 1e6) / (shares.microSpeed[row] as number)
}

/** The least that work costs a kind at clearing prices in another product, base units. */
function cheapestBeside(
  { clearing, market }: Holdings,
  curve: DemandCurve,
  product: number,
  places: Candidates,
): number {
  const below = Number.POSITIVE_INFINITY
  places.list(curve, { prices: clearing, slots: market.model.slots, below }, (other) => other !== product)
  return places.next() ? places.price : below
}

/** Moves up to `most` units of a job from a product to where they cost least now. */
function leave(holdings: Holdings, intent: number, product: number, most: number, places: Candidates): void {
  const { market, shares, prices } = holdings
  const curve = holdings.curveOf(intent)
  const own = shares.of(intent)
  const from = own.find((share) => share.product === product)
  if (!from) return
  const below = ((prices[product] as number) * 1e6) / from.microSpeed
  places.list(curve, { prices, slots: market.model.slots, below }, (other) => other !== product)
  for (let tried = 0; tried < mostPlaces && places.next(); tried++) {
    const to = emptyShare(curve, intent, places.option, places.product)
    const room = Math.floor((-holdings.excess(to.product) * to.microSpeed) / from.microSpeed)
    if (shift(holdings, own, from, to, Math.min(most, room))) return
  }
}

/** Moves a part of a job to a product, up to `most` units there, from where it is dearest. */
function join(holdings: Holdings, intent: number, product: number, most: number): void {
  const { market, shares, clearing } = holdings
  const curve = holdings.curveOf(intent)
  const row = shares.dearestOf(intent, clearing, product)
  const own = shares.of(intent)
  const from = own.find((share) => share.product === shares.product[row])
  const option = curve.options.lines.indexOf(Math.floor(product / market.model.slots))
  if (!from) return
  const to = emptyShare(curve, intent, option, product)
  shift(holdings, own, from, to, Math.floor((most * to.microSpeed) / from.microSpeed))
}

/** Moves up to `most` units of a share to another product; whether that pays. */
function shift(holdings: Holdings, own: readonly Share[], from: Share, to: Share, most: number): boolean {
  const { model } = holdings.market
  const job = model.demands[from.intent] as Demand
  holdings.release(from.intent)
  const kept = holdings.worth(job, own)
  for (let part = 1; part <= 2 ** halvings; part *= 2) {
    const next = movePart(job, own, from, to, Math.floor(most / part), model.slots)
    if (!next) break
    if (holdings.worth(job, next) <= kept) continue
    holdings.hold(next)
    return true
  }
  holdings.hold(own)
  return false
}
