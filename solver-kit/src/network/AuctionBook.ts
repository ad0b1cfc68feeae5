import type { SignedAuction, SignedAward, SignedBidCommitment, SignedOutcome } from '@walras/intents-schema'
import { LRUCache } from 'lru-cache'
import type { Address, Hex } from 'viem'
import { networkLimits } from './networkLimits.ts'

/** What a node has admitted of one auction. Solvers are keyed by their checksummed address. */
export interface AuctionRecord {
  hash: Hex
  signed?: SignedAuction
  commitments: Map<Address, SignedBidCommitment>
  /** Solvers whose bid has been revealed. */
  revealed: Set<Address>
  /** By outcome hash. */
  outcomes: Map<Hex, SignedOutcome>
  awards: Map<Hex, SignedAward>
  /** `<batchHash>/<status>` of reports already passed on. */
  reports: Set<string>
}

/** The last 64 auctions, enough to tie commitments to auctions and bids to commitments. */
export class AuctionBook {
  readonly #records = new LRUCache<Hex, AuctionRecord>({ max: networkLimits.auctions })
  readonly #waiting = new Map<string, Set<() => void>>()
  readonly #waitersOfPeer = new Map<string, number>()

  get(hash: Hex): AuctionRecord | undefined {
    return this.#records.get(hash)
  }

  /** The record of an auction, made if need be: an outcome may come to a node that missed the auction. */
  open(hash: Hex): AuctionRecord {
    const known = this.#records.get(hash)
    if (known) return known
    const record: AuctionRecord = {
      hash,
      commitments: new Map(),
      revealed: new Set(),
      outcomes: new Map(),
      awards: new Map(),
      reports: new Set(),
    }
    this.#records.set(hash, record)
    return record
  }

  /** Says that something others may wait for has been admitted: an auction, or a solver's commitment. */
  announce(key: string): void {
    for (const wake of this.#waiting.get(key) ?? []) wake()
    this.#waiting.delete(key)
  }

  /**
   * Gossip keeps no order between topics: a commitment can be faster than its auction. Waits for {@link announce} of
   * `key`, at most a second, and not at all when the peer has others waiting.
   */
  async waitFor(key: string, peer: string): Promise<void> {
    const waiting = this.#waitersOfPeer.get(peer) ?? 0
    if (waiting >= networkLimits.waitersPerPeer) return
    this.#waitersOfPeer.set(peer, waiting + 1)
    await new Promise<void>((resolve) => {
      const waiters = this.#waiting.get(key) ?? new Set()
      const wake = () => {
        clearTimeout(timer)
        waiters.delete(wake)
        if (waiters.size === 0) this.#waiting.delete(key)
        resolve()
      }
      const timer = setTimeout(wake, networkLimits.waitForParentMs)
      timer.unref()
      this.#waiting.set(key, waiters.add(wake))
    })
    const left = (this.#waitersOfPeer.get(peer) ?? 1) - 1
    if (left === 0) this.#waitersOfPeer.delete(peer)
    else this.#waitersOfPeer.set(peer, left)
  }
}
