import type { Address } from 'viem'
import { generateProblem } from '../backtest/generateProblem.ts'
import type { SolverDefinition } from './defineSolver.ts'
import { prepareBid } from './prepareBid.ts'

/** Markets solved before the first real one: the first solve of a process takes several times as long as the third. */
const rehearsals = [
  { seed: 1, intents: 60 },
  { seed: 2, intents: 150 },
]
/** No rehearsal takes longer than an auction would. */
const rehearsalMs = 2000

/**
 * Loads what a strategy needs and lets it solve generated markets, so that its first auction does not find it cold.
 * `onFailure` hears of what it throws there: a rehearsal is no reason not to start.
 */
export async function warmUp(
  definition: SolverDefinition,
  solver: Address,
  onFailure: (error: unknown) => void,
): Promise<void> {
  await definition.prepare?.()
  for (const { seed, intents } of rehearsals) {
    const problem = generateProblem({ seed, intents, pools: 40, slots: 12 })
    const signal = AbortSignal.timeout(rehearsalMs)
    await prepareBid({ definition, problem, solver, signal }).catch(onFailure)
  }
}
