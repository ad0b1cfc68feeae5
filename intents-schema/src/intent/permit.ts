import { type Address, bytesToHex, type Hex, hexToBytes, keccak256 } from 'viem'
import { compileTypedData, encodeType, signedHash } from '../eip712/compileTypedData.ts'
import type { Market } from '../market/Market.ts'
import { computeIntentTypes, type UnsignedIntent } from './ComputeIntent.ts'

/** Permit2's canonical address, the same on every chain. */
export const permit2Address: Address = '0x000000000022D473030F116dDEE9F6B43aC78BA3'

/** The typed-data types of the message an owner signs: Permit2's witness transfer, with the intent as its witness. */
export const permitTypes = {
  PermitWitnessTransferFrom: [
    { name: 'permitted', type: 'TokenPermissions' },
    { name: 'spender', type: 'address' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
    { name: 'witness', type: 'ComputeIntent' },
  ],
  TokenPermissions: [
    { name: 'token', type: 'address' },
    { name: 'amount', type: 'uint256' },
  ],
  ...computeIntentTypes,
} as const

/**
 * The EIP-712 message an owner signs, in the form every wallet client takes.
 *
 * @example
 * ```ts
 * const signature = await wallet.signTypedData({ account, ...permitTypedData(market, unsigned) })
 * ```
 */
export function permitTypedData(market: Market, unsigned: UnsignedIntent) {
  return {
    domain: { name: 'Permit2', chainId: market.chainId, verifyingContract: permit2Address },
    types: permitTypes,
    primaryType: 'PermitWitnessTransferFrom',
    message: {
      permitted: { token: unsigned.token, amount: unsigned.maxPayment },
      spender: market.settlement,
      nonce: unsigned.nonce,
      deadline: unsigned.validUntil,
      witness: unsigned.intent,
    },
  } as const
}

const hashPermit = compileTypedData(permitTypes, 'PermitWitnessTransferFrom')
const hashDomain = compileTypedData(
  {
    EIP712Domain: [
      { name: 'name', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
    ],
  },
  'EIP712Domain',
)

function digestBytes(market: Market, unsigned: UnsignedIntent): Uint8Array {
  const { domain, message } = permitTypedData(market, unsigned)
  return signedHash(hashDomain({ ...domain, chainId: BigInt(domain.chainId) }), hashPermit(message))
}

/** The 32 bytes that the signature signs: what Permit2 itself computes on chain. */
export function permitDigest(market: Market, unsigned: UnsignedIntent): Hex {
  return bytesToHex(digestBytes(market, unsigned))
}

/** What an intent is called, and what its signature signs. */
export interface IntentNames {
  id: Hex
  digest: Hex
}

/** {@link intentId} and {@link permitDigest} at once, hashing the terms only once. */
export function nameIntent(market: Market, unsigned: UnsignedIntent): IntentNames {
  const digest = digestBytes(market, unsigned)
  const named = new Uint8Array(64)
  named.set(hexToBytes(unsigned.owner), 12)
  named.set(digest, 32)
  return { id: keccak256(named), digest: bytesToHex(digest) }
}

/**
 * The name of an intent: keccak256(abi.encode(owner, permit2Digest)). Independent of how it was signed, so the same
 * intent with another valid signature is the same intent.
 */
export function intentId(market: Market, unsigned: UnsignedIntent): Hex {
  return nameIntent(market, unsigned).id
}

/** EIP-712 `encodeType` of the witness: the intent's own struct, then the structs it uses in alphabetical order. */
export const computeIntentTypeString = encodeType(permitTypes, 'ComputeIntent')
export const computeHardwareTypeString = encodeType(permitTypes, 'ComputeHardware')

/** What `permitWitnessTransferFrom` takes as `witnessTypeString`: the tail of the type after Permit2's own stub. */
export const permitWitnessTypeString = `ComputeIntent witness)${computeHardwareTypeString}${encodeType({ ComputeIntent: permitTypes.ComputeIntent }, 'ComputeIntent')}${encodeType(permitTypes, 'TokenPermissions')}`
