import { type Bid, bidHash, recoverSigner } from '@walras/intents-schema'
import type { Address, Hex } from 'viem'

/** What the gossip thread hands to a worker, and what it gets back. */
export type WorkerTask = { kind: 'recover'; digest: Hex; signature: Hex } | { kind: 'bidHash'; bid: Bid }
export type WorkerAnswer = Address | Hex | undefined

export default function work(task: WorkerTask): WorkerAnswer {
  return task.kind === 'recover' ? recoverSigner(task.digest, task.signature) : bidHash(task.bid)
}
