import type { Batch } from '@walras/intents-schema'
import { buildBatch, type Problem, type Winner } from '@walras/solver-kit'
import type { Address } from 'viem'

export interface FindFailuresParameters {
  problem: Problem
  winners: readonly Winner[]
  /** Why all of them together would revert. */
  reason: string
  /** For the trial batches, which are never signed. */
  expiryBlock: bigint
  /** Why a batch would revert if it was awarded, or `undefined`. */
  simulate: (batch: Batch) => Promise<string | undefined>
}

/**
 * Which winners make a batch fail: those that would fail alone. When each would settle alone, the one with the lowest
 * score goes, so that the auction always gets further.
 */
export async function findFailures({
  problem,
  winners,
  reason,
  expiryBlock,
  simulate,
}: FindFailuresParameters): Promise<ReadonlyMap<Address, string>> {
  const failures = new Map<Address, string>()
  if (winners.length > 1)
    for (const winner of winners) {
      const alone = await simulate(buildBatch({ problem, winners: [winner], expiryBlock }))
      if (alone !== undefined) failures.set(winner.solver, alone)
    }
  if (failures.size > 0) return failures
  const [weakest] = [...winners].sort((a, b) => (a.evaluation.score < b.evaluation.score ? -1 : 1))
  return weakest ? failures.set(weakest.solver, reason) : failures
}
