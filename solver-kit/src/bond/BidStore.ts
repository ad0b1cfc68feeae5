import type { Bid } from '@walras/intents-schema'
import type { Hex } from 'viem'

/** A bid, and until when it matters. Unix milliseconds. */
export interface KeptBid {
  bid: Bid
  /** Not before may it be revealed: others could copy it. */
  commitByMs: number
  /** Until then it can be revealed to the auction. */
  revealByMs: number
  /** Until then somebody may demand it on chain. */
  keepUntilMs: number
}

/**
 * Where a solver keeps the bids it committed to: whoever cannot show one when challenged is fined. Kept before the
 * commitment is published, forgotten when nobody can ask for it any more.
 */
export interface BidStore {
  /**
   * Returns once the bid is safe: only then may its commitment be published.
   *
   * @throws {@link WalrasError} `bid-store/full`: better no bid than one that cannot be shown later.
   */
  remember(kept: KeptBid): Promise<void>
  find(bidHash: Hex): Promise<Bid | undefined>
  /** Bids that can still be revealed to their auction: after a restart, those that may not have been. */
  unrevealed(): Promise<KeptBid[]>
  /** Until when the last of the bids can be demanded; undefined when none can. */
  keepsUntilMs(): number | undefined
  close(): Promise<void>
}
