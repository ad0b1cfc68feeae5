import { encodeAbiParameters, type Hex, hexToBytes, keccak256 } from 'viem'
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

function encodeProduct({ gpuClass, region, tier, slot }: Product): Hex {
  return encodeAbiParameters(
    [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'uint8' }, { type: 'uint64' }],
    [gpuClass, region, tier, slot],
  )
}

/** A product is named by what buyers can tell apart: keccak256(abi.encode(gpuClass, region, tier, slot)). */
export function productId(product: Product): Hex {
  return keccak256(encodeProduct(product))
}

/** {@link productId} for many slots of the same class, region and tier, which are encoded once: half the time. */
export function productIdsBySlot(line: Omit<Product, 'slot'>): (slot: bigint) => Hex {
  const encoded = hexToBytes(encodeProduct({ ...line, slot: 0n }))
  const view = new DataView(encoded.buffer, encoded.byteOffset)
  return (slot) => {
    // What is no uint64 is refused there.
    if (BigInt.asUintN(64, slot) !== slot) return productId({ ...line, slot })
    view.setBigUint64(encoded.length - 8, slot)
    return keccak256(encoded)
  }
}
