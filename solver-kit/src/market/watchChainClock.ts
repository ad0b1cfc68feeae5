import type { PublicClient } from 'viem'

/** Chain time: what deadlines are measured against on chain. */
export interface ChainClock {
  /** Timestamp of the latest block, unix seconds. */
  nowSeconds: () => bigint
  stop: () => void
}

/** Follows the latest block. Keeps the last known time when the chain does not answer, and tells `onError`. */
export async function watchChainClock(client: PublicClient, onError: (error: Error) => void): Promise<ChainClock> {
  let now = (await client.getBlock()).timestamp
  const stop = client.watchBlocks({
    emitMissed: false,
    onBlock: ({ timestamp }) => {
      now = timestamp
    },
    onError,
  })
  return { nowSeconds: () => now, stop }
}
