import { secp256k1 } from '@noble/curves/secp256k1.js'
import { type Address, bytesToHex, type Hex, hexToBytes } from 'viem'
import { publicKeyToAddress } from 'viem/utils'

/** r ‖ s with the recovery bit, from the 65-byte form (v = 27, 28) or the 64-byte form of EIP-2098. */
function split(signature: Uint8Array): { compact: Uint8Array; recovery: number } | undefined {
  if (signature.length === 65) {
    const recovery = (signature[64] as number) - 27
    return recovery === 0 || recovery === 1 ? { compact: signature.subarray(0, 64), recovery } : undefined
  }
  if (signature.length !== 64) return undefined
  const compact = signature.slice()
  const recovery = (compact[32] as number) >> 7
  compact[32] = (compact[32] as number) & 0x7f
  return { compact, recovery }
}

/**
 * Who made this ECDSA signature, exactly as Permit2's `ecrecover` sees it: 65 bytes with v 27 or 28, or 64 bytes; high-s
 * accepted, since Permit2 accepts it. Undefined when nobody did.
 */
export function recoverSigner(digest: Hex, signature: Hex): Address | undefined {
  const parts = split(hexToBytes(signature))
  if (!parts) return undefined
  try {
    const publicKey = secp256k1.Signature.fromBytes(parts.compact, 'compact')
      .addRecoveryBit(parts.recovery)
      .recoverPublicKey(hexToBytes(digest))
    return publicKeyToAddress(bytesToHex(publicKey.toBytes(false)))
  } catch {
    return undefined
  }
}
