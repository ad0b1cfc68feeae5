import { WalrasError } from '@walras/intents-schema'
import { type Curve, curveCost, marginalPrice, marginalSqrtPrice } from '../market/curve.ts'
import type { Arc } from '../market/eligibility.ts'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { divRoundingUp } from '../market/sqrtPriceMath.ts'
import type { Evaluation, ServedIntent } from './evaluateSolution.ts'
import { fillPayment, fillWork, paymentLimit, productPrice, speedScale } from './prices.ts'

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

/** What a solution leaves on offer in one pool and slot. */
interface Leftover {
  pool: number
  slot: bigint
  curve: Curve
  /** GPU-seconds gone, with what the solution takes. */
  sold: bigint
}

/** What a solution leaves of a product, and a price that no unit of it is below: a float, rounded down. */
interface ProductLeftovers {
  offers: Leftover[]
  atLeast: number
}

/** Floats only rule out what is clearly too dear. */
const closeCall = 1e-9

/** What a solution leaves on offer, by product `line · slotCount + slot`. */
function leftoversOf({ snapshot, curves, lines }: Problem, { fills }: Evaluation['solution']): ProductLeftovers[] {
  const { firstSlot, slotCount, pools } = snapshot
  const taken = new Map<number, bigint>()
  for (const { pool, slot, units } of fills) {
    const cell = pool * slotCount + Number(slot - firstSlot)
    taken.set(cell, (taken.get(cell) ?? 0n) + units)
  }
  return lines.flatMap((line) =>
    Array.from({ length: slotCount }, (_, index) => {
      const offers = line.pools.flatMap((pool): Leftover[] => {
        const curve = curves[pool]?.[index]
        const sold = (pools[pool]?.slots[index]?.sold ?? 0n) + (taken.get(pool * slotCount + index) ?? 0n)
        return curve && sold < curve.capacity ? [{ pool, slot: firstSlot + BigInt(index), curve, sold }] : []
      })
      const atLeast = Math.min(...offers.map(({ curve, sold }) => marginalPrice(curve, sold) * (1 - closeCall)))
      return { offers, atLeast }
    }),
  )
}

/** The least that a unit of work costs an intent of what is left, by equal wishes and windows: a float, rounded down. */
function createCheapestWork(
  { snapshot: { slotCount } }: Problem,
  leftovers: readonly ProductLeftovers[],
): (buyer: ProblemIntent) => number {
  const known = new Map<ProblemIntent['lines'], Map<number, number>>()
  return ({ lines, window: { from, to } }) => {
    let windows = known.get(lines)
    if (!windows) {
      windows = new Map()
      known.set(lines, windows)
    }
    const key = from * (slotCount + 1) + to
    let cheapest = windows.get(key)
    if (cheapest === undefined) {
      cheapest = Number.POSITIVE_INFINITY
      for (const { line, speed } of lines) {
        let least = Number.POSITIVE_INFINITY
        for (let product = line * slotCount + from; product < line * slotCount + to; product++)
          least = Math.min(least, leftovers[product]?.atLeast ?? Number.POSITIVE_INFINITY)
        cheapest = Math.min(cheapest, (least * Number(speedScale)) / Number(speed))
      }
      windows.set(key, cheapest)
    }
    return cheapest
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
  leftovers: readonly ProductLeftovers[],
  cheapest: number,
): bigint {
  const buyer = problem.intents[served.intent] as ProblemIntent
  const { signed, lines, window } = buyer
  const { slotCount } = problem.snapshot
  const most = Number(signed.maxPayment) * (1 + closeCall)
  let best = served.surplus
  let least = Number(best) * (1 - closeCall)
  const work = Number(signed.intent.work)
  // Nearly all are done here: even the cheapest next unit is too dear.
  if (most - cheapest * work * (1 - closeCall) < least) return best
  for (const { line, hardware, speed } of lines) {
    const units = (work * Number(speedScale)) / Number(speed)
    for (let index = window.from; index < window.to; index++) {
      const product = leftovers[line * slotCount + index]
      if (!product || most - product.atLeast * units < least) continue
      for (const { pool, slot, curve, sold } of product.offers) {
        const arc = { pool, slot, hardware, speed }
        const surplus = singleFillSurplus({ buyer, arc, curve, sold, atLeast: best })
        if (surplus <= best) continue
        best = surplus
        least = Number(best) * (1 - closeCall)
      }
    }
  }
  return best
}

/**
 * A solution for several intents must leave none of them wishing it had bought from what is left instead.
 *
 * @throws {@link WalrasError} `solution/unfair` with the intent and the surplus it could have had.
 */
export function checkFairness(problem: Problem, { solution, served }: Evaluation): void {
  if (served.length < 2) return
  const leftovers = leftoversOf(problem, solution)
  const cheapestWork = createCheapestWork(problem, leftovers)
  for (const intent of served) {
    const cheapest = cheapestWork(problem.intents[intent.intent] as ProblemIntent)
    const alone = leftoverSurplus(problem, intent, leftovers, cheapest)
    if (alone > intent.surplus)
      throw new WalrasError({
        code: 'solution/unfair',
        message: `Intent ${intent.intent} gets a surplus of ${intent.surplus}; from what is left it could get ${alone}.`,
        facts: { intent: intent.intent, surplus: intent.surplus, alone },
      })
  }
}
