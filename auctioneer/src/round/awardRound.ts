import { type Batch, type Deployment, outcomeHash, outcomeTypedData, type SignedOutcome } from '@walras/intents-schema'
import { buildBatch } from '@walras/solver-kit'
import type { LocalAccount, PublicClient } from 'viem'
import { blameBurners } from '../settlement/blameIntents.ts'
import type { Settler } from '../settlement/createSettler.ts'
import { findDrops } from '../settlement/findDrops.ts'
import { findFailures } from '../settlement/findFailures.ts'
import { signAward } from '../settlement/signAward.ts'
import type { Resolved, RoundEvent } from './RoundState.ts'

export interface AwardRoundParameters {
  client: PublicClient
  account: LocalAccount
  deployment: Deployment
  settler: Pick<Settler, 'simulate' | 'judge'>
  /** Blocks an award stays good. */
  settleBlocks: bigint
}

/**
 * Signs the outcome of a resolved round, with an award if somebody won. The batch is tried first: what would revert is
 * never awarded. If it would, intents that make it so are dropped; when it is not intents, the winners that fail are out.
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
  const [reason, verdict] = await Promise.all([
    settler.simulate(batch, award.signature),
    settler.judge(batch, award.signature),
  ])
  if (reason === undefined) {
    const burners = verdict ? blameBurners(verdict) : new Map()
    return burners.size > 0
      ? { kind: 'dropped', dropped: burners }
      : { kind: 'awarded', outcome: { ...signed, award }, batch }
  }
  const trial = {
    problem,
    winners,
    reason,
    expiryBlock: blockNumber,
    simulate: async (trial: Batch) => settler.simulate(trial, (await signAward(account, deployment, trial)).signature),
  }
  const dropped = verdict ? await findDrops({ ...trial, batch, verdict }) : new Map()
  return dropped.size > 0 ? { kind: 'dropped', dropped } : { kind: 'reverted', reverted: await findFailures(trial) }
}
