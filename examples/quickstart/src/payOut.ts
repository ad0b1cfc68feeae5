import { type Deployment, type Lease, leaseEscrowAbi, leaseTree } from '@walras/intents-schema'
import { type Account, type Address, isAddressEqual, parseEther } from 'viem'
import type { ChainClients } from './devnet/connect.ts'
import { sendAll } from './devnet/sendAll.ts'
import type { History } from './verify/readHistory.ts'

/** Leases per claim transaction: about 60k gas each, far below a block. */
const claimsPerTransaction = 100

interface ProvenLease {
  lease: Lease
  proof: `0x${string}`[]
}

function proveLeases({ settlements }: History): ProvenLease[] {
  return settlements.flatMap(({ leases }) => {
    const tree = leaseTree(leases)
    return leases.map((lease, index) => ({ lease, proof: tree.proof(index) }))
  })
}

export interface PayOutParameters {
  clients: ChainClients
  deployment: Deployment
  history: History
  /** Accounts of the pools' operators. */
  operators: readonly Account[]
  /** Those with credits to withdraw: solvers and the fee recipient. */
  creditors: readonly Account[]
}

/** What was paid out, in leases and token base units. */
export interface PaidOut {
  claimed: number
  failed: number
  refunded: bigint
  withdrawn: number
}

/**
 * Ends every lease after its slot: the first is declared failed by its operator, so that its buyer is refunded; all
 * others are claimed with Merkle proofs. Then solvers and the protocol withdraw. Expects chain time past the last slot.
 */
export async function payOut({
  clients,
  deployment,
  history,
  operators,
  creditors,
}: PayOutParameters): Promise<PaidOut> {
  const [failed, ...delivered] = proveLeases(history)
  const accountOf = (address: Address): Account => {
    const account = operators.find((candidate) => isAddressEqual(candidate.address, address))
    if (!account) throw new Error(`No account for operator ${address}.`)
    return account
  }
  const escrow = { address: deployment.escrow, abi: leaseEscrowAbi } as const
  if (failed) {
    const { lease, proof } = failed
    await sendAll(clients, accountOf(lease.operator), [
      { ...escrow, functionName: 'declareFailure', args: [lease, proof] },
    ])
  }
  const byOperator = Map.groupBy(delivered, ({ lease }) => lease.operator)
  await Promise.all(
    [...byOperator].map(([operator, proven]) =>
      sendAll(
        clients,
        accountOf(operator),
        chunks(proven, claimsPerTransaction).map((chunk) => ({
          ...escrow,
          functionName: 'claimMany',
          args: [chunk.map(({ lease }) => lease), chunk.map(({ proof }) => proof)],
        })),
      ),
    ),
  )
  let withdrawn = 0
  for (const creditor of creditors) {
    const credit = await clients.public.readContract({ ...escrow, functionName: 'creditOf', args: [creditor.address] })
    if (credit === 0n) continue
    await clients.test.setBalance({ address: creditor.address, value: parseEther('1') })
    await sendAll(clients, creditor, [{ ...escrow, functionName: 'withdraw' }])
    withdrawn++
  }
  return { claimed: delivered.length, failed: failed ? 1 : 0, refunded: failed?.lease.cost ?? 0n, withdrawn }
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  )
}
