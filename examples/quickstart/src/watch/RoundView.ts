import type { BidStatus } from '@walras/intents-schema'
import type { Hex } from 'viem'

/** How one solver's bid fared. Score in token base units. */
export interface BidView {
  solver: string
  status: BidStatus
  score: bigint
  code: string
}

/** One round as somebody on the network sees it. */
export interface RoundView {
  round: bigint
  auctionHash: Hex
  /** Intents up for auction. */
  intents: number
  bids: readonly BidView[]
  /** Winning total, in token base units. */
  total: bigint
  /** How far the winners are from the best there is at most: basis points. None when no bid proves anything. */
  certifiedGapBps?: number
  /** Why intents were not served: how many for each reason, the most frequent first. */
  unserved: Readonly<Record<string, number>>
  settlement?: {
    transactionHash: Hex
    served: number
    surplus: bigint
    gasUsed: bigint
    /** From the auction's announcement to the batch being on chain. */
    latencyMs: number
  }
  /** Why nothing settled. */
  reason?: string
}
