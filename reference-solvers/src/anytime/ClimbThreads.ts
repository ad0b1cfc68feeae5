import type { Proposal } from '@walras/solver-kit/portable'
import { type ClimbTask, ClimbThread, type ClimbThreadOptions } from './ClimbThread.ts'

/** One climbs, one for the next task while the first winds down. */
const mostThreads = 2

/** Threads for climbs, started when they are needed and used again. */
export class ClimbThreads {
  readonly #options: ClimbThreadOptions
  readonly #threads = new Set<ClimbThread>()
  /** Those that were used last come last, and are used first: their code is compiled. */
  readonly #idle: ClimbThread[] = []
  readonly #waiting = new Set<PromiseWithResolvers<ClimbThread>>()

  constructor(options: ClimbThreadOptions = {}) {
    this.#options = options
  }

  /** Whether a task would be begun at once. */
  get isReady(): boolean {
    return this.#idle.length > 0
  }

  /** Resolves once a task would be begun at once; rejects if a thread does not start. */
  async prepare(): Promise<void> {
    if (!this.isReady) this.#putBack(await this.#take())
  }

  /** The best proposal by the time the ladder ends or `signal` aborts; none if no thread was free by then. */
  async climb(task: ClimbTask, signal: AbortSignal): Promise<Proposal | undefined> {
    if (signal.aborted) return undefined
    const aborted = Promise.withResolvers<undefined>()
    const abort = () => aborted.resolve(undefined)
    signal.addEventListener('abort', abort, { once: true })
    const taking = this.#take()
    try {
      const thread = await Promise.race([taking, aborted.promise])
      if (thread && !signal.aborted) return await thread.climb(task, signal)
      taking.then((late) => this.#putBack(late)).catch(() => {})
      return undefined
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  async #take(): Promise<ClimbThread> {
    const idle = this.#idle.pop()
    if (idle) return idle
    const waiting = Promise.withResolvers<ClimbThread>()
    this.#waiting.add(waiting)
    if (this.#threads.size < mostThreads) this.#start()
    return waiting.promise
  }

  #putBack(thread: ClimbThread, fresh = false): void {
    if (!this.#threads.has(thread)) return
    const [next] = this.#waiting
    if (next) {
      this.#waiting.delete(next)
      next.resolve(thread)
    } else if (fresh) this.#idle.unshift(thread)
    else this.#idle.push(thread)
  }

  #start(): void {
    const thread = new ClimbThread(
      {
        free: (free, fresh) => this.#putBack(free, fresh),
        ended: (dead, error, started) => this.#remove(dead, error, started),
      },
      this.#options,
    )
    this.#threads.add(thread)
  }

  #remove(thread: ClimbThread, error: unknown, started: boolean): void {
    this.#threads.delete(thread)
    const at = this.#idle.indexOf(thread)
    if (at >= 0) this.#idle.splice(at, 1)
    if (started) {
      // A new thread takes milliseconds to start: not before the answer.
      setImmediate(() => {
        if (this.#threads.size < mostThreads) this.#start()
      })
      return
    }
    // The next one would not start either.
    for (const waiting of this.#waiting) waiting.reject(error)
    this.#waiting.clear()
  }
}
