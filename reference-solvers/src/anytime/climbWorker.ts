import { parentPort } from 'node:worker_threads'
import type { Problem, Proposal } from '@walras/solver-kit/portable'
import type { StrategyOptions } from '../options.ts'
import { climb } from './climb.ts'

/** What the worker is asked. */
export interface ClimbRequest {
  problem: Problem
  options: StrategyOptions
}

/** What it says: that it is ready, a better proposal, the end of the ladder, or that it failed. */
export type ClimbMessage =
  | { kind: 'ready' }
  | { kind: 'best'; proposal: Proposal }
  | { kind: 'done' }
  | { kind: 'failed'; error: unknown }

const port = parentPort
if (!port) throw new Error('This file is a worker.')
const say = (message: ClimbMessage) => port.postMessage(message)

// Whoever asks ends the worker when time is up: nothing in here need look at a clock.
const { signal } = new AbortController()

port.on('message', ({ problem, options }: ClimbRequest) => {
  climb(problem, options, (proposal) => say({ kind: 'best', proposal }), signal)
    .then(() => say({ kind: 'done' }))
    .catch((error: unknown) => say({ kind: 'failed', error }))
})
say({ kind: 'ready' })
