import { type Deployment, solverRegistryAbi } from '@walras/intents-schema'
import type { Address } from 'viem'
import { deployer } from './accounts.ts'
import { bondCalls } from './bondCalls.ts'
import type { ChainClients } from './connect.ts'
import { sendAll } from './sendAll.ts'

/** Puts up the bond that lets each solver bid. Anyone may pay it; here the deployer does. */
export async function bondSolvers(
  clients: ChainClients,
  deployment: Deployment,
  solvers: readonly Address[],
): Promise<void> {
  const amount = await clients.public.readContract({
    address: deployment.registry,
    abi: solverRegistryAbi,
    functionName: 'minSolverBond',
  })
  const bonds = solvers.map((account) => ({ account, amount }))
  await sendAll(clients, deployer, bondCalls(deployment, deployer.address, bonds))
}
