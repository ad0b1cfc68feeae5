import { type Address, encodeAbiParameters, type Hex, hashTypedData, keccak256 } from 'viem'
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

/** The 32 bytes that the signature signs: what Permit2 itself computes on chain. */
export function permitDigest(market: Market, unsigned: UnsignedIntent): Hex {
  return hashTypedData(permitTypedData(market, unsigned))
}

/**
 * The name of an intent: keccak256(abi.encode(owner, permit2Digest)). Independent of how it was signed, so the same
 * intent with another valid signature is the same intent.
 */
export function intentId(market: Market, unsigned: UnsignedIntent): Hex {
  return keccak256(
    encodeAbiParameters([{ type: 'address' }, { type: 'bytes32' }], [unsigned.owner, permitDigest(market, unsigned)]),
  )
}

/** `Name(type field,…)` of one struct, as EIP-712 spells it. */
function encodeStruct(name: keyof typeof permitTypes): string {
  return `${name}(${permitTypes[name].map((field) => `${field.type} ${field.name}`).join(',')})`
}

/** EIP-712 `encodeType`: the primary struct, then the structs it uses in alphabetical order. */
export const computeIntentTypeString = encodeStruct('ComputeIntent') + encodeStruct('ComputeHardware')
export const computeHardwareTypeString = encodeStruct('ComputeHardware')

/** What `permitWitnessTransferFrom` takes as `witnessTypeString`: the tail of the type after Permit2's own stub. */
export const permitWitnessTypeString = `ComputeIntent witness)${encodeStruct('ComputeHardware')}${encodeStruct('ComputeIntent')}${encodeStruct('TokenPermissions')}`
