import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Problem, Proposal } from '@walras/solver-kit/portable'
import type { StrategyOptions } from '../options.ts'
import { deservesGlance } from './climb.ts'
import type { ClimbMessage, ClimbRequest } from './climbWorker.ts'
import { type PackedProposal, unpackProposal } from './packedProposal.ts'
import { cutProblem } from './problemPieces.ts'
import { createStopFlag, raise } from './sharedSignal.ts'

/** Sources run as they are, and the built package runs too. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? './climbWorker.ts' : './climbWorker.js', import.meta.url)

export interface ClimbThreadOptions {
  /** What the thread runs. Default: the ladder. */
  file?: URL
  /** A thread that is told to stop and is not back after so long is ended. Default 3000; seen on a busy machine: 1.8 s. */
  mostOverdueMs?: number
}

export interface ClimbTask {
  problem: Problem
  options: StrategyOptions
}

/** A climb that somebody waits for. */
interface Climb {
  task: number
  best: PackedProposal | undefined
  answer: PromiseWithResolvers<Proposal | undefined>
}

export interface ClimbThreadEvents {
  /** It has nothing to do; `fresh` when for the first time. */
  free(thread: ClimbThread, fresh: boolean): void
  /** It failed or was ended, and does nothing any more. `started`: whether it ever was free. */
  ended(thread: ClimbThread, error: unknown, started: boolean): void
}

/** A thread that climbs the ladder for one task after another. It keeps no process alive while it has none. */
export class ClimbThread {
  readonly #worker: Worker
  readonly #events: ClimbThreadEvents
  readonly #mostOverdueMs: number
  #climb: Climb | undefined
  #overdue: NodeJS.Timeout | undefined
  #tasks = 0
  #started = false
  #ended = false

  constructor(events: ClimbThreadEvents, { file = workerFile, mostOverdueMs = 3_000 }: ClimbThreadOptions = {}) {
    this.#events = events
    this.#mostOverdueMs = mostOverdueMs
    this.#worker = new Worker(file)
    this.#worker.on('message', (message: ClimbMessage) => this.#hear(message))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('messageerror', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('The thread of anytime ended by itself.')))
  }

  /** The best proposal by the time the ladder ends or `signal` aborts. For a thread that is free. */
  climb(task: ClimbTask, signal: AbortSignal): Promise<Proposal | undefined> {
    if (this.#ended) return Promise.reject(new Error('The thread of anytime has ended.'))
    const climb: Climb = { task: ++this.#tasks, best: undefined, answer: Promise.withResolvers() }
    this.#climb = climb
    this.#worker.ref()
    const abort = () => this.#answer(climb)
    signal.addEventListener('abort', abort, { once: true })
    this.#run(task, climb, signal).catch((error: unknown) => this.#end(error))
    return climb.answer.promise.finally(() => signal.removeEventListener('abort', abort))
  }

  async #run({ problem, options }: ClimbTask, climb: Climb, signal: AbortSignal): Promise<void> {
    const { task } = climb
    const stop = createStopFlag()
    const abort = () => raise(stop)
    signal.addEventListener('abort', abort, { once: true })
    let glances = deservesGlance(problem)
    for (const piece of cutProblem(problem)) {
      this.#send(piece)
      if (glances && piece.kind === 'intents') {
        glances = false
        this.#send({ kind: 'glance', task, options, stop })
      }
      // A deadline is a timer: it can only fire between pieces.
      await setImmediate()
      if (this.#ended) return
      if (signal.aborted) return this.#free()
    }
    this.#send({ kind: 'climb', task, options, stop })
    const expect = () => {
      this.#overdue = setTimeout(
        () => this.#end(new Error('The thread of anytime does not stop.')),
        this.#mostOverdueMs,
      )
    }
    signal.addEventListener('abort', expect, { once: true })
    await climb.answer.promise.catch(() => {})
    signal.removeEventListener('abort', expect)
    signal.removeEventListener('abort', abort)
  }

  #send(request: ClimbRequest): void {
    this.#worker.postMessage(request)
  }

  #hear(message: ClimbMessage): void {
    if (message.kind === 'best') {
      // What a task before this one was late to say is not of this one.
      if (this.#climb?.task === message.task) this.#climb.best = message.proposal
    } else if (message.kind === 'failed') this.#end(message.error)
    else {
      if (this.#climb) this.#answer(this.#climb)
      this.#free()
    }
  }

  #answer(climb: Climb): void {
    if (this.#climb !== climb) return
    this.#climb = undefined
    climb.answer.resolve(climb.best && unpackProposal(climb.best))
  }

  #free(): void {
    clearTimeout(this.#overdue)
    if (this.#ended) return
    this.#worker.unref()
    const fresh = !this.#started
    this.#started = true
    this.#events.free(this, fresh)
  }

  #end(error: unknown): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#overdue)
    void this.#worker.terminate()
    const climb = this.#climb
    // What was found before a rung failed is still worth bidding.
    if (climb?.best) this.#answer(climb)
    else climb?.answer.reject(error)
    this.#climb = undefined
    this.#events.ended(this, error, this.#started)
  }
}
