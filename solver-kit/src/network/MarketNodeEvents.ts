import type {
  Bid,
  Fact,
  SettlementReport,
  SignedAuction,
  SignedBidCommitment,
  SignedIntent,
  SignedOutcome,
} from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { TopicKind } from './topics.ts'

/** Where an admitted message came from. */
export interface MessageMeta {
  /** Intent id, auction hash, bid hash (of bids and commitments), outcome hash, or batch hash (of settlements). */
  id: Hex
  /** sha256(topic ‖ bytes)[0..20]. */
  messageId: Hex
  /** The peer that handed it to us, which need not be its author. */
  from: string
  via: 'gossip' | 'fetch'
  receivedAtMs: number
}

/** A message that was not admitted. */
export interface Refusal {
  topic: TopicKind
  /** Stable: `intent/bad-signature`, `wire/malformed`, `queue/overflow`… */
  code: string
  message: string
  facts: Readonly<Record<string, Fact>>
  /** What it costs the peer: `reject` lowers its score. */
  action: 'ignore' | 'reject'
  from: string
  messageId: Hex
  /** Where it was an intent that could be read. */
  intentId?: Hex
}

/**
 * What a market node tells its listeners: admitted messages of *others*, each once, whether by gossip or by fetch. What
 * this node publishes itself is not echoed.
 */
export interface MarketNodeEvents {
  intent: [signed: SignedIntent, meta: MessageMeta]
  auction: [signed: SignedAuction, meta: MessageMeta]
  commitment: [signed: SignedBidCommitment, meta: MessageMeta]
  bid: [bid: Bid, meta: MessageMeta]
  outcome: [signed: SignedOutcome, meta: MessageMeta]
  settlement: [report: SettlementReport, meta: MessageMeta]
  refused: [refusal: Refusal]
}
