import { type Deployment, type Lease, leaseTree, settlementAbi } from '@walras/intents-schema'
import { getAbiItem, type Hex, type PublicClient } from 'viem'

/** A lease with what the escrow wants to see with it. */
export interface ProvenLease {
  lease: Lease
  proof: readonly Hex[]
}

/** The leases of one settled batch, or of one direct purchase. */
export interface LeaseBook {
  batchId: Hex
  /** What the escrow stores for the whole book. */
  root: Hex
  /** Ascending by index. */
  leases: readonly ProvenLease[]
}

export interface ReadLeasesParameters {
  /** First block to look at, such as the one that the market was deployed in. A book is in one block, so none is cut. */
  fromBlock: bigint
  /** Default: the latest. */
  toBlock?: bigint
}

/**
 * Reads the leases that a market has opened, each with its Merkle proof, from the `LeaseOpened` events of the settlement
 * and the pools. All public: an operator needs nobody to claim what it has earned.
 *
 * @example
 * ```ts
 * const books = await readLeases(client, deployment, { fromBlock: 0n })
 * const mine = books.flatMap(({ leases }) => leases).filter(({ lease }) => isAddressEqual(lease.operator, me))
 * await escrow.write.start([mine.map(({ lease }) => lease), mine.map(({ proof }) => proof)])
 * ```
 *
 * @throws whatever the client throws when the chain does not answer, or limits the range of blocks.
 */
export async function readLeases(
  client: PublicClient,
  { settlement, pools }: Pick<Deployment, 'settlement' | 'pools'>,
  { fromBlock, toBlock }: ReadLeasesParameters,
): Promise<LeaseBook[]> {
  const logs = await client.getLogs({
    address: [settlement, pools],
    event: getAbiItem({ abi: settlementAbi, name: 'LeaseOpened' }),
    fromBlock,
    toBlock: toBlock ?? 'latest',
    strict: true,
  })
  const books = Map.groupBy(
    logs.map(({ args }): Lease => args),
    ({ batchId }) => batchId,
  )
  return [...books].map(([batchId, leases]) => proveBook(batchId, leases))
}

function proveBook(batchId: Hex, found: readonly Lease[]): LeaseBook {
  const leases = [...found].sort((a, b) => (a.index < b.index ? -1 : 1))
  const tree = leaseTree(leases)
  return { batchId, root: tree.root, leases: leases.map((lease, index) => ({ lease, proof: tree.proof(index) })) }
}
