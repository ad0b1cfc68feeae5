import { type MarketDeployment, marketTerms } from '@walras/contracts'
import type { Address } from 'viem'
import { deployer } from './accounts.ts'
import { bondCalls } from './bondCalls.ts'
import type { ChainClients } from './connect.ts'
import { sendAll } from './sendAll.ts'

/** Puts up the bond that lets each solver bid, and as much of the auctioneer's as an offence costs it. Anyone may pay
 * them; here the deployer does. */
export async function bondTraders(
  clients: ChainClients,
  deployment: MarketDeployment,
  solvers: readonly Address[],
): Promise<void> {
  const { minSolverBond, penalties } = marketTerms()
  const bonds = [
    { account: deployment.auctioneer, amount: penalties.auctioneer },
    ...solvers.map((account) => ({ account, amount: minSolverBond })),
  ]
  await sendAll(clients, deployer, bondCalls(deployment, deployer.address, bonds))
}
