import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import { encodeAbiParameters, getAbiItem, type Hex, keccak256 } from 'viem'
import { leaseEscrowAbi } from '../abi/leaseEscrowAbi.ts'
import type { Lease } from './Lease.ts'

/** The contract's own words for a lease. */
const [leaseParameter] = getAbiItem({ abi: leaseEscrowAbi, name: 'transfer' }).inputs

/** keccak256(abi.encode(batchId, index)): what verifiers and proofs of delivery call a lease. */
export function leaseId({ batchId, index }: Pick<Lease, 'batchId' | 'index'>): Hex {
  return keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [batchId, index]))
}

/** keccak256(keccak256(abi.encode(lease))): hashed twice, so that no inner node of the tree can pass as a lease. */
export function leaseLeaf(lease: Lease): Hex {
  return keccak256(keccak256(encodeAbiParameters([leaseParameter], [lease])))
}

export interface LeaseTree {
  /** What the escrow stores for the whole book. */
  root: Hex
  /** Proves that the lease at `index` is in the book. */
  proof(index: number): Hex[]
}

/**
 * The Merkle tree of a book's leases, as the settlement builds it.
 *
 * @param leases all of them, ascending by index: the `LeaseOpened` events of a batch.
 *
 * @example
 * ```ts
 * const tree = leaseTree(leases)
 * await escrow.write.start([[leases[3]], [tree.proof(3)]])
 * ```
 */
export function leaseTree(leases: readonly Lease[]): LeaseTree {
  const tree = SimpleMerkleTree.of(leases.map(leaseLeaf), { sortLeaves: false })
  return { root: tree.root as Hex, proof: (index) => tree.getProof(index) as Hex[] }
}
