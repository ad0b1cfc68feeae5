import { WalrasError } from '@walras/intents-schema'
import type { Problem } from '../../market/Problem.ts'
import type { Evaluation } from '../evaluateSolution.ts'
import { addGas } from '../settlementGas.ts'
import type { Explanation } from './Explanation.ts'
import { explainServed } from './explainServed.ts'
import { explainUnserved } from './explainUnserved.ts'
import { Leftovers } from './Leftovers.ts'

/**
 * {@link explainIntent} for several intents of one auction: what they have in common is counted once.
 *
 * @param effort bounds the time spent, the same everywhere: whoever comes after it is spent is `unserved/not-examined`
 */
export function createExplainer(
  problem: Problem,
  winners: readonly Evaluation[] = [],
  effort = Number.POSITIVE_INFINITY,
): (intent: number) => Explanation {
  const fills = winners.flatMap(({ solution }) => solution.fills)
  const after = new Leftovers(problem, fills)
  const before = new Leftovers(problem, [])
  const gas = winners.reduce<number | undefined>(
    (sum, winner) => (sum === undefined ? winner.gas : addGas(sum, winner.gas)),
    undefined,
  )
  const aftermath = { problem, after, before, gas, effort }
  const servedBy = new Map(
    winners.flatMap((evaluation) => evaluation.served.map((served) => [served.intent, { evaluation, served }])),
  )
  return (intent) => {
    const buyer = problem.intents[intent]
    if (!buyer)
      throw new WalrasError({
        code: 'explain/unknown-intent',
        message: `There is no intent ${intent}; the auction has ${problem.intents.length}.`,
        facts: { intent, intents: problem.intents.length },
      })
    const found = servedBy.get(intent)
    if (!found) return explainUnserved(aftermath, intent, buyer)
    const others = new Leftovers(
      problem,
      fills.filter((fill) => fill.intent !== intent),
    )
    return explainServed({ problem, ...found, after, others })
  }
}

/**
 * Tells a buyer or a solver why an intent is not served, or not for less: a code, the numbers it is made of, and one line
 * of plain ASCII. Work in H100-seconds, money in token base units, prices of work in millionths of a base unit per
 * H100-second. Looks at the intent alone, at the prices that the winners leave. The same answer on every machine.
 *
 * For an intent that is not served it names the first thing in its way: its token, no pool that may serve it, too little
 * left, too dear, its least fill, consecutive slots, its most pools, the gas of the batch; or that nobody bid for it.
 *
 * @param winners the solutions that settle; none: at the prices before the auction
 * @example
 * ```ts
 * const { code, reason, facts } = explainIntent(problem, 7, winners.map(({ evaluation }) => evaluation))
 * ```
 *
 * @throws {@link WalrasError} `explain/unknown-intent`
 */
export function explainIntent(problem: Problem, intent: number, winners: readonly Evaluation[] = []): Explanation {
  return createExplainer(problem, winners)(intent)
}
