import type { MarketDeployment } from '@walras/contracts'
import { attestorCouncilAbi, optimisticVerifierAbi } from '@walras/intents-schema'
import type { ChainClients } from '../devnet/connect.ts'

/** How long disputes of tier 1 take, in seconds. */
export interface DisputeClocks {
  /** The longest time in which a claim can be challenged. */
  window: bigint
  /** Time of the operator in a dispute. */
  operator: bigint
}

export async function readDisputeClocks(
  clients: ChainClients,
  { verifiers, council }: Pick<MarketDeployment, 'verifiers' | 'council'>,
): Promise<DisputeClocks> {
  const [window, operator] = await Promise.all([
    clients.public.readContract({
      address: verifiers.optimistic,
      abi: optimisticVerifierAbi,
      functionName: 'windowMax',
    }),
    clients.public.readContract({ address: council, abi: attestorCouncilAbi, functionName: 'operatorSeconds' }),
  ])
  return { window, operator }
}
