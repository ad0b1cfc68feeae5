import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { toProposal } from '@walras/solver-kit'
import { strategies } from '../../src/strategies.ts'
import { percentile } from './BenchRow.ts'
import { routingCases } from './cases.ts'

/** How a strategy is told to stop: by a deadline so many milliseconds ahead, by somebody in the middle, or before it starts. */
type Stop = number | 'middle' | 'before'

/** What a strategy does when it is told to stop. Milliseconds. */
export interface DeadlineRow {
  case: string
  size: string
  strategy: string
  stop: Stop
  instances: number
  /** Of those, solves that ended by themselves before. */
  early: number
  /** Of the others: answers with a solution. */
  answered: number
  /** From the deadline to the answer. */
  overMs: { p50: number; max: number } | null
  /** Of that, how late the signal's timer fired: what kept the event loop, and the machine. */
  timerMs: { p50: number; max: number } | null
}

const stops: readonly Stop[] = ['before', 'middle', 50, 200, 1000]

type Strategy = keyof typeof strategies

const thinner: readonly Strategy[] = ['greedy-value', 'waterfill', 'clearing', 'linear', 'linear-integer']
const thicker: readonly Strategy[] = ['clearing', 'linear', 'linear-integer']

interface Stopped {
  caseName: string
  names: readonly Strategy[]
  instances: number
}

/** Which strategies are told to stop where. Only `anytime` promises to; the others say how long they go on. */
export function stoppedCases(quick: boolean): Stopped[] {
  if (quick) return [{ caseName: 'thin', names: ['anytime'], instances: 3 }]
  return [
    { caseName: 'thin', names: ['anytime'], instances: 20 },
    { caseName: 'few-pools', names: ['anytime'], instances: 10 },
    { caseName: 'few-pools', names: thinner, instances: 3 },
    { caseName: 'joint', names: ['anytime'], instances: 10 },
    { caseName: 'joint', names: thicker, instances: 2 },
    { caseName: 'huge', names: ['anytime'], instances: 2 },
  ]
}

/** When somebody stops it in the middle, milliseconds. */
export const middle = 20

function signalFor(stop: Stop): AbortSignal {
  if (stop === 'before') return AbortSignal.abort()
  if (stop !== 'middle') return AbortSignal.timeout(stop)
  const controller = new AbortController()
  setTimeout(() => controller.abort(), middle)
  return controller.signal
}

export interface DeadlineRequest {
  caseName: string
  strategy: Strategy
  seeds: readonly number[]
}

/**
 * {@link measureDeadlines} in a fresh thread: the bench's own has what oracles and engines left in memory, and no timer fires
 * while that is collected.
 */
export async function measureDeadlinesApart(request: DeadlineRequest): Promise<DeadlineRow[]> {
  const worker = new Worker(new URL('./deadlineWorker.ts', import.meta.url), { workerData: request })
  const [rows] = (await once(worker, 'message')) as [DeadlineRow[]]
  await worker.terminate()
  return rows
}

/** Stops a strategy on each seed in each of the ways. */
export async function measureDeadlines({ caseName, strategy, seeds }: DeadlineRequest): Promise<DeadlineRow[]> {
  const routingCase = routingCases[caseName]
  const definition = strategies[strategy]({})
  const problems = seeds.flatMap((seed) => routingCase?.make(seed) ?? [])
  const rows: DeadlineRow[] = []
  // The first solve of a thread compiles what the others use.
  for (const problem of problems.slice(0, 1)) {
    await definition.prepare?.()
    await definition.solve(problem, AbortSignal.timeout(2_000))
  }
  for (const stop of stops) {
    const over: number[] = []
    const late: number[] = []
    let early = 0
    let answered = 0
    for (const problem of problems) {
      // As a solver does between batches: what a strategy keeps ready is ready.
      await definition.prepare?.()
      await new Promise((resolve) => setTimeout(resolve, 20))
      const start = performance.now()
      const deadline = start + (stop === 'before' ? 0 : stop === 'middle' ? middle : stop)
      const signal = signalFor(stop)
      let fired = stop === 'before' ? start : undefined
      signal.addEventListener('abort', () => {
        fired ??= performance.now()
      })
      const { solutions } = toProposal(await definition.solve(problem, signal))
      const end = performance.now()
      // A timer may fire a fraction of a millisecond early.
      if (end < deadline && fired === undefined) {
        early++
        continue
      }
      // A strategy that runs to its end never lets the timer fire: all of it is its own.
      over.push(Math.max(0, end - deadline))
      late.push(Math.max(0, (fired ?? deadline) - deadline))
      if (solutions.length > 0) answered++
    }
    const spread = (numbers: readonly number[]) =>
      numbers.length === 0 ? null : { p50: percentile(numbers, 0.5), max: percentile(numbers, 1) }
    rows.push({
      case: caseName,
      size: routingCase?.size ?? '',
      strategy,
      stop,
      instances: problems.length,
      early,
      answered,
      overMs: spread(over),
      timerMs: spread(late),
    })
  }
  return rows
}
