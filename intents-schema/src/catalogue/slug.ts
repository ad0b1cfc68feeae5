import { type Hex, keccak256, stringToBytes } from 'viem'

/** Whether a name is fit for a GPU class or region: 1 to 64 lower-case letters, digits or dashes. */
export function isSlug(text: string): boolean {
  return /^[a-z0-9-]{1,64}$/.test(text)
}

/**
 * The id of a name on chain: keccak256 of its UTF-8 bytes, which is exactly how EIP-712 encodes a string. So wallets show
 * names, calldata carries 32 bytes, and both hash to the same intent.
 *
 * @example
 * ```ts
 * slugId('h100-sxm-80gb') // '0x106a0c9d…', the bytes32 of a pool's terms
 * ```
 */
export const slugId = (slug: string): Hex => keccak256(stringToBytes(slug))
