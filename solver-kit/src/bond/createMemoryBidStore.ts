import { bidHash, decodeBid, encodeBid } from '@walras/intents-schema'
import { BidIndex } from './BidIndex.ts'
import type { BidStore } from './BidStore.ts'

export interface MemoryBidStoreOptions {
  /** Default 256 MiB: a day of usual bids. */
  maxBytes?: number
  nowMs?: () => number
}

/** Keeps bids as long as the process lives: a crash loses them. Encoded as on the wire, which is small. */
export function createMemoryBidStore({
  maxBytes = 256 * 2 ** 20,
  nowMs = Date.now,
}: MemoryBidStoreOptions = {}): BidStore {
  const index = new BidIndex<Uint8Array>(maxBytes, nowMs)
  return {
    async remember({ bid, ...times }) {
      const value = encodeBid(bid)
      index.checkRoom(value.length)
      index.set(bidHash(bid), { ...times, value, bytes: value.length })
    },
    async find(hash) {
      const encoded = index.get(hash)
      return encoded && decodeBid(encoded)
    },
    unrevealed: async () =>
      index.unrevealed().map(({ value, commitByMs, revealByMs, keepUntilMs }) => ({
        bid: decodeBid(value),
        commitByMs,
        revealByMs,
        keepUntilMs,
      })),
    keepsUntilMs: () => index.keepsUntilMs(),
    close: async () => {},
  }
}
