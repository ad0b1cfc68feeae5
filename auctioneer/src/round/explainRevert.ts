import { type Deployment, intentId } from '@walras/intents-schema'
import type { PublicClient } from 'viem'
import { blameContracts, blameIntents, type Drops } from '../settlement/blameIntents.ts'
import type { SettleResult, Settler } from '../settlement/createSettler.ts'
import { findMovers } from '../settlement/findMovers.ts'
import type { Awarded } from './RoundState.ts'

/**
 * Which intents made a transaction revert that would have gone through when it was sent: those that the lens blames now,
 * or, if the reason has passed, those whose owners moved something in its block. A contract can change its mind without
 * a trace; `again`, when nothing else explained an earlier failure either, contracts are out. Empty when it is not
 * intents.
 */
export async function explainRevert(
  { client, deployment, settler }: { client: PublicClient; deployment: Deployment; settler: Pick<Settler, 'judge'> },
  { batch, outcome }: Awarded,
  { transactionHash, reason, passedIn }: Extract<SettleResult, { status: 'reverted' }>,
  again: boolean,
): Promise<Drops> {
  if (!transactionHash || !outcome.award) return new Map()
  if (passedIn !== undefined) {
    const ids = batch.orders.map(({ signed }) => intentId(deployment, signed))
    const movers = await findMovers(client, deployment, batch, ids, passedIn)
    if (movers.size > 0 || !again) return movers
  }
  const verdict = await settler.judge(batch, outcome.award.signature)
  if (!verdict) return new Map()
  return passedIn === undefined ? blameIntents(verdict, batch) : blameContracts(verdict.orders, reason)
}
