import { type Hex, keccak256, stringToBytes } from 'viem'
import { encodeAbiParameters } from 'viem'
import type { SignedIntent } from '../intent/ComputeIntent.ts'
import type { Batch } from './Batch.ts'

const batchParameter = {
  type: 'tuple',
  components: [
    { name: 'auctionHash', type: 'bytes32' },
    { name: 'expiryBlock', type: 'uint256' },
    { name: 'solvers', type: 'address[]' },
    {
      name: 'products',
      type: 'tuple[]',
      components: [
        { name: 'gpuClass', type: 'bytes32' },
        { name: 'region', type: 'bytes32' },
        { name: 'tier', type: 'uint8' },
        { name: 'slot', type: 'uint64' },
        { name: 'margin', type: 'uint256' },
        { name: 'maxPrice', type: 'uint256' },
        { name: 'solver', type: 'uint256' },
      ],
    },
    {
      name: 'purchases',
      type: 'tuple[]',
      components: [
        { name: 'poolId', type: 'bytes32' },
        { name: 'product', type: 'uint256' },
      ],
    },
    {
      name: 'orders',
      type: 'tuple[]',
      components: [
        { name: 'owner', type: 'address' },
        { name: 'maxPayment', type: 'uint256' },
        { name: 'nonce', type: 'uint256' },
        { name: 'validUntil', type: 'uint256' },
        {
          name: 'intent',
          type: 'tuple',
          components: [
            { name: 'recipient', type: 'address' },
            { name: 'workload', type: 'bytes32' },
            { name: 'work', type: 'uint256' },
            { name: 'minWork', type: 'uint256' },
            {
              name: 'hardware',
              type: 'tuple[]',
              components: [
                { name: 'gpuClass', type: 'bytes32' },
                { name: 'speed', type: 'uint256' },
              ],
            },
            { name: 'regions', type: 'bytes32[]' },
            { name: 'minTier', type: 'uint256' },
            { name: 'startAfter', type: 'uint256' },
            { name: 'finishBy', type: 'uint256' },
            { name: 'minUnits', type: 'uint256' },
            { name: 'maxPools', type: 'uint256' },
            { name: 'contiguous', type: 'bool' },
          ],
        },
        { name: 'signature', type: 'bytes' },
        {
          name: 'fills',
          type: 'tuple[]',
          components: [
            { name: 'purchase', type: 'uint256' },
            { name: 'hardware', type: 'uint256' },
            { name: 'units', type: 'uint256' },
          ],
        },
      ],
    },
  ],
} as const

/** The id of a slug on chain: exactly how EIP-712 encodes a string, so names cost 32 bytes of calldata. */
export const slugId = (slug: string): Hex => keccak256(stringToBytes(slug))

/** The intent as calldata carries it: names replaced by their ids. */
function intentCalldata({ intent }: SignedIntent) {
  return {
    ...intent,
    workload: slugId(intent.workload),
    hardware: intent.hardware.map(({ gpuClass, speed }) => ({ gpuClass: slugId(gpuClass), speed })),
    regions: intent.regions.map(slugId),
  }
}

/** A batch as `Settlement.settle` takes it. */
export function batchCalldata(batch: Batch) {
  return {
    ...batch,
    products: batch.products.map((product) => ({ ...product, solver: BigInt(product.solver) })),
    purchases: batch.purchases.map(({ poolId, product }) => ({ poolId, product: BigInt(product) })),
    orders: batch.orders.map(({ signed, fills }) => ({
      owner: signed.owner,
      maxPayment: signed.maxPayment,
      nonce: signed.nonce,
      validUntil: signed.validUntil,
      intent: intentCalldata(signed),
      signature: signed.signature,
      fills: fills.map(({ purchase, hardware, units }) => ({
        purchase: BigInt(purchase),
        hardware: BigInt(hardware),
        units,
      })),
    })),
  }
}

/** keccak256(abi.encode(batch)): what an award allows, byte for byte. */
export function batchHash(batch: Batch): Hex {
  return keccak256(encodeAbiParameters([batchParameter], [batchCalldata(batch)]))
}
