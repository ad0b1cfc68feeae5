import { setTimeout as delay } from 'node:timers/promises'
import { encodeBid } from '@walras/intents-schema'
import type { Logger } from 'pino'
import type { KeptBid } from '../bond/BidStore.ts'
import type { MarketNode } from '../network/createMarketNode.ts'

/**
 * Reveals a bid that was committed to before a restart, while its auction still takes it. Once more does no harm if it
 * was revealed, nor if its commitment never left: peers ignore both.
 *
 * @throws when no peer is found before the reveal deadline.
 */
export async function revealKept(
  node: MarketNode,
  { bid, commitByMs, revealByMs }: KeptBid,
  logger: Logger,
): Promise<void> {
  await node.ready({ signal: AbortSignal.timeout(Math.max(1, revealByMs - Date.now())) })
  // Revealing before the others have committed would let them copy.
  await delay(Math.max(0, commitByMs - Date.now()) + 1)
  // Not by way of this node's admission, which has not seen the commitment: it was published before the restart.
  const { recipients } = await node.publishRaw('bids', encodeBid(bid))
  logger.info({ auction: bid.auctionHash, recipients }, 'revealed a bid of before the restart')
}
