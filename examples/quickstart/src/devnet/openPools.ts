import { computePoolsAbi, type Deployment, poolId, slugId } from '@walras/intents-schema'
import type { Account } from 'viem'
import type { PlannedPool } from '../scenario/plannedPools.ts'
import { operator } from './accounts.ts'
import type { ChainClients } from './connect.ts'
import { type Call, sendAll } from './sendAll.ts'

export interface Offer {
  firstSlot: bigint
  slotCount: number
}

function openPool({ pools, token }: Deployment, account: Account, plan: PlannedPool, offer: Offer): Call[] {
  const { gpuClass, region } = plan.listPrice
  const { tier, ladder, gpus } = plan
  const terms = { operator: account.address, gpuClass: slugId(gpuClass), region: slugId(region), tier, token, ladder }
  const contract = { address: pools, abi: computePoolsAbi } as const
  return [
    { ...contract, functionName: 'createPool', args: [gpuClass, region, tier, token, ladder], gas: 1_000_000n },
    {
      ...contract,
      functionName: 'offer',
      args: [poolId(terms), offer.firstSlot, offer.slotCount, gpus],
      gas: 3_000_000n,
    },
  ]
}

/** Opens the pools and offers their GPUs in every slot of the horizon, each cloud from its own account. */
export async function openPools(
  clients: ChainClients,
  deployment: Deployment,
  plans: readonly PlannedPool[],
  offer: Offer,
): Promise<void> {
  const clouds = [...Map.groupBy(plans, ({ listPrice }) => listPrice.provider).values()]
  await Promise.all(
    clouds.map((owned, index) => {
      const account = operator(index)
      return sendAll(
        clients,
        account,
        owned.flatMap((plan) => openPool(deployment, account, plan, offer)),
      )
    }),
  )
}
