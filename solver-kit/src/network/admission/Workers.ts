import { availableParallelism } from 'node:os'
import type { Bid } from '@walras/intents-schema'
import { Piscina } from 'piscina'
import type { Address, Hex } from 'viem'
import { ofRound, RoundFirstQueue } from './RoundFirstQueue.ts'
import type { WorkerAnswer, WorkerTask } from './recoverWorker.ts'

/** The expensive arithmetic of admission. */
export interface Workers {
  /**
   * Who made the signature, or undefined when nobody did. About 1.3 ms of one core. What is `of` a round comes before
   * intents that wait.
   */
  recoverSigner(of: 'round' | 'intent', digest: Hex, signature: Hex): Promise<Address | undefined>
  /** The hash of a large bid: 200 ms for one of 8192 fills. */
  bidHash(bid: Bid): Promise<Hex>
}

/** Sources run as they are, and the built package runs too. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './recoverWorker.ts' : './recoverWorker.js',
  import.meta.url,
)

let pool: Piscina<WorkerTask, WorkerAnswer> | undefined
let users = 0

/** Takes part in the one pool of this process: all nodes share it. `release` it when the node stops. */
export function acquireWorkers(): Workers & { release(): Promise<void> } {
  pool ??= new Piscina({
    filename: workerFile.href,
    minThreads: 1,
    // One core is left to the gossip thread. More than four have nothing to do: 4 recover about 3000 signatures a second.
    maxThreads: Math.min(4, Math.max(1, availableParallelism() - 1)),
    idleTimeout: 10_000,
    taskQueue: new RoundFirstQueue(),
    // Otherwise each task that finds no free worker goes to the end of the queue again.
    stricterFIFO: true,
  })
  users += 1
  const acquired = pool
  let released = false
  return {
    recoverSigner: async (of, digest, signature) =>
      (await acquired.run({ kind: 'recover', digest, signature, ...(of === 'round' && ofRound) })) as
        | Address
        | undefined,
    bidHash: async (bid) => (await acquired.run({ kind: 'bidHash', bid, ...ofRound })) as Hex,
    async release() {
      if (released) return
      released = true
      users -= 1
      if (users > 0) return
      pool = undefined
      // An answer on its way meanwhile finds nobody who asked, and would end the process as an error nobody listens to.
      acquired.on('error', () => {})
      await acquired.destroy()
    },
  }
}
