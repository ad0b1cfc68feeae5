import { parentPort } from 'node:worker_threads'
import type { StrategyOptions } from '../options.ts'
import { climb } from './climb.ts'
import { type PackedProposal, packProposal } from './packedProposal.ts'
import { ProblemAssembly, type ProblemPiece } from './problemPieces.ts'
import { type StopFlag, sharedSignal } from './sharedSignal.ts'

/** What the worker is asked: to take a part of a problem, and once it has all, to climb until the flag is raised. */
export type ClimbRequest = ProblemPiece | { kind: 'climb'; options: StrategyOptions; stop: StopFlag }

/** What it says: that it is ready, a better proposal, the end of the climb, or that it failed. */
export type ClimbMessage =
  | { kind: 'ready' }
  | { kind: 'best'; proposal: PackedProposal }
  | { kind: 'done' }
  | { kind: 'failed'; error: unknown }

const port = parentPort
if (!port) throw new Error('This file is a worker.')
const say = (message: ClimbMessage) => port.postMessage(message)
const assembly = new ProblemAssembly()

async function run(request: ClimbRequest): Promise<void> {
  if (request.kind !== 'climb') return assembly.add(request)
  const { problem } = assembly
  assembly.clear()
  const best = (proposal: Parameters<typeof packProposal>[0]) => say({ kind: 'best', proposal: packProposal(proposal) })
  await climb(problem, request.options, best, sharedSignal(request.stop))
  say({ kind: 'done' })
}

port.on('message', (request: ClimbRequest) => {
  run(request).catch((error: unknown) => say({ kind: 'failed', error }))
})
say({ kind: 'ready' })
