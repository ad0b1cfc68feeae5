import { encodeAbiParameters, type Hex, keccak256 } from 'viem'
import type { PoolTerms, Product } from './Pool.ts'

const poolTermsParameter = {
  type: 'tuple',
  components: [
    { name: 'operator', type: 'address' },
    { name: 'gpuClass', type: 'bytes32' },
    { name: 'region', type: 'bytes32' },
    { name: 'tier', type: 'uint8' },
    { name: 'token', type: 'address' },
    {
      name: 'ladder',
      type: 'tuple[]',
      components: [
        { name: 'tickLower', type: 'int24' },
        { name: 'tickUpper', type: 'int24' },
        { name: 'liquidityPerGpu', type: 'uint128' },
      ],
    },
  ],
} as const

/** A pool is named by its terms: keccak256(abi.encode(terms)). */
export function poolId(terms: PoolTerms): Hex {
  return keccak256(encodeAbiParameters([poolTermsParameter], [terms]))
}

/** A product is named by what buyers can tell apart: keccak256(abi.encode(gpuClass, region, tier, slot)). */
export function productId({ gpuClass, region, tier, slot }: Product): Hex {
  return keccak256(
    encodeAbiParameters(
      [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'uint8' }, { type: 'uint64' }],
      [gpuClass, region, tier, slot],
    ),
  )
}
