import { computePoolsAbi, type Deployment, poolId, slugId } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { PlannedPool } from '../scenario/plannedPools.ts'
import { operator } from './accounts.ts'
import type { ChainClients } from './connect.ts'

export interface Offer {
  firstSlot: bigint
  slotCount: number
}

/** Opens the pools and offers their GPUs in every slot of the horizon, each cloud from its own account. */
export async function openPools(
  clients: ChainClients,
  deployment: Deployment,
  plans: readonly PlannedPool[],
  { firstSlot, slotCount }: Offer,
): Promise<void> {
  const clouds = [...new Set(plans.map(({ listPrice }) => listPrice.provider))]
  const send = plans.map(async (plan) => {
    const { gpuClass, region, provider } = plan.listPrice
    const account = operator(clouds.indexOf(provider))
    const wallet = clients.wallet(account)
    const terms = { tier: plan.tier, token: deployment.token, ladder: plan.ladder }
    const id = poolId({ ...terms, operator: account.address, gpuClass: slugId(gpuClass), region: slugId(region) })
    const common = { address: deployment.pools, abi: computePoolsAbi } as const
    const opened = await wallet.writeContract({
      ...common,
      functionName: 'createPool',
      args: [gpuClass, region, plan.tier, deployment.token, plan.ladder],
      gas: 1_000_000n,
    })
    const offered = await wallet.writeContract({
      ...common,
      functionName: 'offer',
      args: [id, firstSlot, slotCount, plan.gpus],
      gas: 3_000_000n,
    })
    return [opened, offered]
  })
  await succeed(clients, (await Promise.all(send)).flat())
}

/** Waits for transactions, and fails if one of them did. */
export async function succeed({ public: client }: ChainClients, hashes: readonly Hex[]): Promise<void> {
  const receipts = await Promise.all(hashes.map((hash) => client.waitForTransactionReceipt({ hash })))
  const failed = receipts.find(({ status }) => status !== 'success')
  if (failed) throw new Error(`Transaction ${failed.transactionHash} of the set-up reverted.`)
}
