import { WalrasError } from '@walras/intents-schema'
import { type Curve, curveCost, marginalSqrtPrice } from '../market/curve.ts'
import type { Arc, LineOption } from '../market/eligibility.ts'
import { priceFromBelow } from '../market/FloatCurve.ts'
import { type IntentTerms, intentTerms } from '../market/intentTerms.ts'
import { toFloat } from '../market/natural.ts'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { slotIndex } from '../market/slotIndex.ts'
import { divRoundingUp } from '../market/sqrtPriceMath.ts'
import type { Evaluation, ServedIntent } from './evaluateSolution.ts'
import { fillPayment, fillWork, paymentLimit, productPrice, speedScale } from './prices.ts'
import type { PoolPurchase } from './purchases.ts'

const Q192 = 192n

/**
 * What one purchase (one pool, one slot) would leave an intent, once `sold` of the curve are gone; 0 if it may not be or
 * is not more than `atLeast`.
 */
export function singleFillSurplus({
  buyer: { signed },
  arc,
  curve,
  sold,
  atLeast,
}: {
  buyer: ProblemIntent
  arc: Arc
  curve: Curve
  sold: bigint
  atLeast: bigint
}): bigint {
  const { work, minWork, minUnits } = signed.intent
  const left = curve.capacity - sold
  const wanted = divRoundingUp(work * speedScale, arc.speed)
  const units = wanted < left ? wanted : left
  if (units <= 0n || units < minUnits) return 0n
  const done = fillWork(units, arc.speed)
  const filledWork = done < work ? done : work
  if (filledWork < minWork) return 0n
  const limit = paymentLimit({ maxPayment: signed.maxPayment, filledWork, work })
  // No unit costs less than the marginal price, so most pools are ruled out without a quote.
  const root = marginalSqrtPrice(curve, sold)
  if (limit - ((units * root * root) >> Q192) <= atLeast) return 0n
  const price = productPrice({ cost: curveCost(curve, sold, units), units, margin: 0n })
  return limit - fillPayment(price, units)
}

/** Floats only rule out what is clearly too dear. */
const closeCall = 1e-9

/** What a solution leaves on offer in one pool and slot. */
interface Leftover {
  curve: Curve
  /** GPU-seconds gone, with what the solution takes. */
  sold: bigint
}

/** What a solution leaves on offer: in floats by `pool · slotCount + slot`, and by product `line · slotCount + slot`. */
class Leftovers {
  readonly #problem: Problem
  readonly #taken: (bigint | undefined)[]
  /** GPU-seconds that are left, and a price, rounded down, that none of them is below. */
  readonly left: Float64Array
  readonly nextPrice: Float64Array
  /** The least of those prices, by product. */
  readonly atLeast: Float64Array

  constructor(problem: Problem, purchases: readonly PoolPurchase[]) {
    const { lines, snapshot } = problem
    const { slotCount, pools } = snapshot
    this.#problem = problem
    this.#taken = new Array(pools.length * slotCount)
    for (const { pool, slot, units } of purchases) this.#taken[pool * slotCount + slotIndex(snapshot, slot)] = units
    this.left = new Float64Array(pools.length * slotCount)
    this.nextPrice = new Float64Array(pools.length * slotCount)
    this.atLeast = new Float64Array(lines.length * slotCount).fill(Number.POSITIVE_INFINITY)
    for (const [line, { pools: members }] of lines.entries()) for (const pool of members) this.#addPool(line, pool)
  }

  #addPool(line: number, pool: number): void {
    const { slotCount } = this.#problem.snapshot
    for (let index = 0, product = line * slotCount; index < slotCount; index++, product++) {
      const offered = this.offered(pool, index)
      if (!offered) continue
      const { curve, sold } = offered
      const price = priceFromBelow(curve.floats, toFloat(sold))
      this.left[pool * slotCount + index] = toFloat(curve.capacity - sold)
      this.nextPrice[pool * slotCount + index] = price
      if (price < (this.atLeast[product] as number)) this.atLeast[product] = price
    }
  }

  offered(pool: number, index: number): Leftover | undefined {
    const { curves, snapshot } = this.#problem
    const curve = curves[pool]?.[index]
    const before = snapshot.pools[pool]?.slots[index]?.sold ?? 0n
    const taken = this.#taken[pool * snapshot.slotCount + index]
    const sold = taken === undefined ? before : before + taken
    return curve && sold < curve.capacity ? { curve, sold } : undefined
  }
}

/** The least that a unit of work costs an intent of what is left, reckoned once for each kind: a float, rounded down. */
class CheapestWork {
  readonly #slotCount: number
  readonly #leftovers: Leftovers
  /** By kind. */
  readonly #known: Float64Array

  constructor({ intents, snapshot }: Problem, leftovers: Leftovers) {
    this.#slotCount = snapshot.slotCount
    this.#leftovers = leftovers
    this.#known = new Float64Array(intents.length).fill(Number.NaN)
  }

  of(terms: IntentTerms): number {
    const known = this.#known[terms.kind] as number
    if (!Number.isNaN(known)) return known
    const cheapest = this.#find(terms)
    this.#known[terms.kind] = cheapest
    return cheapest
  }

