import { computePoolsAbi, type Deployment } from '@walras/intents-schema'
import { capacity, readSnapshot } from '@walras/solver-kit'
import type { PublicClient } from 'viem'
import { type Check, check } from './Check.ts'
import type { History } from './readHistory.ts'

/** No slot sold beyond its offer, every unit sold is leased, and nothing was sold after its slot began. */
export async function checkCapacity(
  client: PublicClient,
  deployment: Deployment,
  { settlements }: History,
): Promise<Check[]> {
  const leases = settlements.flatMap(({ leases, timestamp }) => leases.map((lease) => ({ ...lease, timestamp })))
  const late = leases
    .filter(({ slot, timestamp }) => timestamp >= slot * deployment.slotSeconds)
    .map(({ poolId, slot }) => `slot ${slot} of ${poolId} was sold after it began`)
  if (leases.length === 0) return [check('no capacity oversold', [], 'nothing was sold')]

  const leased = new Map<string, bigint>()
  for (const { poolId, slot, units } of leases)
    leased.set(`${poolId}/${slot}`, (leased.get(`${poolId}/${slot}`) ?? 0n) + units)
  const slots = leases.map(({ slot }) => slot)
  const firstSlot = slots.reduce((a, b) => (a < b ? a : b))
  const lastSlot = slots.reduce((a, b) => (a > b ? a : b))
  const slotCount = Number(lastSlot - firstSlot) + 1
  const { pools } = await readSnapshot(client, { deployment, firstSlot, slotCount })

  const oversold: string[] = []
  const unleased: string[] = []
  for (const { id, ladder, slots } of pools)
    for (const { slot, gpus, sold } of slots) {
      const offered = capacity({ ladder, gpus, slotSeconds: deployment.slotSeconds })
      if (sold > offered) oversold.push(`slot ${slot} of ${id} sold ${sold} of ${offered}`)
      if (sold !== (leased.get(`${id}/${slot}`) ?? 0n))
        unleased.push(`slot ${slot} of ${id} sold ${sold}, leased less or more`)
    }
  const total = await client.readContract({
    address: deployment.pools,
    abi: computePoolsAbi,
    functionName: 'poolCount',
  })
  return [
    check('no capacity oversold', oversold, `${leased.size} pool slots traded in ${total} pools`),
    check('units sold = units leased', unleased, `${leases.length} leases`),
    check('nothing sold after gate closure', late, `first slot traded: ${firstSlot}`),
  ]
}
