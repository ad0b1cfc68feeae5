import { type Deployment, leaseEscrowAbi } from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import type { Call } from '../devnet/sendAll.ts'
import type { LeaseMove } from './planMoves.ts'

/** Leases per transaction: it fits EIP-7825's limit however they end. */
const leasesPerCall = 50
/** More than the dearest end of a lease takes: payments to holder and nobody, and a bond that is taken. */
const gasPerLease = 300_000n
const gasPerCall = 200_000n

const nothing: Hex = `0x${'00'.repeat(32)}`
/** For the operator's word there is nothing to show. */
const delivery = { inputRoot: nothing, outputRoot: nothing, evidence: '0x' } as const

export interface MoveCall {
  by: Address
  call: Call & { gas: bigint }
}

/** The moves of one moment as calls of the escrow: one for all that somebody does alike, as far as it fits. */
export function moveCalls(
  { escrow }: Pick<Deployment, 'escrow'>,
  moves: readonly LeaseMove[],
  heir: Address,
): MoveCall[] {
  const contract = { address: escrow, abi: leaseEscrowAbi } as const
  const alike = [...Map.groupBy(moves, ({ by, action }) => `${by} ${action}`).values()]
  return alike.flatMap((all) =>
    chunks(all, all[0]?.action === 'transfer' ? 1 : leasesPerCall).map((group) => {
      const [{ by, action, proven }] = group as [LeaseMove, ...LeaseMove[]]
      const leases = group.map(({ proven }) => proven.lease)
      const proofs = group.map(({ proven }) => proven.proof)
      const gas = gasPerCall + gasPerLease * BigInt(group.length)
      if (action === 'transfer')
        return { by, call: { ...contract, functionName: action, args: [proven.lease, proven.proof, heir], gas } }
      const args = action === 'submit' ? [leases, proofs, leases.map(() => delivery)] : [leases, proofs]
      return { by, call: { ...contract, functionName: action, args, gas } }
    }),
  )
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}
