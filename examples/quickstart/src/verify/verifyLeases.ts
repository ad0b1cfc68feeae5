import type { Deployment } from '@walras/intents-schema'
import type { PublicClient } from 'viem'
import type { Check } from './Check.ts'
import { type Bonds, checkBonds } from './checkBonds.ts'
import { checkDisputes } from './checkDisputes.ts'
import { checkLeaseLives } from './checkLeaseLives.ts'
import { checkLeaseMoney } from './checkLeaseMoney.ts'
import { type LeaseHistory, readLeaseHistory } from './readLeaseHistory.ts'

export interface VerifiedLeases {
  checks: readonly Check[]
  history: LeaseHistory
  bonds: Bonds
}

/** Everything that must be true of a market whose leases have all ended, whose credits are withdrawn and whose bonds are
 * free, from the chain alone. */
export async function verifyLeases(client: PublicClient, deployment: Deployment): Promise<VerifiedLeases> {
  const history = await readLeaseHistory(client, deployment)
  const lives = await checkLeaseLives(client, deployment, history)
  const money = await checkLeaseMoney(client, deployment, history)
  const disputes = await checkDisputes(client, deployment, history)
  const { checks, bonds } = await checkBonds(client, deployment, history)
  return { checks: [...lives, ...money, ...disputes, ...checks], history, bonds }
}
