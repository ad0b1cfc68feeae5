import type { Batch } from '@walras/intents-schema'
import {
  addGas,
  type BatchVerdict,
  buildBatch,
  dropIntents,
  type Evaluation,
  evaluateSolution,
  type Problem,
  type Winner,
} from '@walras/solver-kit'
import type { Hex } from 'viem'
import { blameContracts, blameGas, blameIntents, type Drops } from './blameIntents.ts'
import { tooMuchGas } from './simulateBatch.ts'

export interface FindDropsParameters {
  problem: Problem
  winners: readonly Winner[]
  batch: Batch
  /** What the lens says of the batch. */
  verdict: BatchVerdict
  /** Why it would revert. */
  reason: string
  /** For the trial batches, which are never signed. */
  expiryBlock: bigint
  /** Why a batch would revert if it was awarded, or `undefined`. */
  simulate: (batch: Batch) => Promise<string | undefined>
}

/** Trials at a time: each is an `eth_call`. */
const trialsAtOnce = 8

/** A winner as if it served one intent only; `undefined` if it does not serve it, or not alone. */
function onlyFor(problem: Problem, winner: Winner, intent: Hex): Winner | undefined {
  const others = { has: (id: Hex) => id !== intent }
  const solution = dropIntents(problem, winner.evaluation.solution, others)
  let evaluation: Evaluation
  try {
    evaluation = evaluateSolution(problem, solution)
  } catch {
    return undefined
  }
  return { ...winner, evaluation }
}

/** Intents that would not settle even alone. */
async function tryAlone({ problem, winners, verdict, expiryBlock, simulate }: FindDropsParameters): Promise<Drops> {
  const drops = new Map<Hex, string>()
  const trials = verdict.orders.flatMap(({ intentId }) => {
    const alone = winners.flatMap((winner) => onlyFor(problem, winner, intentId) ?? [])
    return alone.length > 0 ? [{ intentId, batch: buildBatch({ problem, winners: alone, expiryBlock }) }] : []
  })
  if (trials.length < 2) return drops
  for (let from = 0; from < trials.length; from += trialsAtOnce)
    await Promise.all(
      trials.slice(from, from + trialsAtOnce).map(async ({ intentId, batch }) => {
        const reason = await simulate(batch)
        if (reason !== undefined) drops.set(intentId, `It would not settle alone either: ${reason}`)
      }),
    )
  return drops
}

/**
 * Which intents a failing batch must do without, so that the others in it settle. Empty when its solvers have to answer:
 * see `findFailures`.
 *
 * The lens names almost everything. What it cannot name are owners' contracts that answer the lens differently from
 * Permit2, and tokens that refuse an owner for reasons of their own: those show when every intent is tried alone. A
 * contract that can tell even that apart is found by elimination: every other rule holds, and contracts are all that
 * is left.
 */
export async function findDrops(parameters: FindDropsParameters): Promise<Drops> {
  const { verdict, batch, reason, winners } = parameters
  const blamed = blameIntents(verdict, batch)
  if (blamed.size > 0) return blamed
  const unexplained = verdict.sound && verdict.orders.every(({ findings }) => findings.length === 0)
  if (!unexplained) return new Map()
  if (reason === tooMuchGas) {
    const gas = winners.map(({ evaluation }) => evaluation.gas).reduce(addGas)
    const heavy = blameGas(verdict, gas)
    return heavy.size > 0 ? heavy : blameContracts(verdict.orders, reason)
  }
  const alone = await tryAlone(parameters)
  return alone.size > 0 ? alone : blameContracts(verdict.orders, reason)
}
