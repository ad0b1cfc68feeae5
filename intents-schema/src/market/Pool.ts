import type { Address, Hex } from 'viem'

/**
 * One range of a ladder: Uniswap v3 concentrated liquidity, ask side. Tick t is the price 1.0001^t payment-token base
 * units per GPU-second. A slot that offers n GPUs has liquidity n · `liquidityPerGpu` here.
 */
export interface LadderRange {
  tickLower: number
  tickUpper: number
  liquidityPerGpu: bigint
}

/** A pool's price curve: 1..8 ranges, ascending, not overlapping. */
export type Ladder = readonly LadderRange[]

/** What buyers may care about, apart from the time: capacity of equal terms is interchangeable. */
export interface PoolTerms {
  operator: Address
  /** keccak256 of the class slug. */
  gpuClass: Hex
  /** keccak256 of the region slug. */
  region: Hex
  /** 0 reputation, 1 optimistic, 2 TEE, 3 zero-knowledge. */
  tier: number
  token: Address
  ladder: Ladder
}

/** The inventory of a pool in one slot. `sold` is the only thing that trading changes. */
export interface PoolSlot {
  /** Slot number k: unix seconds [k·S, (k+1)·S). */
  slot: bigint
  gpus: number
  /** GPU-seconds sold so far. */
  sold: bigint
}

export interface Pool extends PoolTerms {
  id: Hex
  /** Ascending by slot; slots without an offer have `gpus: 0`. */
  slots: readonly PoolSlot[]
}

/** Goods a buyer cannot tell apart. All buyers of one product in one batch pay one price. */
export interface Product {
  gpuClass: Hex
  region: Hex
  tier: number
  slot: bigint
}
