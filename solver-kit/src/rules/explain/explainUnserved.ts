import type { Problem, ProblemIntent } from '../../market/Problem.ts'
import { optionsOf } from '../evaluateSolution.ts'
import { addGas, settlementGas } from '../settlementGas.ts'
import { bestSingle } from './bestSingle.ts'
import { describeExplanation, distanceBps } from './describeExplanation.ts'
import type { Explanation, ExplanationCode, ExplanationFacts } from './Explanation.ts'
import type { Leftovers } from './Leftovers.ts'
import { effortOf, type OwnWay, ownWay, type ShapeRule, shapeRulesOf } from './ownWays.ts'
import type { Quote } from './quoteTakes.ts'
import { removedPools } from './removedPools.ts'

/** What the winners leave, and what was there before them. */
export interface Aftermath {
  problem: Problem
  after: Leftovers
  before: Leftovers
  /** Gas of settling the winners, undefined when there are none. */
  gas: number | undefined
  /** What may still be spent on finding ways to serve intents, as {@link effortOf} counts it. */
  effort: number
}

export function explained<Code extends ExplanationCode>(
  intent: number,
  code: Code,
  facts: ExplanationFacts[Code],
): Explanation {
  return { intent, code, facts, reason: describeExplanation(code, facts) } as Explanation
}

/** The most an intent pays for its work: millionths of a base unit per H100-second, rounded down. */
export function limitPrice({ signed }: ProblemIntent): bigint {
  return (signed.maxPayment * 1_000_000n) / signed.intent.work
}

const money = ({ filledWork, payment, limit }: Quote) => ({ filledWork, payment, limit })

/** Gas that one more order of its own adds to the winners' batch. */
function gasOf({ after, gas }: Aftermath, buyer: ProblemIntent, { takes }: Quote): number {
  const bought = new Set(takes.filter(({ offer }) => after.buys(offer)).map(({ offer }) => offer.product))
  const products = new Set(takes.map(({ offer }) => offer.product))
  const order = settlementGas({
    orders: 1,
    options: optionsOf(buyer),
    fills: takes.length,
    purchases: takes.filter(({ offer }) => !after.buys(offer)).length,
    products: products.difference(bought).size,
  })
  return gas === undefined ? order : addGas(gas, order) - gas
}

/** A rule of its shape is the first under which it cannot be served, or not within its limit. */
function bindingRule(
  intent: number,
  buyer: ProblemIntent,
  rule: ShapeRule,
  way: OwnWay,
  aftermath: Aftermath,
): Explanation {
  const { minUnits, minWork, maxPools } = buyer.signed.intent
  const { reach, quote, pools } = way
  const had = { reach, minWork, ...(quote && money(quote)) }
  if (rule === 'min-units') return explained(intent, 'unserved/min-units', { minUnits, ...had })
  if (rule === 'contiguous') return explained(intent, 'unserved/contiguous', had)
  if (rule === 'max-pools') return explained(intent, 'unserved/max-pools', { maxPools, needed: pools ?? 0, ...had })
  if (!quote) return capacityGone(intent, buyer, aftermath, reach)
  const price = (quote.payment * 1_000_000n) / quote.filledWork
  return tooExpensive(intent, buyer, aftermath, price, false)
}

function capacityGone(intent: number, buyer: ProblemIntent, { before }: Aftermath, reach: bigint): Explanation {
  const { minWork } = buyer.signed.intent
  return explained(intent, 'unserved/capacity-gone', { reach, before: before.summary(buyer).reach, minWork })
}

function tooExpensive(
  intent: number,
  buyer: ProblemIntent,
  { before }: Aftermath,
  price: bigint,
  isNext: boolean,
): Explanation {
  const limit = limitPrice(buyer)
  return explained(intent, 'unserved/too-expensive', {
    price,
    limit,
    aboveBps: distanceBps(price, limit),
    isNext,
    before: before.summary(buyer).price ?? price,
  })
}

/** Why no winner serves an intent: the first thing that keeps it from a purchase of its own at what the winners leave. */
export function explainUnserved(aftermath: Aftermath, intent: number, buyer: ProblemIntent): Explanation {
  const { problem, after } = aftermath
  const { signed } = buyer
  if (signed.token.toLowerCase() !== problem.token.toLowerCase())
    return explained(intent, 'unserved/wrong-token', { token: signed.token, wanted: problem.token })
  const removed = removedPools(problem, buyer)
  if (removed) return explained(intent, 'unserved/no-pool', removed)

  const { reach, price } = after.summary(buyer)
  if (price === undefined || reach < signed.intent.minWork) return capacityGone(intent, buyer, aftermath, reach)
  if (price > limitPrice(buyer)) return tooExpensive(intent, buyer, aftermath, price, true)

  const offers = after.offers(buyer)
  let quote = bestSingle(buyer, offers, signed.intent.minWork, signed.intent.minUnits)
  if (!quote || quote.payment > quote.limit) {
    aftermath.effort -= effortOf(buyer, offers)
    if (aftermath.effort < 0) return explained(intent, 'unserved/not-examined', { reach, price })
    for (const rule of shapeRulesOf(buyer)) {
      const way = ownWay(buyer, offers, rule)
      quote = way.quote
      if (!quote || quote.payment > quote.limit) return bindingRule(intent, buyer, rule, way, aftermath)
    }
  }
  const [gas, gasLeft] = [gasOf(aftermath, buyer, quote as Quote), problem.maxGas - (aftermath.gas ?? 0)]
  const code = gas > gasLeft ? 'unserved/batch-full' : 'unserved/no-bid'
  return explained(intent, code, { ...money(quote as Quote), gas, gasLeft })
}
