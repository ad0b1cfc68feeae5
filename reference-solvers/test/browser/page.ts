import type { SeededRequest } from './solveSeeded.ts'

/** Of the worker. */
export type Answer = { text: string } | { failure: string }

/** What this page offers as a global. */
export interface SolverPage {
  solveInWorker(request: SeededRequest): Promise<string>
}

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })

const page: SolverPage = {
  solveInWorker: (request) =>
    new Promise((resolve, reject) => {
      worker.onerror = ({ message }) => reject(new Error(message))
      worker.onmessage = ({ data }: MessageEvent<Answer>) =>
        'text' in data ? resolve(data.text) : reject(new Error(data.failure))
      worker.postMessage(request)
    }),
}

Object.assign(globalThis, page)
