import type { Address, Hex } from 'viem'
import type { SignedIntent } from '../intent/ComputeIntent.ts'
import type { ProductTerms } from './Bid.ts'

/** A product of a batch and the solver that priced it (index into `Batch.solvers`). */
export interface BatchProduct extends ProductTerms {
  solver: number
}

/** Units of one pool in one slot, bought once for the whole batch. */
export interface Purchase {
  poolId: Hex
  /** Index into `Batch.products`. */
  product: number
}

export interface BatchFill {
  /** Index into `Batch.purchases`. */
  purchase: number
  /** Index into the intent's `hardware`. */
  hardware: number
  units: bigint
}

export interface BatchOrder {
  signed: SignedIntent
  /** Ascending by purchase. */
  fills: readonly BatchFill[]
}

/** What settles: the winning solutions in the contract's shape. One auction settles at most one batch, atomically. */
export interface Batch {
  auctionHash: Hex
  expiryBlock: bigint
  solvers: readonly Address[]
  /** Ascending by product id, so that none appears twice. */
  products: readonly BatchProduct[]
  /** Ascending by (poolId, slot), so that none appears twice. */
  purchases: readonly Purchase[]
  /** Ascending by intent id. */
  orders: readonly BatchOrder[]
}
