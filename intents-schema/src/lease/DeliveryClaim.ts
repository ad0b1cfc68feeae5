import { type Address, type Hex, hashStruct } from 'viem'

/** What an operator claims to have delivered. The escrow makes it from the lease and the operator's delivery. */
export interface DeliveryClaim {
  intentId: Hex
  leaseId: Hex
  operator: Address
  /** keccak256 of the job's content address. */
  workload: Hex
  inputRoot: Hex
  outputRoot: Hex
  /** GPU-seconds from `start` to `end`. */
  units: bigint
  /** Unix seconds. */
  start: bigint
  end: bigint
}

/** EIP-712 type of {@link DeliveryClaim}. */
export const deliveryClaimTypes = {
  DeliveryClaim: [
    { name: 'intentId', type: 'bytes32' },
    { name: 'leaseId', type: 'bytes32' },
    { name: 'operator', type: 'address' },
    { name: 'workload', type: 'bytes32' },
    { name: 'inputRoot', type: 'bytes32' },
    { name: 'outputRoot', type: 'bytes32' },
    { name: 'units', type: 'uint256' },
    { name: 'start', type: 'uint256' },
    { name: 'end', type: 'uint256' },
  ],
} as const

/** The EIP-712 struct hash of a claim: what attestors, enclaves and proofs speak of. The twin of `ClaimHash.hash`. */
export function claimHash(claim: DeliveryClaim): Hex {
  return hashStruct({ data: claim, types: deliveryClaimTypes, primaryType: 'DeliveryClaim' })
}
