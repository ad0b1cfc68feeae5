import { type Deployment, leaseEscrowAbi, leaseTree } from '@walras/intents-schema'
import type { PublicClient } from 'viem'
import { type Check, check } from './Check.ts'
import type { History } from './readHistory.ts'

/** The roots that the escrow stores are the roots of the leases in the events: claims can be proven from public data. */
export async function checkLeases(
  client: PublicClient,
  { escrow }: Deployment,
  { settlements }: History,
): Promise<Check> {
  const wrong: string[] = []
  for (const { leases, leaseRoot, auctionHash } of settlements) {
    const batchId = leases[0]?.batchId ?? auctionHash
    const stored = await client.readContract({
      address: escrow,
      abi: leaseEscrowAbi,
      functionName: 'leaseRoot',
      args: [batchId],
    })
    if (leaseTree(leases).root !== leaseRoot || stored !== leaseRoot) wrong.push(`${auctionHash} has another root`)
  }
  return check('lease roots match the published leases', wrong, `${settlements.length} roots`)
}
