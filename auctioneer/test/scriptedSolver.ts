import type { Certificate } from '@walras/intents-schema'
import {
  type CanonicalSolutionOptions,
  canonicalSolution,
  defineSolver,
  eligibleArcs,
  type Problem,
  runSolver,
} from '@walras/solver-kit'
import { pino } from 'pino'
import type { TestMarket } from './startMarket.ts'

export interface ScriptedOptions extends CanonicalSolutionOptions {
  /** Serves only intents that name this region. Default: all. */
  region?: string
  /** What its bids prove. Default: nothing. */
  certificate?: Certificate
  onProblem?: (problem: Problem) => void | Promise<void>
}

/** Serves every intent in full from the first slot that suits it: no strategy, but always the same answer. */
export function firstSlotSolution(problem: Problem, { region, ...options }: ScriptedOptions) {
  const fills = problem.intents.flatMap(({ signed }, intent) => {
    const [arc] = eligibleArcs(problem, intent)
    if (!arc || (region !== undefined && !signed.intent.regions.includes(region))) return []
    return [{ intent, pool: arc.pool, slot: arc.slot, hardware: arc.hardware, units: signed.intent.work }]
  })
  return fills.length > 0 ? canonicalSolution(problem, fills, options) : undefined
}

/** A solver on its own node, as its author would run it. */
export async function startSolver(
  { anvil, deployment }: TestMarket,
  bootstrap: string[],
  options: ScriptedOptions = {},
) {
  return runSolver({
    definition: defineSolver({
      name: 'scripted',
      async solve(problem) {
        await options.onProblem?.(problem)
        const solution = firstSlotSolution(problem, options)
        const { certificate } = options
        return solution && certificate ? { solutions: [solution], certificate } : solution
      },
    }),
    market: { rpc: anvil.rpc, settlement: deployment.settlement, lens: deployment.lens, bootstrap },
    logger: pino({ level: process.env.WALRAS_TEST_LOG ?? 'silent' }, pino.destination(2)),
  })
}
