import type { EventEmitter } from 'node:events'
import type { Deployment } from '@walras/intents-schema'
import type { Logger } from 'pino'
import type { Address, Hex } from 'viem'
import type { RoundState } from './round/RoundState.ts'
import type { Store } from './store/openStore.ts'

export interface AuctioneerParameters {
  /** JSON-RPC URL of the chain. */
  rpc: string
  settlement: Address
  lens: Address
  /** Signs auctions, outcomes and awards, and pays the gas of settlements. */
  privateKey: Hex
  /** Multiaddrs to listen on. Default: a free TCP port of the loopback interface. */
  listen?: readonly string[]
  /** Multiaddrs of other nodes to stay connected to. */
  bootstrap?: readonly string[]
  /** Where intents and rounds are kept. Default: in memory, lost at the end. */
  dataDir?: string
  logger: Logger
  /** Time from the cut for commitments, in milliseconds. Default 1000. */
  commitMs?: number
  /** Time after that for bids, in milliseconds. Default 500. */
  revealMs?: number
  /** Least time between two cuts, in milliseconds. Default 1000. */
  intervalMs?: number
  /** Longest wait before an auction without a winner is tried again, in milliseconds. Default 10,000. */
  idleMs?: number
  /** Blocks an award stays good, at most 1000. Default 12. */
  settleBlocks?: number
  /** Slots that start within this many seconds after the cut are not traded. Default 30. */
  settleSeconds?: number
  /**
   * Most intents in one auction, at most 7168. Default 1000; who has been in the fewest auctions goes first, then
   * the oldest.
   */
  maxIntents?: number
  /** How often the chain is asked for news, in milliseconds. Default 500. */
  pollMs?: number
}

export interface AuctioneerEvents {
  /** A round entered a phase, or took in a message. */
  round: [state: RoundState]
  /** Why there is no round now. */
  idle: [reason: string]
}

/** A running auctioneer. */
export interface Auctioneer {
  deployment: Deployment
  events: EventEmitter<AuctioneerEvents>
  peerId: string
  /** Where others can dial it: their `bootstrap`. */
  multiaddrs: string[]
  store: Store
  /** Counts of the network since the start, by name. */
  counters(): Record<string, number>
  /** Rejects if the rounds end by anything but {@link Auctioneer.stop}. */
  ended: Promise<void>
  /** Gives a settlement under way `graceMs` (default 5000) to end, then leaves the network and closes the store. */
  stop(options?: { graceMs?: number }): Promise<void>
}
