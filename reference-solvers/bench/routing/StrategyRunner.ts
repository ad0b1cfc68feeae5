import { Worker } from 'node:worker_threads'
import type { Solved, SolveMessage, SolveRequest } from './SolveMessage.ts'

/** Megabytes of heap: a strategy that needs more is skipped, not the bench. */
const heapLimit = 3072

/** Runs strategies in a worker, so that one that takes too long or too much memory can be ended. */
export class StrategyRunner {
  #worker: Worker | undefined

  /** The next solve starts in a fresh worker. */
  async close(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = undefined
  }

  /** A solve, ended after `solveMs`; `skipped` says why there is none. */
  async run(request: SolveRequest, solveMs: number): Promise<Solved | { skipped: string }> {
    this.#worker ??= new Worker(new URL('./solveWorker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapLimit },
    })
    const worker = this.#worker
    const ended = Promise.withResolvers<Solved | { skipped: string }>()
    let timer: NodeJS.Timeout | undefined
    const onMessage = (message: SolveMessage): void => {
      if (message.kind === 'ready') {
        timer = setTimeout(() => ended.resolve({ skipped: `> ${solveMs / 1000} s` }), solveMs)
        return
      }
      clearTimeout(timer)
      if (message.kind === 'solved') ended.resolve(message)
      if (message.kind === 'missing') ended.resolve({ skipped: 'data not at hand' })
      if (message.kind === 'failed') ended.resolve({ skipped: message.reason })
    }
    const onError = (error: Error): void => ended.resolve({ skipped: error.message })
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.postMessage(request)
    const result = await ended.promise
    clearTimeout(timer)
    worker.off('message', onMessage)
    worker.off('error', onError)
    if ('skipped' in result) await this.close()
    return result
  }
}
