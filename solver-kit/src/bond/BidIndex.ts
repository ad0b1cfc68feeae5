import { WalrasError } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { KeptBid } from './BidStore.ts'

export interface BidEntry<V> extends Omit<KeptBid, 'bid'> {
  value: V
  bytes: number
}

/** What both stores have in common: entries by bid hash that expire, and a bound on their bytes. */
export class BidIndex<V> {
  readonly #entries = new Map<Hex, BidEntry<V>>()
  readonly #maxBytes: number
  readonly #nowMs: () => number
  #bytes = 0

  constructor(maxBytes: number, nowMs: () => number) {
    this.#maxBytes = maxBytes
    this.#nowMs = nowMs
  }

  /** Of all that has not expired. */
  get bytes(): number {
    return this.#bytes
  }

  /** @throws {@link WalrasError} `bid-store/full`. Nothing is dropped before its time to make room: it could be asked for. */
  checkRoom(bytes: number): void {
    this.expire()
    if (this.#bytes + bytes <= this.#maxBytes) return
    throw new WalrasError({
      code: 'bid-store/full',
      message: `No bid: ${this.#entries.size} bids that can still be challenged fill the ${this.#maxBytes} bytes kept for them, and a bid that is not kept could cost the bond. Use --state-dir, bid smaller or more rarely.`,
      facts: { kept: this.#entries.size, bytes: this.#bytes, maxBytes: this.#maxBytes },
    })
  }

  set(bidHash: Hex, entry: BidEntry<V>): void {
    this.#delete(bidHash)
    this.#entries.set(bidHash, entry)
    this.#bytes += entry.bytes
  }

  get(bidHash: Hex): V | undefined {
    const entry = this.#entries.get(bidHash)
    return entry && entry.keepUntilMs > this.#nowMs() ? entry.value : undefined
  }

  entries(): [Hex, BidEntry<V>][] {
    this.expire()
    return [...this.#entries]
  }

  unrevealed(): BidEntry<V>[] {
    const now = this.#nowMs()
    return [...this.#entries.values()].filter(({ revealByMs }) => revealByMs > now)
  }

  keepsUntilMs(): number | undefined {
    this.expire()
    let last: number | undefined
    for (const { keepUntilMs } of this.#entries.values()) last = Math.max(last ?? 0, keepUntilMs)
    return last
  }

  expire(): void {
    const now = this.#nowMs()
    for (const [bidHash, { keepUntilMs }] of this.#entries) if (keepUntilMs <= now) this.#delete(bidHash)
  }

  #delete(bidHash: Hex): void {
    this.#bytes -= this.#entries.get(bidHash)?.bytes ?? 0
    this.#entries.delete(bidHash)
  }
}
