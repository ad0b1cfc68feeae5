import { LRUCache } from 'lru-cache'
import { networkLimits, topicLimits } from './networkLimits.ts'
import { TokenBucket } from './TokenBucket.ts'
import type { TopicKind } from './topics.ts'

type Allowance = TopicKind | 'signatures' | 'requests'

const rates: Readonly<Record<Allowance, { perSecond: number; burst: number }>> = {
  ...topicLimits,
  signatures: { perSecond: networkLimits.signaturesPerSecond, burst: networkLimits.signatureBurst },
  requests: { perSecond: networkLimits.requestsPerSecond, burst: networkLimits.requestBurst },
}

interface PeerUse {
  buckets: Partial<Record<Allowance, TokenBucket>>
  excess: number
}

/** What each peer has used of its allowances. Bounded: beyond 4096 peers the longest silent one is forgotten. */
export class PeerMeter {
  readonly #peers = new LRUCache<string, PeerUse>({ max: 4096 })
  readonly #nowMs: () => number

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs
  }

  /** Whether the peer still has an allowance, and takes it. */
  take(peer: string, allowance: Allowance): boolean {
    const use = this.#use(peer)
    const nowMs = this.#nowMs()
    const { perSecond, burst } = rates[allowance]
    use.buckets[allowance] ??= new TokenBucket(perSecond, burst, nowMs)
    const taken = use.buckets[allowance].take(nowMs)
    if (!taken) use.excess += 1
    return taken
  }

  /** Whether the peer has gone so far beyond its rates that it should be sent away. */
  isFlooding(peer: string): boolean {
    return this.#use(peer).excess > networkLimits.floodMessages
  }

  #use(peer: string): PeerUse {
    const known = this.#peers.get(peer)
    if (known) return known
    const use: PeerUse = { buckets: {}, excess: 0 }
    this.#peers.set(peer, use)
    return use
  }
}
