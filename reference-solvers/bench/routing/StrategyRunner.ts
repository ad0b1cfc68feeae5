import { Worker } from 'node:worker_threads'
import type { Solved, SolveMessage, SolveRequest } from './SolveMessage.ts'

export interface RunLimits {
  /** For one solve; longer ones are ended, and the strategy skipped at this size. */
  solveMs: number
  /** For all solves of a strategy at a size, from the first on: none starts after. */
  totalMs: number
}

export interface Run {
  solved: Solved[]
  /** Why not all instances were solved. */
  skipped?: string
}

/** Megabytes of heap: a strategy that needs more is skipped, not the bench. */
const heapLimit = 3072

/** Runs strategies in workers, so that one that takes too long or too much memory can be ended. */
export class StrategyRunner {
  readonly #limits: RunLimits
  readonly #fresh: boolean
  #worker: Worker | undefined

  /** `fresh`: every run gets a worker of its own, so that its first solve is cold. */
  constructor(limits: RunLimits, fresh: boolean) {
    this.#limits = limits
    this.#fresh = fresh
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = undefined
  }

  async run(request: SolveRequest): Promise<Run> {
    const { solveMs, totalMs } = this.#limits
    if (this.#fresh) await this.close()
    this.#worker ??= new Worker(new URL('./solveWorker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapLimit },
    })
    const worker = this.#worker
    const solved: Solved[] = []
    const ended = Promise.withResolvers<string | undefined>()
    let started: number | undefined
    let timer: NodeJS.Timeout | undefined
    const onMessage = (message: SolveMessage): void => {
      if (message.kind === 'ready') {
        started ??= performance.now()
        timer = setTimeout(() => ended.resolve(`> ${solveMs / 1000} s`), solveMs)
      } else clearTimeout(timer)
      if (message.kind === 'solved') {
        solved.push(message)
        if (performance.now() - (started ?? 0) > totalMs) ended.resolve(`no more after ${totalMs / 1000} s`)
      }
      if (message.kind === 'done') ended.resolve(undefined)
      if (message.kind === 'failed') ended.resolve(message.reason)
    }
    const onError = (error: Error): void => ended.resolve(error.message)
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.postMessage(request)
    const skipped = await ended.promise
    clearTimeout(timer)
    worker.off('message', onMessage)
    worker.off('error', onError)
    if (skipped !== undefined) await this.close()
    return skipped === undefined ? { solved } : { solved, skipped }
  }
}
