/** Stands in for the ladder in a thread of its own: what `marginBps` says is what it does. */
import { parentPort, threadId } from 'node:worker_threads'
import { scripts } from './climbScripts.fixture.ts'
import type { ClimbMessage, ClimbRequest } from './climbWorker.ts'
import { sharedSignal } from './sharedSignal.ts'

const port = parentPort
const say = (message: ClimbMessage) => port?.postMessage(message)

/** A proposal that tells whose it is. */
const best = (task: number): ClimbMessage => {
  return { kind: 'best', task, proposal: { solutions: [], certificate: { prices: [], gasPrice: BigInt(threadId) } } }
}

port?.on('message', (request: ClimbRequest) => {
  if (request.kind !== 'climb') return
  const script = request.options.marginBps
  const failed: ClimbMessage = { kind: 'failed', error: new Error('as told') }
  if (script === scripts.failAtOnce) return say(failed)
  if (script === scripts.crash) throw failed.error
  if (script === scripts.exit) process.exit(0)
  say(best(request.task))
  if (script === scripts.failLater) return say(failed)
  const signal = sharedSignal(request.stop)
  while (script === scripts.deaf || !signal.aborted) Atomics.wait(request.stop, 0, 0, 5)
  say({ kind: 'done' })
})
say({ kind: 'ready' })
