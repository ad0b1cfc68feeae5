import {
  createMarketModel,
  evaluateSolution,
  type Problem,
  type Proposal,
  surplusBound,
  toProposal,
} from '@walras/solver-kit/portable'
import { clearing } from '../clearing/clearing.ts'
import { greedyValue } from '../greedy/greedy.ts'
import { integerProposal } from '../linear/linearInteger.ts'
import type { StrategyOptions } from '../options.ts'

/** Markets up to this size are cheap enough for the arc-by-arc rungs. */
const mostIntents = 1000

/**
 * Searches while there is time, each from another seed and with twice the patience of the one before: 7 s at 100 intents, 50
 * pools and one slot. Tries over several slots take longer.
 */
const searches = (slots: number): number => (slots === 1 ? 5 : 2)

function scoreOf(problem: Problem, { solutions }: Proposal): bigint {
  return solutions.reduce((best, solution) => {
    const { score } = evaluateSolution(problem, solution)
    return score > best ? score : best
  }, 0n)
}

/** The tighter certificate of two proposals, and the solutions of the one that scores more. */
function combine(problem: Problem, best: Proposal | undefined, next: Proposal): Proposal {
  if (!best) return next
  const certificates = [best.certificate, next.certificate].filter((certificate) => certificate !== undefined)
  const [certificate] = certificates
    .map((certificate) => ({ certificate, bound: surplusBound(problem, certificate) }))
    .sort((a, b) => (a.bound < b.bound ? -1 : 1))
  const { solutions } = scoreOf(problem, next) > scoreOf(problem, best) ? next : best
  return certificate ? { solutions, certificate: certificate.certificate } : { solutions }
}

/**
 * The ladder, rung by rung: says the best proposal so far whenever it gets better. First what is quick and sure, then what
 * takes time.
 */
export async function climb(
  problem: Problem,
  options: StrategyOptions,
  say: (best: Proposal) => void,
  signal: AbortSignal,
): Promise<void> {
  const model = createMarketModel(problem)
  const small = problem.intents.length <= mostIntents
  const rungs: (() => Promise<Proposal | undefined>)[] = [
    async () => toProposal(await clearing(options).solve(problem, signal)),
  ]
  if (small) {
    rungs.unshift(async () => toProposal(await greedyValue(options).solve(problem, signal)))
    for (let search = 0; search < searches(model.slots); search++)
      rungs.push(() => integerProposal(model, options, signal, { seed: search + 1, patience: 2 ** search }))
  }
  let best: Proposal | undefined
  for (const rung of rungs) {
    if (signal.aborted) return
    const next = await rung()
    if (!next || next.solutions.length === 0) continue
    best = combine(problem, best, next)
    say(best)
  }
}
