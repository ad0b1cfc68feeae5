import type { Certificate } from '@walras/intents-schema'
import {
  createMarketModel,
  evaluateSolution,
  type MarketModel,
  type Problem,
  type Proposal,
  tightestCertificate,
} from '@walras/solver-kit/portable'
import { clearingProposal } from '../clearing/clearing.ts'
import { integerProposal } from '../linear/linearInteger.ts'
import type { StrategyOptions } from '../options.ts'
import { largestIntents } from './marketPart.ts'
import { quickProposal } from './quickProposal.ts'

/** Markets up to this size are cheap enough for the arc-by-arc rungs. */
const mostIntents = 1000

/** The first rung serves so many, those who pay most: a tenth of the time of the next one, wherever that takes long. */
const fewest = 100

/**
 * How many of those who pay most are served before all are: greedily, then at clearing prices. An eighth brings 60 % of the
 * gains in a third of the time; over several slots prices take nearly as long for an eighth.
 */
function partsOfMany({ intents, snapshot: { slotCount } }: Problem): { greedy: number[]; cleared: number[] } {
  if (slotCount > 1) return { greedy: [32, 128], cleared: [] }
  const eighth = Math.ceil(intents.length / 8)
  return { greedy: [32], cleared: [Math.ceil(eighth / 8), eighth].filter((count) => count > mostIntents) }
}

/**
 * Searches while there is time, each from another seed and with twice the patience of the one before: 5 to 8 s at 100
 * intents, 50 pools and one slot. Tries over several slots take longer.
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

/** A proposal, and what it scores. */
export interface Scored {
  proposal: Proposal
  score: bigint
}

/** As a part of an auction scores a proposal, so does the whole: who is not served adds nothing. */
function scored(problem: Problem, proposal: Proposal | undefined): Scored | undefined {
  return proposal && proposal.solutions.length > 0 ? { proposal, score: scoreOf(problem, proposal) } : undefined
}

type Rung = () => Promise<Scored | undefined>

/** First what is quick and sure, then what takes time. */
function smallRungs(problem: Problem, options: StrategyOptions, signal: AbortSignal): Rung[] {
  const model = createMarketModel(problem)
  const rungs: Rung[] = []
  const add = (propose: () => Proposal | undefined | Promise<Proposal | undefined>): void => {
    rungs.push(async () => scored(problem, await propose()))
  }
  add(() => quickProposal(model, options, fewest, signal))
  if (problem.intents.length > fewest) add(() => quickProposal(model, options, mostIntents, signal))
  add(() => clearingProposal(model, options, signal))
  for (let search = 0; search < searches(model.slots); search++)
    add(() => integerProposal(model, options, signal, { seed: search + 1, patience: 2 ** search }))
  return rungs
}

/** First the few who pay most, then more of them. */
function largeRungs(problem: Problem, options: StrategyOptions, signal: AbortSignal): Rung[] {
  const ofPart = async (
    count: number,
    propose: (model: MarketModel) => Proposal | undefined | Promise<Proposal | undefined>,
  ): Promise<Scored | undefined> => {
    const part = largestIntents(problem, count)
    const found = scored(part.problem, await propose(createMarketModel(part.problem)))
    return found && { ...found, proposal: part.toWhole(found.proposal) }
  }
  const clear = (model: MarketModel) => clearingProposal(model, options, signal)
  const { greedy, cleared } = partsOfMany(problem)
  return [
    ...greedy.map((count) => () => ofPart(count, (model) => quickProposal(model, options, count, signal))),
    ...cleared.map((count) => () => ofPart(count, clear)),
    async () => scored(problem, clear(createMarketModel(problem))),
  ]
}

/** Of the first intents that are known, so many get an answer before the others are. */
const glanced = 32

/** Whether a market takes so long to be sent that its first intents are looked at before the others are there. */
export function deservesGlance({ intents }: Problem): boolean {
  return intents.length > mostIntents
}

/**
 * A first proposal for an auction of which all pools are known, but only the first intents: in a large market there is
 * nothing else to say for some hundred milliseconds. Greedy for a few of those who would pay most.
 */
export async function glance(
  problem: Problem,
  options: StrategyOptions,
  signal: AbortSignal,
): Promise<Scored | undefined> {
  if (signal.aborted) return undefined
  return scored(problem, await quickProposal(createMarketModel(problem), options, glanced, signal))
}

/** The ladder, rung by rung: says the best proposal so far whenever it gets better. `first` is what was said before. */
export async function climb(
  problem: Problem,
  options: StrategyOptions,
  say: (best: Proposal) => void,
  signal: AbortSignal,
  first?: Scored,
): Promise<void> {
  if (signal.aborted) return
  const small = problem.intents.length <= mostIntents
  const rungs = (small ? smallRungs : largeRungs)(problem, options, signal)
  let best = first?.proposal
  let bestScore = first?.score ?? 0n
  for (const rung of rungs) {
    const found = await rung()
    // Nobody reads what a stopped rung had.
    if (signal.aborted) return
    if (!found) continue
    const { proposal: next, score } = found
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
