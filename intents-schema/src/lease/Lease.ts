import type { Address, Hex } from 'viem'

/** The right to use the units of one fill. Its cost waits in escrow until delivery; the fields are the contract's. */
export interface Lease {
  /** The book that holds it: keccak256(abi.encode(settlement or pools, auction hash or counter)). */
  batchId: Hex
  /** Its place in the book. */
  index: bigint
  operator: Address
  /** Holder: who may use it, and who is refunded. */
  recipient: Address
  poolId: Hex
  slot: bigint
  /** GPU-seconds. */
  units: bigint
  /** Token base units in escrow. */
  cost: bigint
  /** 0 for a direct purchase. */
  intentId: Hex
}
