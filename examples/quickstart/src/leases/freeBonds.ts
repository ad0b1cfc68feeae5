import { computePoolsAbi, type Deployment, type Pool, solverRegistryAbi } from '@walras/intents-schema'
import type { Account, Address } from 'viem'
import type { ChainClients } from '../devnet/connect.ts'
import { type SentCall, sendBlock } from '../devnet/sendBlock.ts'

export interface FreeBondsParameters {
  clients: ChainClients
  deployment: Deployment
  /** All pools, with the slots they have offered. */
  pools: readonly Pool[]
  accountOf: (address: Address) => Account
}

/** More than a slot takes. */
const gasPerSlot = 60_000n

/**
 * Lets time pass until the bonds behind all slots can be freed, frees them, and lets every operator take half of what it
 * then has out of the registry.
 */
export async function freeBonds({ clients, deployment, pools, accountOf }: FreeBondsParameters): Promise<void> {
  const sold = { address: deployment.pools, abi: computePoolsAbi } as const
  const registry = { address: deployment.registry, abi: solverRegistryAbi } as const
  const hold = await clients.public.readContract({ ...sold, functionName: 'bondHold' })
  const lastSlot = pools.flatMap(({ slots }) => slots).reduce((last, { slot }) => (slot > last ? slot : last), 0n)
  const heldUntil = (lastSlot + 1n) * deployment.slotSeconds + hold
  await sendBlock(
    clients,
    heldUntil + 1n,
    pools.map(({ id, operator, slots }): SentCall => {
      const args = [id, slots.map(({ slot }) => slot)]
      const gas = 200_000n + gasPerSlot * BigInt(slots.length)
      return { account: accountOf(operator), call: { ...sold, functionName: 'freeBond', args, gas } }
    }),
  )

  const operators = [...new Set(pools.map(({ operator }) => operator))]
  const totals = await Promise.all(
    operators.map((operator) => clients.public.readContract({ ...registry, functionName: 'bondOf', args: [operator] })),
  )
  const { timestamp } = await clients.public.getBlock()
  await sendBlock(
    clients,
    timestamp + 1n,
    operators.map((operator, index): SentCall => {
      const args = [(totals[index]?.[0] ?? 0n) / 2n]
      return { account: accountOf(operator), call: { ...registry, functionName: 'requestUnbond', args, gas: 200_000n } }
    }),
  )
  const delay = await clients.public.readContract({ ...registry, functionName: 'unbondDelay' })
  await sendBlock(
    clients,
    timestamp + 1n + delay + 60n,
    operators.map((operator): SentCall => {
      return { account: accountOf(operator), call: { ...registry, functionName: 'unbond', gas: 200_000n } }
    }),
  )
}
