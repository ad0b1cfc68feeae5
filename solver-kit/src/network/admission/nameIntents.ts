import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { type Market, permitTypedData, permitTypes, type UnsignedIntent } from '@walras/intents-schema'
import { domainSeparator, type Hex } from 'viem'
import { compileTypedData, signedHash } from './compileTypedData.ts'

const hashPermit = compileTypedData(permitTypes, 'PermitWitnessTransferFrom')

/** What an intent is called, and what its signature signs. */
export interface IntentNames {
  id: Hex
  digest: Hex
}

/**
 * `intentId` and `permitDigest` of the schema package for one market, ten times as fast. A test holds them equal.
 *
 * @example
 * ```ts
 * const nameIntent = nameIntents(deployment)
 * const { id, digest } = nameIntent(signed)
 * ```
 */
export function nameIntents(market: Market): (intent: UnsignedIntent) => IntentNames {
  let separator: Uint8Array | undefined
  return (intent) => {
    const { domain, message } = permitTypedData(market, intent)
    separator ??= hexToBytes(domainSeparator({ domain }).slice(2))
    const digest = signedHash(separator, hashPermit(message))
    const named = new Uint8Array(64)
    named.set(hexToBytes(intent.owner.slice(2)), 12)
    named.set(digest, 32)
    return { id: `0x${bytesToHex(keccak_256(named))}`, digest: `0x${bytesToHex(digest)}` }
  }
}
