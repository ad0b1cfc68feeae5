import { type Deployment, leaseEscrowAbi, leaseId } from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import type { Call } from '../devnet/sendAll.ts'
import { type EscrowMove, isEscrowMove, type LeaseMove } from './planMoves.ts'
import { noWork } from './readClaims.ts'

/** Leases per transaction: it fits EIP-7825's limit however they end. */
const leasesPerCall = 50
/** More than the dearest end of a lease takes: payments to holder and nobody, and a bond that is taken. */
const gasPerLease = 300_000n
const gasPerCall = 200_000n

export interface MoveCall {
  by: Address
  call: Call & { gas: bigint }
}

export interface MoveOptions {
  heir: Address
  /** Evidence by the lease's id, where an operator has to show any. */
  evidence: ReadonlyMap<Hex, Hex>
}

/** The moves of one moment that are the escrow's, as calls: one for all that somebody does alike, as far as it fits. */
export function moveCalls(
  { escrow }: Pick<Deployment, 'escrow'>,
  moves: readonly LeaseMove[],
  { heir, evidence }: MoveOptions,
): MoveCall[] {
  const contract = { address: escrow, abi: leaseEscrowAbi } as const
  const alike = [...Map.groupBy(moves.filter(isEscrowMove), ({ by, action }) => `${by} ${action}`).values()]
  return alike.flatMap((all) =>
    chunks(all, all[0]?.action === 'transfer' ? 1 : leasesPerCall).map((group) => {
      const [{ by, action, proven }] = group as [EscrowMove, ...EscrowMove[]]
      const leases = group.map(({ proven }) => proven.lease)
      const proofs = group.map(({ proven }) => proven.proof)
      const gas = gasPerCall + gasPerLease * BigInt(group.length)
      if (action === 'transfer')
        return { by, call: { ...contract, functionName: action, args: [proven.lease, proven.proof, heir], gas } }
      const deliveries = leases.map((lease) => ({ ...noWork, evidence: evidence.get(leaseId(lease)) ?? '0x' }))
      const args = action === 'submit' ? [leases, proofs, deliveries] : [leases, proofs]
      return { by, call: { ...contract, functionName: action, args, gas } }
    }),
  )
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}
