import { wireLimits } from '@walras/intents-schema'
import type { TopicKind } from './topics.ts'

/** What one topic may cost us. */
export interface TopicLimits {
  /** Largest message; larger ones are refused before anything looks at them. */
  messageBytes: number
  /** Messages waiting for admission. When full, the peer with most of them loses its oldest. */
  queueEntries: number
  /** Bytes waiting for admission. */
  queueBytes: number
  /** Messages in admission at once: enough to fill the signature workers and one funds batch. */
  concurrency: number
  /** How long a message may wait for admission and still be of use. */
  staleAfterMs: number
  /** Messages per second that one peer may hand us, and how many it may save up. An honest relay carries everybody's. */
  perSecond: number
  burst: number
}

const mebibyte = 1024 * 1024

export const topicLimits: Readonly<Record<TopicKind, TopicLimits>> = {
  intents: {
    messageBytes: wireLimits.intentBytes,
    queueEntries: 8192,
    queueBytes: 16 * mebibyte,
    concurrency: 256,
    staleAfterMs: 20_000,
    perSecond: 2000,
    burst: 16_384,
  },
  // One every few seconds, from one sender.
  auctions: {
    messageBytes: wireLimits.frameBytes,
    queueEntries: 64,
    queueBytes: 8 * mebibyte,
    concurrency: 4,
    staleAfterMs: 4000,
    perSecond: 20,
    burst: 64,
  },
  // At most 256 per auction are admitted; four auctions' worth may wait.
  commitments: {
    messageBytes: 1024,
    queueEntries: 1024,
    queueBytes: mebibyte,
    concurrency: 64,
    staleAfterMs: 4000,
    perSecond: 512,
    burst: 2048,
  },
  bids: {
    messageBytes: wireLimits.bidBytes,
    queueEntries: 512,
    queueBytes: 32 * mebibyte,
    concurrency: 32,
    staleAfterMs: 4000,
    perSecond: 64,
    burst: 512,
  },
  outcomes: {
    messageBytes: wireLimits.frameBytes,
    queueEntries: 128,
    queueBytes: 8 * mebibyte,
    concurrency: 8,
    staleAfterMs: 20_000,
    perSecond: 40,
    burst: 128,
  },
}

export const networkLimits = {
  /** Signatures per second that one peer can make us recover: half of one core at about 800/s. */
  signaturesPerSecond: 400,
  signatureBurst: 8192,
  /** Gossipsub forwards a message only while it remembers it, so it remembers for as long as any queue keeps one. */
  gossipMemoryMs: 20_000,
  /** About 4 KiB each in memory. When full the oldest leaves; `fetch` brings it back if an auction names it. */
  bookIntents: 20_000,
  /** Live intents of one owner: a single funded account must not fill the book with copies of one wallet. */
  intentsPerOwner: 1024,
  /** Ids of intents that have settled, kept so that their late copies are not taken for live ones. */
  settledIds: 100_000,
  /** Auctions whose commitments and bids are still admitted. */
  auctions: 64,
  /** Outcomes of one auction: fail-over makes a new one each time. */
  outcomesPerAuction: 16,
  /** Reports about one batch: the transaction may be sent again, and a few may lie. */
  reportsPerBatch: 16,
  /**
   * Large bids per second that one peer may send without their opening a commitment: hashing one takes 200 ms of a
   * worker. What honest peers relay does open one.
   */
  mismatchesPerSecond: 1,
  mismatchBurst: 8,
  /** How long a commitment waits for its auction, or a bid for its commitment, that travels by another way. */
  waitForParentMs: 1000,
  /** How many may wait: of one peer, so that it cannot hold everybody's places. */
  waitersPerPeer: 8,
  /** Receipts remembered. */
  receipts: 16_384,
  /** How long a receipt request may wait for messages that are still on their way. */
  receiptWaitMs: 2000,
  /** Stream requests (fetch, receipt) per second and peer; 64 in a burst bring 16,384 intents to a node that was away. */
  requestsPerSecond: 20,
  requestBurst: 64,
  /** A peer gets this long to answer one stream request. */
  streamTimeoutMs: 5000,
  /** Messages beyond its rate after which a peer is disconnected: by then it is a flood. */
  floodMessages: 20_000,
  /** How long a flooding peer stays out. */
  floodBanMs: 60_000,
} as const
