import { type Deployment, type LeaseTerms, leaseEscrowAbi } from '@walras/intents-schema'
import type { PublicClient } from 'viem'

/** Reads the rules that all leases of a market live by. They never change. */
export async function readLeaseTerms(
  client: PublicClient,
  { escrow, slotSeconds }: Pick<Deployment, 'escrow' | 'slotSeconds'>,
): Promise<LeaseTerms> {
  const contract = { address: escrow, abi: leaseEscrowAbi } as const
  const [clocks, shares] = await Promise.all([
    client.readContract({ ...contract, functionName: 'clocks' }),
    client.readContract({ ...contract, functionName: 'shares' }),
  ])
  return { slotSeconds, clocks, shares }
}
