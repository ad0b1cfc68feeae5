import type { TypedDataToPrimitiveTypes } from 'abitype'
import type { Address, Hex } from 'viem'

/**
 * The one definition of an intent. TypeScript types, EIP-712 typed data, the Permit2 witness string, the Solidity type
 * hashes (`pnpm --filter @walras/intents-schema generate`) and the golden vectors all come from here.
 *
 * Only address, bytes32, uint256, string and bool: some wallets refuse other types.
 */
export const computeIntentTypes = {
  ComputeHardware: [
    { name: 'gpuClass', type: 'string' },
    { name: 'speed', type: 'uint256' },
  ],
  ComputeIntent: [
    { name: 'recipient', type: 'address' },
    { name: 'workload', type: 'string' },
    { name: 'work', type: 'uint256' },
    { name: 'minWork', type: 'uint256' },
    { name: 'hardware', type: 'ComputeHardware[]' },
    { name: 'regions', type: 'string[]' },
    { name: 'minTier', type: 'uint256' },
    { name: 'startAfter', type: 'uint256' },
    { name: 'finishBy', type: 'uint256' },
    { name: 'minUnits', type: 'uint256' },
    { name: 'maxPools', type: 'uint256' },
    { name: 'contiguous', type: 'bool' },
  ],
} as const

type Primitives = TypedDataToPrimitiveTypes<typeof computeIntentTypes>

/** An acceptable GPU class and how much work one GPU-second of it does, in millionths of an H100-SXM-second. */
export type ComputeHardware = Primitives['ComputeHardware']

/**
 * What a buyer wants. `work` and `minWork` in H100-SXM-seconds, times in unix seconds, `minUnits` in GPU-seconds.
 * Build one with {@link buildIntent}, which fills in defaults, validates and explains.
 */
export type ComputeIntent = Primitives['ComputeIntent']

/** A compute intent with the money that may be pulled for it: everything the owner signs. */
export interface UnsignedIntent {
  intent: ComputeIntent
  /** Who pays and signs. An EOA, an ERC-1271 wallet or an ERC-7702 account. */
  owner: Address
  /** Payment token. Must be the market's. */
  token: Address
  /** Most that may be pulled for the whole `work`, in token base units: Permit2's `permitted.amount`. */
  maxPayment: bigint
  /** Permit2 unordered nonce. Random; used once. */
  nonce: bigint
  /** Until when the signature is good, unix seconds: Permit2's `deadline`. */
  validUntil: bigint
}

export interface SignedIntent extends UnsignedIntent {
  /** 65 bytes, 64 bytes (EIP-2098), or whatever the owner's ERC-1271 contract accepts. */
  signature: Hex
}
