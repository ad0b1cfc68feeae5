import { setImmediate } from 'node:timers/promises'
import {
  createMarketModel,
  defineSolver,
  generateProblem,
  type Proposal,
  type SolverDefinition,
} from '@walras/solver-kit/portable'
import type { StrategyOptions } from '../options.ts'
import type { ClimbTask } from './ClimbThread.ts'
import { ClimbThreads } from './ClimbThreads.ts'
import { deservesGlance } from './climb.ts'
import { firstProposal } from './firstProposal.ts'
import { quickProposal } from './quickProposal.ts'

/** For all strategies of this process. */
const threads = new ClimbThreads()

/** Up to this many intents the calling thread has a first answer within some ten milliseconds. */
const mostQuick = 300

/**
 * What there is to say here and now: of a large market one intent, as it takes long to be sent to a thread; of a small one
 * greedy by value, while threads are starting or have others to serve.
 */
async function quickAnswer({ problem, options }: ClimbTask, signal: AbortSignal): Promise<Proposal | undefined> {
  if (deservesGlance(problem)) return firstProposal(problem, options, signal)
  if (threads.isReady || problem.intents.length > mostQuick) return undefined
  return quickProposal(createMarketModel(problem), options, mostQuick, signal, setImmediate)
}

let rehearsed: Promise<void> | undefined

/** Code that has run before answers in a fraction of the time: once a process. */
async function rehearse(): Promise<void> {
  const { signal } = new AbortController()
  await firstProposal(generateProblem({ seed: 1, intents: 8, pools: 8, slots: 1, drawnIds: true }), {}, signal)
}

async function solve(task: ClimbTask, signal: AbortSignal): Promise<Proposal | undefined> {
  if (signal.aborted) return undefined
  // The quick one first: whether a thread is ready is another matter once it has been taken.
  const [quick, climbed] = await Promise.allSettled([quickAnswer(task, signal), threads.climb(task, signal)])
  const known = quick.status === 'fulfilled' ? quick.value : undefined
  if (climbed.status === 'fulfilled') return climbed.value ?? known
  if (known) return known
  throw climbed.reason
}

/**
 * Climbs the ladder of strategies until it is told to stop, and answers with the best it has by then, and the tightest
 * certificate: in large markets one intent, then greedy by value, clearing prices, a search for what integer rules allow,
 * and that again from other seeds and for longer. Runs in a thread of its own, so that it answers on time whatever it is
 * doing; the thread hears of it through shared memory, and stays for the next auction.
 */
export function anytime(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'anytime',
    prepare: async () => {
      rehearsed ??= rehearse()
      await Promise.all([threads.prepare(), rehearsed])
    },
    solve: (problem, signal) => solve({ problem, options }, signal),
  })
}
