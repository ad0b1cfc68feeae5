import { type Deployment, outcomeHash, outcomeTypedData, type SignedOutcome } from '@walras/intents-schema'
import { buildBatch } from '@walras/solver-kit'
import type { LocalAccount, PublicClient } from 'viem'
import type { Settler } from '../settlement/createSettler.ts'
import { findFailures } from '../settlement/findFailures.ts'
import { signAward } from '../settlement/signAward.ts'
import type { Resolved, RoundEvent } from './RoundState.ts'

export interface AwardRoundParameters {
  client: PublicClient
  account: LocalAccount
  deployment: Deployment
  settler: Pick<Settler, 'simulate'>
  /** Blocks an award stays good. */
  settleBlocks: bigint
}

/**
 * Signs the outcome of a resolved round, with an award if somebody won. The batch is tried first: what would revert is
 * never awarded, and who made it revert is out.
 */
export async function awardRound(
  { client, account, deployment, settler, settleBlocks }: AwardRoundParameters,
  { problem, resolution: { outcome, winners } }: Resolved,
): Promise<RoundEvent> {
  const message = { auctionHash: outcome.auctionHash, outcomeHash: outcomeHash(outcome) }
  const signed: SignedOutcome = {
    outcome,
    signature: await account.signTypedData(outcomeTypedData(deployment, message)),
  }
  if (winners.length === 0) return { kind: 'awarded', outcome: signed }

  const blockNumber = await client.getBlockNumber({ cacheTime: 0 })
  const batch = buildBatch({ problem, winners, expiryBlock: blockNumber + settleBlocks })
  const award = await signAward(account, deployment, batch)
  const reason = await settler.simulate(batch, award.signature)
  if (reason === undefined) return { kind: 'awarded', outcome: { ...signed, award }, batch }
  const reverted = await findFailures({
    problem,
    winners,
    reason,
    expiryBlock: blockNumber,
    simulate: async (trial) => settler.simulate(trial, (await signAward(account, deployment, trial)).signature),
  })
  return { kind: 'reverted', reverted }
}
