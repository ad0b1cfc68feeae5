import { LRUCache } from 'lru-cache'
import { networkLimits, topicLimits } from './networkLimits.ts'
import { TokenBucket } from './TokenBucket.ts'
import type { TopicKind } from './topics.ts'

type Allowance = TopicKind | 'signatures' | 'mismatches' | 'requests'

const rates: Readonly<Record<Allowance, { perSecond: number; burst: number }>> = {
  ...topicLimits,
  signatures: { perSecond: networkLimits.signaturesPerSecond, burst: networkLimits.signatureBurst },
  mismatches: { perSecond: networkLimits.mismatchesPerSecond, burst: networkLimits.mismatchBurst },
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

  /** Takes one of the peer's allowance, or says that there is none left. */
  take(peer: string, allowance: Allowance): boolean {
    const taken = this.#bucket(peer, allowance).take(this.#nowMs())
    if (!taken) this.#use(peer).excess += 1
    return taken
  }

  /** Whether {@link take} would succeed. */
  has(peer: string, allowance: Allowance): boolean {
    return this.#bucket(peer, allowance).has(this.#nowMs())
  }

  /** Whether the peer has gone so far beyond its rates that it should be sent away. */
  isFlooding(peer: string): boolean {
    return this.#use(peer).excess > networkLimits.floodMessages
  }

  #bucket(peer: string, allowance: Allowance): TokenBucket {
    const { buckets } = this.#use(peer)
    const { perSecond, burst } = rates[allowance]
    buckets[allowance] ??= new TokenBucket(perSecond, burst, this.#nowMs())
    return buckets[allowance]
  }

  #use(peer: string): PeerUse {
    const known = this.#peers.get(peer)
    if (known) return known
    const use: PeerUse = { buckets: {}, excess: 0 }
    this.#peers.set(peer, use)
    return use
  }
}
