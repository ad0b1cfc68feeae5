import { computePoolsAbi, type Deployment, leaseEscrowAbi, leaseStatus } from '@walras/intents-schema'
import { startsAt } from '@walras/solver-kit'
import type { PublicClient } from 'viem'
import { type Check, check } from './Check.ts'
import type { LeaseHistory } from './readLeaseHistory.ts'

const ended = ['settled', 'released', 'failed']

/** Every lease has ended, once, and the units of what was released in time were for sale again. */
export async function checkLeaseLives(
  client: PublicClient,
  deployment: Deployment,
  history: LeaseHistory,
): Promise<Check[]> {
  return [await checkEnds(client, deployment, history), await checkReturned(client, deployment, history)]
}

async function checkEnds(client: PublicClient, { escrow }: Deployment, { leases }: LeaseHistory): Promise<Check> {
  const contract = { address: escrow, abi: leaseEscrowAbi, functionName: 'statusOf' } as const
  const statuses = await Promise.all(
    leases.map(async ({ lease }) => leaseStatus(await client.readContract({ ...contract, args: [lease] }))),
  )
  const findings = leases.flatMap(({ id, life, ends }, index) => {
    const status = statuses[index] ?? 'leased'
    if (!ended.includes(status)) return [`lease ${id} is ${status}`]
    if (status !== life.status) return [`lease ${id} is ${status}, its events say ${life.status}`]
    return ends === 1 ? [] : [`lease ${id} ended ${ends} times`]
  })
  return check('every lease ended in exactly one state', findings, `${leases.length} leases`)
}

async function checkReturned(
  client: PublicClient,
  deployment: Deployment,
  { leases, terms }: LeaseHistory,
): Promise<Check> {
  const logs = await client.getContractEvents({
    address: deployment.pools,
    abi: computePoolsAbi,
    eventName: 'UnitsReturned',
    fromBlock: 0n,
    strict: true,
  })
  const returned = new Map<string, bigint>()
  for (const { args } of logs) add(returned, args, args.units)
  const released = new Map<string, bigint>()
  for (const { lease, life } of leases)
    if (life.end?.status === 'released' && life.end.at < startsAt(lease, terms)) add(released, lease, lease.units)

  const findings = [...new Set([...returned.keys(), ...released.keys()])]
    .filter((key) => returned.get(key) !== released.get(key))
    .map((key) => `${key} got ${returned.get(key) ?? 0n} units back, ${released.get(key) ?? 0n} were released`)
  const units = [...released.values()].reduce((sum, value) => sum + value, 0n)
  return check('units released before their slot went back to their pools', findings, `${units} units`)
}

function add(totals: Map<string, bigint>, { poolId, slot }: { poolId: string; slot: bigint }, units: bigint): void {
  const key = `slot ${slot} of ${poolId}`
  totals.set(key, (totals.get(key) ?? 0n) + units)
}
