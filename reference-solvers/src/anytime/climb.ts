import type { Certificate } from '@walras/intents-schema'
import {
  createMarketModel,
  evaluateSolution,
  type Problem,
  type Proposal,
  tightestCertificate,
} from '@walras/solver-kit/portable'
import { clearingProposal } from '../clearing/clearing.ts'
import { integerProposal } from '../linear/linearInteger.ts'
import type { StrategyOptions } from '../options.ts'
import { quickProposal } from './quickProposal.ts'

/** Markets up to this size are cheap enough for the arc-by-arc rungs. */
const mostIntents = 1000

/** The first rung serves so many, those who pay most: a tenth of the time of the next one, wherever that takes long. */
const fewest = 100

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

function tightest(problem: Problem, [first, ...others]: readonly Certificate[]): Certificate | undefined {
  return first && tightestCertificate(problem, [first, ...others])
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
  if (signal.aborted) return
  const model = createMarketModel(problem)
  const small = problem.intents.length <= mostIntents
  const rungs: (() => Promise<Proposal | undefined>)[] = [() => quickProposal(model, options, fewest, signal)]
  if (small && problem.intents.length > fewest) rungs.push(() => quickProposal(model, options, mostIntents, signal))
  rungs.push(async () => clearingProposal(model, options, signal))
  if (small)
    for (let search = 0; search < searches(model.slots); search++)
      rungs.push(() => integerProposal(model, options, signal, { seed: search + 1, patience: 2 ** search }))
  let best: Proposal | undefined
  let bestScore = 0n
  for (const rung of rungs) {
    const next = await rung()
    // Nobody reads what a stopped rung had.
    if (signal.aborted) return
    if (!next || next.solutions.length === 0) continue
    const score = scoreOf(problem, next)
    const { solutions } = best && score <= bestScore ? best : next
    const certificates = [best?.certificate, next.certificate].filter((certificate) => certificate !== undefined)
    // What the few who pay most leave proves little beside clearing prices: in large markets that need not be computed.
    const certificate = small ? tightest(problem, certificates) : certificates.at(-1)
    if (best && score <= bestScore && certificate === best.certificate) continue
    best = { solutions, ...(certificate && { certificate }) }
    if (score > bestScore) bestScore = score
    say(best)
  }
}
