import type { Deployment } from '@walras/intents-schema'
import type { PublicClient } from 'viem'

/**
 * Tells when something happened at the pools: an offer, a purchase, a release. One `eth_getLogs` per new block, and none
 * while `isWanted` says that nobody waits for it.
 *
 * @returns a function that stops it.
 */
export function watchPools(
  client: PublicClient,
  { pools, settlement }: Pick<Deployment, 'pools' | 'settlement'>,
  { isWanted, onChange, onError }: { isWanted: () => boolean; onChange: () => void; onError: (error: Error) => void },
): () => void {
  async function look(fromBlock: bigint, toBlock: bigint): Promise<void> {
    try {
      const logs = await client.getLogs({ address: [pools, settlement], fromBlock, toBlock })
      if (logs.length > 0) onChange()
    } catch (error) {
      onError(error as Error)
    }
  }
  return client.watchBlockNumber({
    onBlockNumber: (number, previous) => {
      if (previous !== undefined && isWanted()) void look(previous + 1n, number)
    },
    onError,
  })
}
