import { attestorCouncilAbi, type Deployment, leaseEscrowAbi, optimisticVerifierAbi } from '@walras/intents-schema'
import type { Address, Hex, PublicClient } from 'viem'

/** How a dispute can end, in the contract's order. */
export const rulings = ['open', 'operatorWins', 'challengerWins', 'undecided'] as const
export type Ruling = (typeof rulings)[number]

/** A challenge of a claim in tier 1, and what became of it. Amounts are token base units. */
export interface LivedDispute {
  leaseId: Hex
  challenger: Address
  bond: bigint
  /** Whether the attestors said so; otherwise a clock did. */
  byAttestors: boolean
  /** Each time that its bond was paid: once, when all is well. */
  closings: readonly { ruling: Ruling; payee: Address; amount: bigint; burned: bigint }[]
}

export interface DisputeHistory {
  /** The verifier of tier 1: holds the challengers' bonds. */
  verifier: Address
  /** Share of a lost bond that is burned, in millionths. */
  burnedPips: bigint
  /** By the lease's id. */
  disputes: ReadonlyMap<Hex, LivedDispute>
}

/** Every dispute of a market, read from the chain and from nothing else. */
export async function readDisputes(
  client: PublicClient,
  { escrow }: Pick<Deployment, 'escrow'>,
): Promise<DisputeHistory> {
  const all = { fromBlock: 0n, strict: true } as const
  const verifier = await client.readContract({
    address: escrow,
    abi: leaseEscrowAbi,
    functionName: 'verifierOf',
    args: [1],
  })
  const contract = { address: verifier, abi: optimisticVerifierAbi } as const
  const [council, burnedPips, challenged, closed] = await Promise.all([
    client.readContract({ ...contract, functionName: 'resolver' }),
    client.readContract({ ...contract, functionName: 'burnedPips' }),
    client.getContractEvents({ ...contract, ...all, eventName: 'Challenged' }),
    client.getContractEvents({ ...contract, ...all, eventName: 'DisputeClosed' }),
  ])
  const ruled = await client.getContractEvents({
    address: council,
    abi: attestorCouncilAbi,
    eventName: 'DisputeRuled',
    ...all,
  })
  const byAttestors = new Set(ruled.map(({ args }) => args.disputeId))
  const disputes = challenged.map(({ args: { leaseId, challenger, bond } }): LivedDispute => {
    const closings = closed
      .filter(({ args }) => args.leaseId === leaseId)
      .map(({ args }) => ({ ...args, ruling: rulings[args.ruling] ?? 'open' }))
    return { leaseId, challenger, bond, byAttestors: byAttestors.has(leaseId), closings }
  })
  return { verifier, burnedPips, disputes: new Map(disputes.map((dispute) => [dispute.leaseId, dispute])) }
}
