import type { Address, Hex } from 'viem'

/** The right to use the units of one fill. Its cost waits in escrow until delivery; the fields are the contract's. */
export interface Lease {
  /** The book that holds it: keccak256(abi.encode(chain id, settlement or pools, auction hash or counter)). */
  batchId: Hex
  /** Its place in the book. */
  index: bigint
  operator: Address
  /** Its first holder: who may use and release it, and who is refunded, until it is transferred. */
  recipient: Address
  poolId: Hex
  slot: bigint
  /** GPU-seconds. */
  units: bigint
  /** Token base units in escrow: what the pool asked. */
  cost: bigint
  /** What the buyer paid for it, in token base units, the solver's margin included. */
  payment: bigint
  /** keccak256 of the job's content address: what a proof of delivery must be about. */
  workload: Hex
  /** 0 for a direct purchase. */
  intentId: Hex
}