  #find({ lines, from, to }: IntentTerms): number {
    let cheapest = Number.POSITIVE_INFINITY
    for (const { line, speed } of lines) {
      let least = Number.POSITIVE_INFINITY
      for (let product = line * this.#slotCount + from; product < line * this.#slotCount + to; product++)
        least = Math.min(least, this.#leftovers.atLeast[product] as number)
      cheapest = Math.min(cheapest, (least * Number(speedScale)) / toFloat(speed))
    }
    return cheapest
  }
}

/** Looks for the single purchase that would leave an intent most, if that is more than it has. */
class PurchaseSearch {
  readonly #problem: Problem
  readonly #leftovers: Leftovers
  readonly #buyer: ProblemIntent
  readonly #terms: IntentTerms
  readonly #work: number
  readonly #most: number
  /** What a purchase must leave to matter. */
  #least: number
  #best: bigint

  constructor(problem: Problem, leftovers: Leftovers, { intent, surplus }: ServedIntent, terms: IntentTerms) {
    this.#problem = problem
    this.#leftovers = leftovers
    this.#buyer = problem.intents[intent] as ProblemIntent
    this.#terms = terms
    this.#work = Number(terms.work)
    this.#most = Number(terms.maxPayment) * (1 + closeCall)
    this.#least = toFloat(surplus) * (1 - closeCall)
    this.#best = surplus
  }

  /** The surplus of the best purchase found, or what the intent has. */
  get best(): bigint {
    return this.#best
  }

  look(option: LineOption): void {
    const { slotCount } = this.#problem.snapshot
    const { from, to } = this.#terms
    const wanted = (this.#work * Number(speedScale)) / Number(option.speed)
    for (let slot = from; slot < to; slot++) {
      const atLeast = this.#leftovers.atLeast[option.line * slotCount + slot] as number
      if (this.#most - atLeast * wanted < this.#least) continue
      for (const pool of this.#problem.lines[option.line]?.pools ?? []) this.#lookAt(option, pool, slot, wanted)
    }
  }

  #lookAt({ hardware, speed }: LineOption, pool: number, index: number, wanted: number): void {
    const { firstSlot, slotCount } = this.#problem.snapshot
    const at = pool * slotCount + index
    const left = this.#leftovers.left[at] as number
    if (left === 0) return
    // Few are left in many a pool that is cheap: a thousand intents, each with all pools of a product, took a second.
    const units = Math.min(wanted, left)
    const price = (this.#leftovers.nextPrice[at] as number) * units * (1 - closeCall)
    if (!((this.#most * units) / wanted - price >= this.#least)) return
    const offered = this.#leftovers.offered(pool, index)
    if (!offered) return
    const arc = { pool, slot: firstSlot + BigInt(index), hardware, speed }
    const surplus = singleFillSurplus({ buyer: this.#buyer, arc, ...offered, atLeast: this.#best })
    if (surplus <= this.#best) return
    this.#best = surplus
    this.#least = toFloat(surplus) * (1 - closeCall)
  }
}

/**
 * What an intent could get from what a solution leaves on offer: the surplus of the best single purchase (one pool, one
 * slot), or what it has if that is more.
 *
 * At what the solution leaves, not at untouched pools: prices rise with demand, so at those everybody would pay less alone
 * than together, and no batch could ever be fair. Nor with its own units back: a product has one price, so whose fills
 * are in its cheaper pools is no merit of theirs.
 */
function leftoverSurplus(
  problem: Problem,
  served: ServedIntent,
  terms: IntentTerms,
  leftovers: Leftovers,
  cheapest: number,
): bigint {
  // Nearly all are done here: even the cheapest next unit is too dear.
  const most = Number(terms.maxPayment) * (1 + closeCall) - cheapest * Number(terms.work) * (1 - closeCall)
  if (most < toFloat(served.surplus) * (1 - closeCall)) return served.surplus
  const search = new PurchaseSearch(problem, leftovers, served, terms)
  for (const option of terms.lines) search.look(option)
  return search.best
}

/**
 * A solution for several intents must leave none of them wishing it had bought from what is left instead.
 *
 * @throws {@link WalrasError} `solution/unfair` with the intent and the surplus it could have had.
 */
export function checkFairness(problem: Problem, { purchases, served }: Evaluation): void {
  if (served.length < 2) return
  const terms = intentTerms(problem)
  const leftovers = new Leftovers(problem, purchases)
  const cheapest = new CheapestWork(problem, leftovers)
  for (const own of served) {
    const wishes = terms[own.intent] as IntentTerms
    const alone = leftoverSurplus(problem, own, wishes, leftovers, cheapest.of(wishes))
    if (alone > own.surplus) refuseUnfair(own, alone)
  }
}

function refuseUnfair({ intent, surplus }: ServedIntent, alone: bigint): never {
  throw new WalrasError({
    code: 'solution/unfair',
    message: `Intent ${intent} gets a surplus of ${surplus}; from what is left it could get ${alone}.`,
    facts: { intent, surplus, alone },
  })
}
