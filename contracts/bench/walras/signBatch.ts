import {
  awardTypedData,
  type Batch,
  batchCalldata,
  batchHash,
  intentId,
  type SignedIntent,
  settlementAbi,
  signIntent,
  slugId,
} from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { type Call, call, deployer } from '../chain.ts'
import { slotSeconds, type Walras } from './deployWalras.ts'
import { goods } from './openPools.ts'

/** A GPU for an hour. */
const units = 3600n

export interface BatchPlan {
  /** Names the auction. */
  name: string
  buyers: readonly PrivateKeyAccount[]
  /** Permit2 nonce of every buyer. */
  nonce: bigint
  poolIds: readonly Hex[]
  slot: bigint
  expiryBlock: bigint
}

/** What a buyer of one GPU for an hour signs: one GPU class, one region. */
function order(market: Walras, buyer: PrivateKeyAccount, { nonce, slot }: BatchPlan): Promise<SignedIntent> {
  return signIntent(buyer, market, {
    owner: buyer.address,
    token: market.token,
    maxPayment: 5_000_000n,
    nonce,
    validUntil: slot * slotSeconds,
    intent: {
      recipient: buyer.address,
      workload: `ipfs://job of ${buyer.address}`,
      work: units,
      minWork: units,
      hardware: [{ gpuClass: goods.gpuClass, speed: 1_000_000n }],
      regions: [goods.region],
      minTier: 1n,
      startAfter: slot * slotSeconds,
      finishBy: (slot + 1n) * slotSeconds,
      minUnits: units,
      maxPools: 1n,
      contiguous: false,
    },
  })
}

/** The call that settles one GPU hour for every buyer, the pools taking turns. */
export async function signBatch(market: Walras, plan: BatchPlan): Promise<Call> {
  const signed = await Promise.all(plan.buyers.map((buyer) => order(market, buyer, plan)))
  const ids = new Map(signed.map((intent) => [intent, intentId(market, intent)]))
  signed.sort((a, b) => ((ids.get(a) ?? '') < (ids.get(b) ?? '') ? -1 : 1))
  const batch: Batch = {
    auctionHash: slugId(plan.name),
    expiryBlock: plan.expiryBlock,
    solvers: [deployer.address],
    products: [
      {
        gpuClass: slugId(goods.gpuClass),
        region: slugId(goods.region),
        tier: goods.tier,
        slot: plan.slot,
        margin: 2_000_000n,
        maxPrice: 10n ** 10n,
        solver: 0,
      },
    ],
    purchases: plan.poolIds.map((poolId) => ({ poolId, product: 0 })),
    orders: signed.map((signed, index) => ({
      signed,
      fills: [{ purchase: index % plan.poolIds.length, hardware: 0, units }],
    })),
  }
  const award = { auctionHash: batch.auctionHash, batchHash: batchHash(batch), expiryBlock: batch.expiryBlock }
  const signature = await deployer.signTypedData(awardTypedData(market, award))
  return call(market.settlement, settlementAbi, 'settle', [batchCalldata(batch), signature])
}
