import { type Deployment, intentId } from '@walras/intents-schema'
import type { PublicClient } from 'viem'
import { blameContracts, blameIntents, type Drops } from '../settlement/blameIntents.ts'
import type { SettleResult, Settler } from '../settlement/createSettler.ts'
import { findMovers } from '../settlement/findMovers.ts'
import type { Awarded } from './RoundState.ts'

type Failed = Extract<SettleResult, { status: 'reverted' | 'refused' }>

/**
 * Which intents made a batch fail that would have gone through when it was awarded. If a transaction reverted: those that
 * the lens blames now, or, if the reason has passed, those whose owners moved something in its block. A contract can
 * change its mind without a trace; `again`, when nothing else explained an earlier failure either, contracts are out.
 *
 * If it was refused before it was sent: those that the lens blames, or, when every rule holds, contracts: some can tell
 * the trial of an unsigned award from the real one, and nobody else can. Empty when it is not intents.
 */
export async function explainRevert(
  { client, deployment, settler }: { client: PublicClient; deployment: Deployment; settler: Pick<Settler, 'judge'> },
  { batch, outcome }: Awarded,
  result: Failed,
  again: boolean,
): Promise<Drops> {
  const { award } = outcome
  if (!award) return new Map()
  const { reason } = result
  if (result.status === 'refused') {
    const verdict = await settler.judge(batch, award.signature)
    if (!verdict) return new Map()
    const blamed = blameIntents(verdict, batch)
    return blamed.size === 0 && verdict.sound ? blameContracts(verdict.orders, reason) : blamed
  }
  const { transactionHash, passedIn } = result
  if (!transactionHash) return new Map()
  if (passedIn !== undefined) {
    const ids = batch.orders.map(({ signed }) => intentId(deployment, signed))
    const movers = await findMovers(client, deployment, batch, ids, passedIn)
    if (movers.size > 0 || !again) return movers
  }
  const verdict = await settler.judge(batch, award.signature)
  if (!verdict) return new Map()
  return passedIn === undefined ? blameIntents(verdict, batch) : blameContracts(verdict.orders, reason)
}
