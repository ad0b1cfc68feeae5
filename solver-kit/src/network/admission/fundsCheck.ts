import { type Deployment, marketLensAbi } from '@walras/intents-schema'
import type { Address, PublicClient } from 'viem'

/** Whose money and nonce are asked for. */
export interface FundsRequest {
  owner: Address
  nonce: bigint
}

/** The answer for one request, in token base units. */
export interface FundsStatus {
  balance: bigint
  /** What Permit2 may pull of it. */
  allowance: bigint
  nonceUsed: boolean
}

/** Asks for many at once; answers in the order asked. */
export type CheckFunds = (requests: readonly FundsRequest[]) => Promise<readonly FundsStatus[]>

/**
 * The funds port of admission over the market's lens: one `eth_call` for a whole batch.
 *
 * @example
 * ```ts
 * const node = await createMarketNode({ ...options, checkFunds: fundsCheck(client, deployment) })
 * ```
 */
export function fundsCheck(client: PublicClient, { lens }: Pick<Deployment, 'lens'>): CheckFunds {
  return async (requests) => {
    const owners = requests.map(({ owner }) => owner)
    const nonces = requests.map(({ nonce }) => nonce)
    const [balances, allowances, noncesUsed] = await client.readContract({
      address: lens,
      abi: marketLensAbi,
      functionName: 'funds',
      args: [owners, nonces],
    })
    return requests.map((_, position) => ({
      balance: balances[position] ?? 0n,
      allowance: allowances[position] ?? 0n,
      nonceUsed: noncesUsed[position] ?? false,
    }))
  }
}
