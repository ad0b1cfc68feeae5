import { type DeliveryClaim, type Deployment, type LeaseTerms, leaseEscrowAbi } from '@walras/intents-schema'
import { claimOf, type ProvenLease } from '@walras/solver-kit'
import type { ChainClients } from '../devnet/connect.ts'

/** What the escrow claims, or will claim, for leases that were started. The demo's jobs have no input and no output. */
export async function readClaims(
  clients: ChainClients,
  { escrow }: Pick<Deployment, 'escrow'>,
  terms: LeaseTerms,
  leases: readonly ProvenLease[],
): Promise<DeliveryClaim[]> {
  const contract = { address: escrow, abi: leaseEscrowAbi, functionName: 'lifeOf' } as const
  return Promise.all(
    leases.map(async ({ lease }) => {
      const { startedAt } = await clients.public.readContract({ ...contract, args: [lease] })
      return claimOf({ lease, startedAt: BigInt(startedAt), terms, ...noWork })
    }),
  )
}

const nothing = `0x${'00'.repeat(32)}` as const

/** The roots of a job without input and output. */
export const noWork = { inputRoot: nothing, outputRoot: nothing } as const
