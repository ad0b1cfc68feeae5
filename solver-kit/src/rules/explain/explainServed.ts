import type { Problem, ProblemIntent } from '../../market/Problem.ts'
import type { Evaluation, ServedIntent } from '../evaluateSolution.ts'
import { fillPayment } from '../prices.ts'
import { fillProduct } from '../purchases.ts'
import { bestSingle } from './bestSingle.ts'
import type { Explanation } from './Explanation.ts'
import { explained, limitPrice } from './explainUnserved.ts'
import type { Leftovers } from './Leftovers.ts'

/** What of an intent's payment is its solver's margin, base units. */
function marginIn(problem: Problem, { products }: Evaluation, { fills }: ServedIntent): bigint {
  return fills.reduce((sum, fill) => {
    const { gpuClass, region, tier, slot } = fillProduct(problem, fill)
    const priced = products.find(
      ({ terms }) =>
        terms.slot === slot && terms.gpuClass === gpuClass && terms.region === region && terms.tier === tier,
    )
    return sum + fillPayment(priced?.terms.margin ?? 0n, fill.units)
  }, 0n)
}

/**
 * Why a winner does not serve an intent for less, or not with more: what it pays beside the cheapest single purchase of
 * its own.
 *
 * @param after what all winners leave
 * @param others what everybody but this intent leaves
 */
export function explainServed({
  problem,
  evaluation,
  served,
  after,
  others,
}: {
  problem: Problem
  evaluation: Evaluation
  served: ServedIntent
  after: Leftovers
  others: Leftovers
}): Explanation {
  const { intent, filledWork, payment, limit } = served
  const buyer = problem.intents[intent] as ProblemIntent
  const { work, minUnits } = buyer.signed.intent
  const own = { filledWork, payment, limit, margin: marginIn(problem, evaluation, served) }
  if (filledWork < work) {
    const { price } = after.summary(buyer)
    const more = { work, limitPrice: limitPrice(buyer), ...(price !== undefined && { price }) }
    return explained(intent, 'served/in-part', { ...own, ...more })
  }
  const alternative = bestSingle(buyer, others.offers(buyer), filledWork, minUnits)?.payment
  if (alternative === undefined) return explained(intent, 'served/best', own)
  return explained(intent, alternative < payment ? 'served/dearer' : 'served/best', { ...own, alternative })
}
