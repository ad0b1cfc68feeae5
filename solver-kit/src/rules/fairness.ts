import { WalrasError } from '@walras/intents-schema'
import { type Curve, curveCost, marginalSqrtPrice } from '../market/curve.ts'
import { type Arc, eligibleArcs } from '../market/eligibility.ts'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { divRoundingUp } from '../market/sqrtPriceMath.ts'
import type { Evaluation, ServedIntent } from './evaluateSolution.ts'
import { fillPayment, fillWork, paymentLimit, productPrice, speedScale } from './prices.ts'
import { purchasesOf } from './purchases.ts'

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

/**
 * What an intent could still get alone once everybody else in the solution is served: the surplus of the best single
 * purchase (one pool, one slot) at the prices they leave behind; 0 if there is none.
 *
 * The others' purchases count, because prices rise with demand: alone at untouched pools everybody would pay less than
 * together, so no batch could ever be fair by that measure.
 */
function standaloneSurplus(problem: Problem, served: ServedIntent, taken: ReadonlyMap<string, bigint>): bigint {
  const buyer = problem.intents[served.intent] as ProblemIntent
  const own = new Map(served.fills.map(({ pool, slot, units }) => [`${pool}/${slot}`, units]))
  let best = served.surplus
  for (const arc of eligibleArcs(problem, served.intent)) {
    const index = Number(arc.slot - problem.snapshot.firstSlot)
    const curve = problem.curves[arc.pool]?.[index] as Curve
    const inventory = problem.snapshot.pools[arc.pool]?.slots[index]
    const key = `${arc.pool}/${arc.slot}`
    const sold = (inventory?.sold ?? 0n) + (taken.get(key) ?? 0n) - (own.get(key) ?? 0n)
    const surplus = singleFillSurplus({ buyer, arc, curve, sold, atLeast: best })
    if (surplus > best) best = surplus
  }
  return best
}

/**
 * A solution for several intents must leave none of them wishing it had gone alone.
 *
 * @throws {@link WalrasError} `solution/unfair` with the intent and the surplus it could have had.
 */
export function checkFairness(problem: Problem, { solution, served }: Evaluation): void {
  if (served.length < 2) return
  const taken = new Map(purchasesOf(solution.fills).map(({ pool, slot, units }) => [`${pool}/${slot}`, units]))
  for (const intent of served) {
    const alone = standaloneSurplus(problem, intent, taken)
    if (alone > intent.surplus)
      throw new WalrasError({
        code: 'solution/unfair',
        message: `Intent ${intent.intent} gets a surplus of ${intent.surplus}; alone it could still get ${alone}.`,
        facts: { intent: intent.intent, surplus: intent.surplus, alone },
      })
  }
}
