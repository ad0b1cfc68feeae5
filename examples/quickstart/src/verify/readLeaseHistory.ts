import {
  computePoolsAbi,
  type Deployment,
  type Lease,
  type LeaseTerms,
  leaseEscrowAbi,
  leaseId,
} from '@walras/intents-schema'
import { type LeaseLife, readLeaseLives, readLeases, readLeaseTerms } from '@walras/solver-kit'
import type { Hex, PublicClient } from 'viem'
import { type DisputeHistory, type LivedDispute, readDisputes } from './readDisputes.ts'
import { readTransfers, type Transfer } from './readTransfers.ts'

/** A lease and all that became of it. */
export interface LivedLease {
  id: Hex
  lease: Lease
  life: LeaseLife
  /** What its units staked while it lived, in token base units. */
  stake: bigint
  /** How often the escrow said that it ended. */
  ends: number
  /** Absent: nobody challenged it. */
  dispute?: LivedDispute
}

/** What became of a market's leases, read from the chain and from nothing else. */
export interface LeaseHistory {
  leases: readonly LivedLease[]
  terms: LeaseTerms
  transfers: readonly Transfer[]
  disputes: DisputeHistory
}

const endings = new Set(['LeaseSettled', 'LeaseReleased', 'LeaseFailed'])

/** Reads the leases of a market whose bonds were not freed before its leases ended. */
export async function readLeaseHistory(client: PublicClient, deployment: Deployment): Promise<LeaseHistory> {
  const everything = { fromBlock: 0n } as const
  const books = await readLeases(client, deployment, everything)
  const [lives, terms, transfers, disputes, events] = await Promise.all([
    readLeaseLives(client, deployment, books, everything),
    readLeaseTerms(client, deployment),
    readTransfers(client, deployment),
    readDisputes(client, deployment),
    client.getContractEvents({ ...everything, address: deployment.escrow, abi: leaseEscrowAbi, strict: true }),
  ])
  const ends = new Map<Hex, number>()
  for (const { eventName, args } of events) {
    if (!endings.has(eventName) || !('index' in args)) continue
    const id = leaseId(args)
    ends.set(id, (ends.get(id) ?? 0) + 1)
  }
  const leases = books.flatMap((book) => book.leases).map(({ lease }) => lease)
  const perUnit = await bondsPerUnit(client, deployment, leases)
  return {
    terms,
    transfers,
    disputes,
    leases: leases.flatMap((lease) => {
      const id = leaseId(lease)
      const life = lives.get(id)
      if (!life) return []
      const dispute = disputes.disputes.get(id)
      const stake = lease.units * (perUnit.get(lease.poolId) ?? 0n)
      return [{ id, lease, life, stake, ends: ends.get(id) ?? 0, ...(dispute && { dispute }) }]
    }),
  }
}

async function bondsPerUnit(
  client: PublicClient,
  { pools }: Pick<Deployment, 'pools'>,
  leases: readonly Lease[],
): Promise<Map<Hex, bigint>> {
  const poolIds = [...new Set(leases.map(({ poolId }) => poolId))]
  const bonds = await Promise.all(
    poolIds.map((id) =>
      client.readContract({ address: pools, abi: computePoolsAbi, functionName: 'bondPerUnitOf', args: [id] }),
    ),
  )
  return new Map(poolIds.map((id, index) => [id, bonds[index] ?? 0n]))
}
