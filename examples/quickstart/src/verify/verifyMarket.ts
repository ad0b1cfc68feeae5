import type { Deployment } from '@walras/intents-schema'
import type { PublicClient } from 'viem'
import type { Check } from './Check.ts'
import { checkAwards } from './checkAwards.ts'
import { checkCapacity } from './checkCapacity.ts'
import { checkLeases } from './checkLeases.ts'
import { checkMoney } from './checkMoney.ts'
import { checkPrices } from './checkPrices.ts'
import type { History } from './readHistory.ts'

/** Everything that must be true of a market whatever happened in it, from the chain alone. */
export async function verifyMarket(client: PublicClient, deployment: Deployment, history: History): Promise<Check[]> {
  return [
    ...(await checkAwards(deployment, history)),
    ...checkPrices(history),
    ...(await checkMoney(client, deployment, history)),
    ...(await checkCapacity(client, deployment, history)),
    await checkLeases(client, deployment, history),
  ]
}
