import type { Block, PublicClient } from 'viem'

export interface ChainClock {
  /** Chain time, unix seconds: the last block's, carried on by our own clock until the next {@link ChainClock.read}. */
  nowSeconds(): bigint
  /** Asks the chain: its latest block, and its time now. */
  read(): Promise<{ block: Block; nowSeconds: bigint }>
}

/**
 * The time by which intents expire and slots start. That of the latest block, or of the block being built where the
 * chain tells: a chain that mines on demand can be silent for hours, and its next block is still of today.
 *
 * @throws whatever the client throws when the chain does not answer.
 */
export async function createChainClock(client: PublicClient): Promise<ChainClock> {
  let offsetMs = 0

  async function read() {
    const [block, pending] = await Promise.all([
      client.getBlock({ blockTag: 'latest' }),
      client.getBlock({ blockTag: 'pending' }).catch(() => undefined),
    ])
    const nowSeconds = pending && pending.timestamp > block.timestamp ? pending.timestamp : block.timestamp
    offsetMs = Number(nowSeconds) * 1000 - Date.now()
    return { block, nowSeconds }
  }

  await read()
  return { read, nowSeconds: () => BigInt(Math.floor((Date.now() + offsetMs) / 1000)) }
}
