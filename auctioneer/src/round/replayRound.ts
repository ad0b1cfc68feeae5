import {
  auctionHash,
  auctionTypedData,
  intentId,
  outcomeHash,
  outcomeTypedData,
  snapshotHash,
  WalrasError,
} from '@walras/intents-schema'
import { createProblem, type Problem, type Resolution, resolveAuction } from '@walras/solver-kit'
import { isAddressEqual, recoverTypedDataAddress } from 'viem'
import type { RoundRecord } from './RoundRecord.ts'

function differs(what: string, facts: Record<string, string> = {}): never {
  throw new WalrasError({ code: 'replay/differs', message: `${what}.`, facts })
}

/** The demand and supply that a record's auction was about. */
export function problemOf({ market, auction, intents, snapshot }: RoundRecord): Problem {
  return createProblem({ auctionHash: auctionHash(market, auction.auction), deployment: market, intents, snapshot })
}

/** Decides the auction of a record again. */
export function resolveRecord(record: RoundRecord): Resolution {
  return resolveAuction({
    problem: problemOf(record),
    commitments: record.commitments.map(({ commitment }) => commitment),
    bids: record.bids,
    reverted: new Map(record.reverted.map(({ solver, reason }) => [solver, reason])),
    dropped: new Map(record.dropped.map(({ intentId, reason }) => [intentId, reason])),
  })
}

/**
 * Checks a round: the inputs are those that the signed auction names, the auctioneer signed the outcome, and deciding
 * again gives the same outcome to the byte.
 *
 * @throws {@link WalrasError} `replay/differs` with what is different, `replay/undecided` if the round has no outcome.
 */
export async function replayRound(record: RoundRecord): Promise<Resolution> {
  const { market, auction, intents, snapshot, outcome } = record
  const ids = intents.map((signed) => intentId(market, signed)).sort()
  if (ids.join() !== auction.auction.intentIds.join()) differs('The intents are not those of the auction')
  if (snapshotHash(snapshot) !== auction.auction.snapshotHash) differs('The snapshot is not that of the auction')
  const opener = await recoverTypedDataAddress({
    ...auctionTypedData(market, auction.auction),
    signature: auction.signature,
  })
  if (!isAddressEqual(opener, market.auctioneer)) differs('The auction is not signed by the auctioneer', { opener })
  if (!outcome)
    throw new WalrasError({ code: 'replay/undecided', message: 'The round ended before it was decided.', facts: {} })
  const resolution = resolveRecord(record)
  const [signed, again] = [outcomeHash(outcome.outcome), outcomeHash(resolution.outcome)]
  if (signed !== again) differs(`The auctioneer signed outcome ${signed}, replay gives ${again}`, { signed, again })
  const signer = await recoverTypedDataAddress({
    ...outcomeTypedData(market, { auctionHash: outcome.outcome.auctionHash, outcomeHash: signed }),
    signature: outcome.signature,
  })
  if (!isAddressEqual(signer, market.auctioneer)) differs('The outcome is not signed by the auctioneer', { signer })
  return resolution
}
