import { encodeAbiParameters, getAbiItem, type Hex, keccak256 } from 'viem'
import { settlementAbi } from '../abi/settlementAbi.ts'
import { slugId } from '../catalogue/slug.ts'
import type { SignedIntent } from '../intent/ComputeIntent.ts'
import type { Batch } from './Batch.ts'

/** The contract's own words for a batch. */
const [batchParameter] = getAbiItem({ abi: settlementAbi, name: 'settle' }).inputs

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
