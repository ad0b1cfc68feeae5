import { createMarketModel, type Problem, type ProblemIntent, type Proposal } from '@walras/solver-kit/portable'
import type { StrategyOptions } from '../options.ts'
import { quickProposal } from './quickProposal.ts'

/** So many intents are looked at, and of those so many tried, who pay most first. */
const looked = 64
const tried = 4

/** Lines that are looked at, of those that may serve the intent, pools of each, and slots. */
const mostLines = 4
const poolsPerLine = 8
const mostSlots = 2

/** One intent, and a few of the pools and slots that may serve it. */
function partFor(problem: Problem, buyer: ProblemIntent): Problem {
  const useful = new Set(buyer.lines.slice(0, mostLines).map(({ line }) => line))
  const lines = problem.lines.map((line, index) => {
    return { ...line, pools: useful.has(index) ? line.pools.slice(0, poolsPerLine) : [] }
  })
  const { from, to } = buyer.window
  return { ...problem, lines, intents: [{ ...buyer, window: { from, to: Math.min(to, from + mostSlots) } }] }
}

/**
 * Serves one intent from a few pools: a valid proposal for a market of any size, within 2 to 20 ms. Nobody else is
 * served, so that nobody else's wishes need to be known; nearly any other proposal is better. `undefined` where those who
 * were tried gain nothing.
 */
export async function firstProposal(
  problem: Problem,
  options: StrategyOptions,
  signal: AbortSignal,
): Promise<Proposal | undefined> {
  const payments = problem.intents.slice(0, looked).map(({ signed }, index) => ({ index, paid: signed.maxPayment }))
  payments.sort((a, b) => (a.paid > b.paid ? -1 : a.paid < b.paid ? 1 : a.index - b.index))
  for (const { index } of payments.slice(0, tried)) {
    if (signal.aborted) return undefined
    const part = partFor(problem, problem.intents[index] as ProblemIntent)
    const proposal = await quickProposal(createMarketModel(part), options, 1, signal)
    if (!proposal) continue
    const solutions = proposal.solutions.map(({ fills, products }) => {
      return { fills: fills.map((fill) => ({ ...fill, intent: index })), products }
    })
    return { ...proposal, solutions }
  }
  return undefined
}
