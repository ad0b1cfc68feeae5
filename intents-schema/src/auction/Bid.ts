import type { Address, Hex } from 'viem'
import type { Product } from '../market/Pool.ts'

/** `units` GPU-seconds of one pool in one slot for one intent. Indices keep bids small and are bound by the auction. */
export interface Fill {
  /** Index into `auction.intentIds`. */
  intent: number
  /** Index into `snapshot.pools`. */
  pool: number
  slot: bigint
  /** Index into the intent's `hardware`: the option this pool's class is. */
  hardware: number
  units: bigint
}

/** A solver's terms for one product. Prices and margins are in millionths of a token base unit per GPU-second. */
export interface ProductTerms extends Product {
  /** What the solver adds to the average cost. */
  margin: bigint
  /** The batch reverts if the product would cost buyers more than this: the guard against drift. */
  maxPrice: bigint
}

/**
 * A proposed set of fills. Canonical form (see solver-kit's `canonicalSolution`): fills ascend by (intent, pool, slot)
 * without duplicates; `products` holds exactly the products of the fills, ascending by product id.
 */
export interface Solution {
  fills: readonly Fill[]
  products: readonly ProductTerms[]
}

/**
 * Prices that prove how good a solution of an auction can be at all: solver-kit's `surplusBound` makes a number of them.
 * Anyone can check it, without a solver. It speaks of the auction, not of one solution.
 */
export interface Certificate {
  /**
   * By product of the snapshot: product `line · slotCount + slot`, lines in the order of their first pools. Millionths of
   * a base unit per GPU-second, below 2^53. Below a product's first price, and left off at the end, it stands for that.
   */
  prices: readonly bigint[]
  /** What a unit of gas is reckoned at, millionths of a base unit, below 2^53; 0 where gas does not bind. */
  gasPrice: bigint
}

/** Up to 3 alternative solutions from one solver for one auction; at most one of them wins. */
export interface Bid {
  auctionHash: Hex
  solver: Address
  solutions: readonly Solution[]
  /** One for the whole bid: it bounds every solution of the auction, also other solvers'. */
  certificate?: Certificate
  /** 32 random bytes, so that the commitment hides the bid. */
  salt: Hex
}
