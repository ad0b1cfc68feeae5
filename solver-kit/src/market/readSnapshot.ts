import { type Deployment, marketLensAbi, type Pool, type Snapshot } from '@walras/intents-schema'
import type { PublicClient } from 'viem'

/** Pools per call: 500 pools × 48 slots are about 0.5 MB of answer, far below what nodes allow. */
const pageSize = 500n

export interface ReadSnapshotParameters {
  deployment: Pick<Deployment, 'lens' | 'slotSeconds'>
  /** Block whose state is read. Default: the latest. */
  blockNumber?: bigint
  /** First slot that may be traded. */
  firstSlot: bigint
  slotCount: number
}

/**
 * Reads what all pools offer at one block: one `eth_call` of the lens per 500 pools.
 *
 * @example
 * ```ts
 * const snapshot = await readSnapshot(client, { deployment, firstSlot: 497_000n, slotCount: 12 })
 * ```
 */
export async function readSnapshot(
  client: PublicClient,
  { deployment, blockNumber, firstSlot, slotCount }: ReadSnapshotParameters,
): Promise<Snapshot> {
  const block = await client.getBlock(blockNumber === undefined ? { blockTag: 'latest' } : { blockNumber })
  const pools: Pool[] = []
  for (let from = 0n, total = 1n; from < total; from += pageSize) {
    const [count, views] = await client.readContract({
      address: deployment.lens,
      abi: marketLensAbi,
      functionName: 'snapshot',
      args: [from, pageSize, firstSlot, slotCount],
      blockNumber: block.number,
    })
    total = count
    for (const { id, terms, gpus, sold } of views)
      pools.push({
        id,
        ...terms,
        slots: gpus.map((count, index) => ({
          slot: firstSlot + BigInt(index),
          gpus: count,
          sold: sold[index] ?? 0n,
        })),
      })
  }
  return {
    blockNumber: block.number,
    blockHash: block.hash,
    timestamp: block.timestamp,
    slotSeconds: deployment.slotSeconds,
    firstSlot,
    slotCount,
    pools: pools.sort((a, b) => (a.id < b.id ? -1 : 1)),
  }
}
