import { auctionHash, batchHash, bidHash } from '@walras/intents-schema'
import { buildBatch } from '@walras/solver-kit'
import type { RoundRecord } from './RoundRecord.ts'
import type { RoundState } from './RoundState.ts'
import { problemOf, resolveRecord } from './replayRound.ts'

const bidKey = (solver: string, hash: string): string => `${solver}/${hash}`.toLowerCase()

/**
 * The round that awarded before the process ended, as it was: the award is signed, so it is settled or replaced, never
 * forgotten. `undefined` if the record does not lead to the award it holds.
 */
export function resumeRound(record: RoundRecord): Extract<RoundState, { phase: 'settle' }> | undefined {
  const { market, auction, intents, outcome } = record
  const award = outcome?.award?.award
  if (!outcome || !award) return undefined
  const hash = auctionHash(market, auction.auction)
  const problem = problemOf(record)
  const resolution = resolveRecord(record)
  const batch = buildBatch({ problem, winners: resolution.winners, expiryBlock: award.expiryBlock })
  if (batchHash(batch) !== award.batchHash) return undefined
  return {
    phase: 'settle',
    auction,
    auctionHash: hash,
    intents,
    problem,
    commitments: new Map(
      record.commitments.map((signed) => [bidKey(signed.commitment.solver, signed.commitment.bidHash), signed]),
    ),
    bids: new Map(record.bids.map((bid) => [bidKey(bid.solver, bidHash(bid)), bid])),
    reverted: new Map(record.reverted.map(({ solver, reason }) => [solver, reason])),
    dropped: new Map(record.dropped.map(({ intentId, reason }) => [intentId, reason])),
    // What was not saved has not left the process, so no later award of this auction is known to anyone.
    awardedUntil: award.expiryBlock,
    resolution,
    outcome,
    batch,
  }
}
