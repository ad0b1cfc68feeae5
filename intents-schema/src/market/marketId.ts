import { encodeAbiParameters, type Hex, keccak256, slice } from 'viem'
import type { Market } from './Market.ts'

/** The 8-byte id that prefixes a market's topics and stream protocols: it keeps two markets' traffic apart. */
export function marketId({ chainId, settlement }: Market): Hex {
  return slice(
    keccak256(encodeAbiParameters([{ type: 'uint256' }, { type: 'address' }], [BigInt(chainId), settlement])),
    0,
    8,
  )
}
