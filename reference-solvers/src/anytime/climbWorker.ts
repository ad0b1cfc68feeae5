import { parentPort } from 'node:worker_threads'
import type { Proposal } from '@walras/solver-kit/portable'
import type { StrategyOptions } from '../options.ts'
import { climb, glance, type Scored } from './climb.ts'
import { type PackedProposal, packProposal } from './packedProposal.ts'
import { ProblemAssembly, type ProblemPiece } from './problemPieces.ts'
import { type StopFlag, sharedSignal } from './sharedSignal.ts'

/**
 * What the worker is asked: to take a part of a problem; to say something of it when it has all pools and some intents; and
 * once it has all, to climb. Until the flag is raised. `task` tells whose answers are whose.
 */
export type ClimbRequest = ProblemPiece | ({ kind: 'glance' } & ClimbOrder) | ({ kind: 'climb' } & ClimbOrder)

interface ClimbOrder {
  task: number
  options: StrategyOptions
  stop: StopFlag
}

/** What it says: that it is ready, a better proposal, the end of the climb, or that it failed. */
export type ClimbMessage =
  | { kind: 'ready' }
  | { kind: 'best'; task: number; proposal: PackedProposal }
  | { kind: 'done' }
  | { kind: 'failed'; error: unknown }

const port = parentPort
if (!port) throw new Error('This file is a worker.')
const say = (message: ClimbMessage) => port.postMessage(message)
const assembly = new ProblemAssembly()

/** What was said of a problem that is still coming. */
let glanced: Scored | undefined

async function run(request: ClimbRequest): Promise<void> {
  if (request.kind !== 'glance' && request.kind !== 'climb') {
    if (request.kind === 'frame') glanced = undefined
    return assembly.add(request)
  }
  const { task, options } = request
  const signal = sharedSignal(request.stop)
  const { problem } = assembly
  const best = (proposal: Proposal) => say({ kind: 'best', task, proposal: packProposal(proposal) })
  if (request.kind === 'glance') {
    glanced = await glance(problem, options, signal)
    if (glanced) best(glanced.proposal)
    return
  }
  assembly.clear()
  await climb(problem, options, best, signal, glanced)
  say({ kind: 'done' })
}

port.on('message', (request: ClimbRequest) => {
  run(request).catch((error: unknown) => say({ kind: 'failed', error }))
})
say({ kind: 'ready' })
