import type { Abi, Address, Hex } from 'viem'

/** Contracts as a profile calls them, by address in lower case. */
export type Names = ReadonlyMap<string, { name: string; abi: Abi }>

/**
 * A protocol under test. Round 0 is its traders' first trade; round n + 1 is ready when round n has settled with the same
 * number of traders.
 */
export interface Venue {
  /** Who may settle. */
  sender: Address
  contract: Address
  names: Names
  /** Calldata that settles one order of each of the first `count` traders. */
  settlement(count: number, round: number): Promise<Hex>
}
