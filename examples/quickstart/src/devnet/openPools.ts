import { computePoolsAbi, type Deployment, type PoolTerms, poolId, slugId } from '@walras/intents-schema'
import { capacity } from '@walras/solver-kit'
import type { Account, Address, Hex } from 'viem'
import type { PlannedPool } from '../scenario/plannedPools.ts'
import { operator } from './accounts.ts'
import { bondCalls } from './bondCalls.ts'
import type { ChainClients } from './connect.ts'
import { sendAll } from './sendAll.ts'

export interface Offer {
  firstSlot: bigint
  slotCount: number
}

function termsOf({ token }: Deployment, operator: Address, { listPrice, tier, ladder }: PlannedPool): PoolTerms {
  return { operator, gpuClass: slugId(listPrice.gpuClass), region: slugId(listPrice.region), tier, token, ladder }
}

/** What has to be locked before the pool may offer, in token base units. */
async function bondOf(
  clients: ChainClients,
  { pools, slotSeconds }: Deployment,
  id: Hex,
  { ladder, gpus }: PlannedPool,
  { slotCount }: Offer,
): Promise<bigint> {
  const perUnit = await clients.public.readContract({
    address: pools,
    abi: computePoolsAbi,
    functionName: 'bondPerUnitOf',
    args: [id],
  })
  return perUnit * capacity({ ladder, gpus, slotSeconds }) * BigInt(slotCount)
}

/** One cloud: its pools, a tenth more of a bond than they need, and then its offers. */
async function openCloud(
  clients: ChainClients,
  deployment: Deployment,
  account: Account,
  owned: readonly PlannedPool[],
  offer: Offer,
): Promise<void> {
  const contract = { address: deployment.pools, abi: computePoolsAbi } as const
  const named = owned.map((plan) => ({ plan, id: poolId(termsOf(deployment, account.address, plan)) }))
  await sendAll(
    clients,
    account,
    owned.map(({ listPrice: { gpuClass, region }, tier, ladder }) => ({
      ...contract,
      functionName: 'createPool',
      args: [gpuClass, region, tier, deployment.token, ladder],
      gas: 1_000_000n,
    })),
  )
  const bonds = await Promise.all(named.map(({ plan, id }) => bondOf(clients, deployment, id, plan, offer)))
  const needed = bonds.reduce((sum, bond) => sum + bond, 0n)
  await sendAll(clients, account, [
    ...bondCalls(deployment, account.address, [{ account: account.address, amount: needed + needed / 10n }]),
    ...named.map(({ plan, id }) => ({
      ...contract,
      functionName: 'offer',
      args: [id, offer.firstSlot, offer.slotCount, plan.gpus],
      gas: 3_000_000n,
    })),
  ])
}

/**
 * Opens the pools and offers their GPUs in every slot of the horizon, each cloud from its own account and behind its own
 * bond.
 */
export async function openPools(
  clients: ChainClients,
  deployment: Deployment,
  plans: readonly PlannedPool[],
  offer: Offer,
): Promise<void> {
  const clouds = [...Map.groupBy(plans, ({ listPrice }) => listPrice.provider).values()]
  await Promise.all(clouds.map((owned, index) => openCloud(clients, deployment, operator(index), owned, offer)))
}
