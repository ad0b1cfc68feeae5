import { type Address, type Hex, isAddressEqual } from 'viem'
import type { Market } from '../market/Market.ts'
import type { SignedIntent } from './ComputeIntent.ts'
import { permitDigest } from './permit.ts'
import { recoverSigner } from './recoverSigner.ts'

/** What verification needs from the chain. */
export interface SignatureChain {
  /** Whether there is code at the address (an ERC-7702 account has). */
  hasCode(address: Address): Promise<boolean>
  /** ERC-1271: whether the contract at `owner` accepts the signature. */
  isValidSignature(owner: Address, digest: Hex, signature: Hex): Promise<boolean>
}

/**
 * Whether Permit2 will accept the signature, by its own rule: code at the owner means ERC-1271 and nothing else, no code
 * means ecrecover and nothing else. viem's `verifyTypedData` is more lenient, so it must not decide here.
 */
export async function verifyIntent(market: Market, signed: SignedIntent, chain: SignatureChain): Promise<boolean> {
  const digest = permitDigest(market, signed)
  if (await chain.hasCode(signed.owner)) return chain.isValidSignature(signed.owner, digest, signed.signature)
  const signer = recoverSigner(digest, signed.signature)
  return signer !== undefined && isAddressEqual(signer, signed.owner)
}
