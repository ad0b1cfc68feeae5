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
 * Signs the outcome of a resolved round, with an award if somebody won. The batch is tried first, unsigned: what would
 * revert is never awarded. If it would, intents that make it so are dropped; when it is not intents, the winners that fail
 * are out.
 *
 * So at most one award is signed here, and it expires after every award of this auction that may be known: two that
 * expire together would be evidence against the auctioneer.
 */
export async function awardRound(
  { client, account, deployment, settler, settleBlocks }: AwardRoundParameters,
  { problem, awardedUntil, resolution: { outcome, winners } }: Resolved,
): Promise<RoundEvent> {
  async function sign(): Promise<SignedOutcome> {
    const message = { auctionHash: outcome.auctionHash, outcomeHash: outcomeHash(outcome) }
    return { outcome, signature: await account.signTypedData(outcomeTypedData(deployment, message)) }
  }
  if (winners.length === 0) return { kind: 'awarded', outcome: await sign() }

  const wanted = (await client.getBlockNumber({ cacheTime: 0 })) + settleBlocks
  // The block number may not have moved since the award that this one replaces.
  const expiryBlock = wanted > awardedUntil ? wanted : awardedUntil + 1n
  const batch = buildBatch({ problem, winners, expiryBlock })
  const [reason, verdict] = await Promise.all([settler.simulate(batch), settler.judge(batch)])
  if (reason === undefined) {
    const burners = verdict ? blameBurners(verdict) : new Map()
    if (burners.size > 0) return { kind: 'dropped', dropped: burners }
    const [signed, award] = await Promise.all([sign(), signAward(account, deployment, batch)])
    return { kind: 'awarded', outcome: { ...signed, award }, batch }
  }
  const trial = { problem, winners, reason, expiryBlock, simulate: (trial: Batch) => settler.simulate(trial) }
  const dropped = verdict ? await findDrops({ ...trial, batch, verdict }) : new Map()
  return dropped.size > 0 ? { kind: 'dropped', dropped } : { kind: 'reverted', reverted: await findFailures(trial) }
}
