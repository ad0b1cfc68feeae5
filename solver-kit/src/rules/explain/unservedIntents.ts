import { type UnservedIntent, wireLimits } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Problem } from '../../market/Problem.ts'
import type { Evaluation } from '../evaluateSolution.ts'
import { plainLine } from '../plainLine.ts'
import { createExplainer } from './explainIntent.ts'

/**
 * Explanations are part of deciding an auction, and intents cost nothing to sign: a few seconds' worth of finding ways at
 * most, fifty times what a busy auction takes.
 */
const maxEffort = 500_000

/**
 * Why the winners do not serve the intents that they do not serve: the first thousand, so that an outcome fits a message;
 * anyone can explain the others as well.
 *
 * @param dropped ids of intents that made an award fail, and why
 */
export function unservedIntents(
  problem: Problem,
  winners: readonly Evaluation[],
  dropped: ReadonlyMap<Hex, string>,
): UnservedIntent[] {
  const explain = createExplainer(problem, winners, maxEffort)
  const served = new Set(winners.flatMap((winner) => winner.served.map(({ intent }) => intent)))
  return problem.intents
    .map(({ id }, intent) => ({ id, intent }))
    .filter(({ intent }) => !served.has(intent))
    .slice(0, wireLimits.unserved)
    .map(({ id, intent }): UnservedIntent => {
      const why = dropped.get(id)
      const { code, reason } = why === undefined ? explain(intent) : { code: 'unserved/dropped', reason: why }
      return { intent, code, reason: plainLine(reason, wireLimits.unservedReasonCharacters) }
    })
}
