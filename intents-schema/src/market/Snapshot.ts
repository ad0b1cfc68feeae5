import type { Hex } from 'viem'
import type { Pool } from './Pool.ts'

/**
 * What was for sale at one block: the supply side of an auction. Everyone reads it from the chain at the auction's block
 * with one `eth_call` and compares `snapshotHash`.
 */
export interface Snapshot {
  blockNumber: bigint
  blockHash: Hex
  /** Block time, unix seconds. */
  timestamp: bigint
  slotSeconds: bigint
  /** First slot that may be traded in the auction; `pools[i].slots[j]` is slot `firstSlot + j`. */
  firstSlot: bigint
  slotCount: number
  /** Ascending by id: `Fill.pool` is an index into this list. */
  pools: readonly Pool[]
}
