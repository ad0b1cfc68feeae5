import { Worker } from 'node:worker_threads'
import {
  defineSolver,
  type Problem,
  type Proposal,
  type SolverDefinition,
  toProposal,
} from '@walras/solver-kit/portable'
import { greedyValue } from '../greedy/greedy.ts'
import type { StrategyOptions } from '../options.ts'
import type { ClimbMessage, ClimbRequest } from './climbWorker.ts'

/** Sources run as they are, and the built package runs too. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? './climbWorker.ts' : './climbWorker.js', import.meta.url)

/** A thread that climbs the ladder, and is ended when time is up: an engine in the middle of a solve hears no signal. */
class Climber {
  readonly #worker = new Worker(workerFile)
  readonly ready: Promise<void>
  #atWork = false
  #listen: (message: ClimbMessage) => void = () => {}

  constructor() {
    this.ready = new Promise((resolve, reject) => {
      this.#worker.once('error', reject)
      this.#worker.on('message', (message: ClimbMessage) => {
        if (message.kind === 'ready') {
          // A strategy that is not at work keeps no process alive.
          if (!this.#atWork) this.#worker.unref()
          resolve()
        } else this.#listen(message)
      })
    })
    this.ready.catch(() => {})
  }

  /** The best proposal by the time the ladder ends or `signal` aborts. `left`: whether the thread can be used again. */
  climb(request: ClimbRequest, signal: AbortSignal): Promise<{ best: Proposal | undefined; left: boolean }> {
    this.#atWork = true
    this.#worker.ref()
    return new Promise((resolve, reject) => {
      let best: Proposal | undefined
      const release = (left: boolean) => {
        signal.removeEventListener('abort', abort)
        this.#worker.off('error', fail)
        this.#listen = () => {}
        this.#atWork = false
        this.#worker.unref()
        if (!left) void this.#worker.terminate()
      }
      const end = (left: boolean) => {
        release(left)
        resolve({ best, left })
      }
      const abort = () => end(false)
      // What was found before a rung failed is still worth bidding.
      const fail = (error: unknown) => {
        if (best) return end(false)
        release(false)
        reject(error)
      }
      this.#worker.once('error', fail)
      this.#listen = (message) => {
        if (message.kind === 'best') best = message.proposal
        if (message.kind === 'done') end(true)
        if (message.kind === 'failed') fail(message.error)
      }
      if (signal.aborted) return abort()
      signal.addEventListener('abort', abort, { once: true })
      this.#worker.postMessage(request)
    })
  }
}

/** Threads that wait for work, for all strategies of this process. */
const idle: Climber[] = []

/** Up to this many intents a first answer takes the calling thread some ten milliseconds. */
const mostQuick = 300

/** Greedy by value, here and now: what there is to say until the thread says more, which may still be starting. */
async function quickProposal(problem: Problem, options: StrategyOptions, signal: AbortSignal) {
  if (problem.intents.length > mostQuick) return undefined
  const proposal = toProposal(await greedyValue(options).solve(problem, signal))
  return proposal.solutions.length > 0 ? proposal : undefined
}

async function climbInThread(problem: Problem, options: StrategyOptions, signal: AbortSignal) {
  if (signal.aborted) return undefined
  const climber = idle.pop() ?? new Climber()
  const climbing = climber.climb({ problem, options }, signal)
  const quick = await quickProposal(problem, options, signal)
  const { best, left } = await climbing
  if (left) idle.push(climber)
  // A new thread takes milliseconds to start: not before the answer.
  else setImmediate(() => idle.push(new Climber()))
  return best ?? quick
}

/**
 * Climbs the ladder of strategies until it is told to stop, and answers with the best it has by then, and the tightest
 * certificate: greedy by value, clearing prices, a search for what integer rules allow, and that again from other seeds and
 * for longer. Runs in a thread of its own, so that it stops on time whatever it is doing.
 */
export function anytime(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'anytime',
    async prepare() {
      if (idle.length === 0) idle.push(new Climber())
      await idle[0]?.ready
    },
    solve: (problem, signal) => climbInThread(problem, options, signal),
  })
}
