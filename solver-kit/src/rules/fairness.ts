import { WalrasError } from '@walras/intents-schema'
import { type Curve, curveCost, marginalSqrtPrice } from '../market/curve.ts'
import type { Arc } from '../market/eligibility.ts'
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
  pool: number
  slot: bigint
  curve: Curve
  /** GPU-seconds gone, with what the solution takes. */
  sold: bigint
}

/** What a solution leaves on offer, by product `line · slotCount + slot`. */
class Leftovers {
  readonly #problem: Problem
  /** By `pool · slotCount + slot`. */
  readonly #taken: (bigint | undefined)[]
  /** By the same, in floats: GPU-seconds that are left, and a price, rounded down, that none of them is below. */
  readonly #left: Float64Array
  readonly #nextPrice: Float64Array
  /** The least of those prices, by product. */
  readonly #atLeast: Float64Array

  constructor(problem: Problem, purchases: readonly PoolPurchase[]) {
    const { lines, snapshot } = problem
    const { slotCount, pools } = snapshot
    this.#problem = problem
    this.#taken = new Array(pools.length * slotCount)
    for (const { pool, slot, units } of purchases) this.#taken[pool * slotCount + slotIndex(snapshot, slot)] = units
    this.#left = new Float64Array(pools.length * slotCount)
    this.#nextPrice = new Float64Array(pools.length * slotCount)
    this.#atLeast = new Float64Array(lines.length * slotCount).fill(Number.POSITIVE_INFINITY)
    for (const [line, { pools: members }] of lines.entries())
      for (const pool of members)
        for (let index = 0, product = line * slotCount; index < slotCount; index++, product++) {
          const offered = this.#offered(pool, index)
          if (!offered) continue
          const { curve, sold } = offered
          const price = priceFromBelow(curve.floats, toFloat(sold))
          this.#left[pool * slotCount + index] = toFloat(curve.capacity - sold)
          this.#nextPrice[pool * slotCount + index] = price
          if (price < (this.#atLeast[product] as number)) this.#atLeast[product] = price
        }
  }

  #offered(pool: number, index: number): Pick<Leftover, 'curve' | 'sold'> | undefined {
    const { curves, snapshot } = this.#problem
    const curve = curves[pool]?.[index]
    const before = snapshot.pools[pool]?.slots[index]?.sold ?? 0n
    const taken = this.#taken[pool * snapshot.slotCount + index]
    const sold = taken === undefined ? before : before + taken
    return curve && sold < curve.capacity ? { curve, sold } : undefined
  }

  atLeast(product: number): number {
    return this.#atLeast[product] as number
  }

  /** By pool: those only that `mayDo` by what they have left and a price that no unit of it is below. */
  forEach(
    product: number,
    mayDo: (left: number, nextPrice: number) => boolean,
    visit: (leftover: Leftover) => void,
  ): void {
    const { lines, snapshot } = this.#problem
    const { slotCount } = snapshot
    const index = product % slotCount
    const slot = snapshot.firstSlot + BigInt(index)
    for (const pool of lines[Math.floor(product / slotCount)]?.pools ?? []) {
      const at = pool * slotCount + index
      const left = this.#left[at] as number
      if (left === 0 || !mayDo(left, this.#nextPrice[at] as number)) continue
      const offered = this.#offered(pool, index)
      if (offered) visit({ pool, slot, ...offered })
    }
  }
}

/** The least that a unit of work costs an intent of what is left, reckoned once for each kind: a float, rounded down. */
function createCheapestWork(problem: Problem, leftovers: Leftovers): (terms: IntentTerms) => number {
  const { slotCount } = problem.snapshot
  const leastOf = ({ lines, from, to }: IntentTerms): number => {
    let cheapest = Number.POSITIVE_INFINITY
    for (const { line, speed } of lines) {
      let least = Number.POSITIVE_INFINITY
      for (let product = line * slotCount + from; product < line * slotCount + to; product++)
        least = Math.min(least, leftovers.atLeast(product))
      cheapest = Math.min(cheapest, (least * Number(speedScale)) / toFloat(speed))
    }
    return cheapest
  }
  /** By kind. */
  const known = new Float64Array(problem.intents.length).fill(Number.NaN)
  return (terms) => {
    if (Number.isNaN(known[terms.kind])) known[terms.kind] = leastOf(terms)
    return known[terms.kind] as number
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
  const { lines, from, to, maxPayment } = terms
  const { slotCount } = problem.snapshot
  const most = Number(maxPayment) * (1 + closeCall)
  let best = served.surplus
  let least = toFloat(best) * (1 - closeCall)
  const work = Number(terms.work)
  // Nearly all are done here: even the cheapest next unit is too dear.
  if (most - cheapest * work * (1 - closeCall) < least) return best
  const buyer = problem.intents[served.intent] as ProblemIntent
  for (const { line, hardware, speed } of lines) {
    const wanted = (work * Number(speedScale)) / Number(speed)
    // Few are left in many a pool that is cheap: a thousand intents, each with all pools of a product, took a second.
    const mayDo = (left: number, nextPrice: number): boolean => {
      const units = Math.min(wanted, left)
      return (most * units) / wanted - nextPrice * units * (1 - closeCall) >= least
    }
    for (let product = line * slotCount + from; product < line * slotCount + to; product++) {
      if (most - leftovers.atLeast(product) * wanted < least) continue
      leftovers.forEach(product, mayDo, ({ pool, slot, curve, sold }) => {
        const arc = { pool, slot, hardware, speed }
        const surplus = singleFillSurplus({ buyer, arc, curve, sold, atLeast: best })
        if (surplus <= best) return
        best = surplus
        least = toFloat(best) * (1 - closeCall)
      })
    }
  }
  return best
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
  const cheapestWork = createCheapestWork(problem, leftovers)
  for (const own of served) {
    const { intent, surplus } = own
    const wishes = terms[intent] as IntentTerms
    const alone = leftoverSurplus(problem, own, wishes, leftovers, cheapestWork(wishes))
    if (alone > surplus)
      throw new WalrasError({
        code: 'solution/unfair',
        message: `Intent ${intent} gets a surplus of ${surplus}; from what is left it could get ${alone}.`,
        facts: { intent, surplus, alone },
      })
  }
}
