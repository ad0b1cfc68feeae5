import {
  type Bid,
  type Deployment,
  fromJson,
  type JsonValue,
  type SettlementReport,
  type SignedAuction,
  type SignedBidCommitment,
  type SignedIntent,
  type SignedOutcome,
  type Snapshot,
  toJson,
  WalrasError,
} from '@walras/intents-schema'
import { type Address, type Hex, isAddress, isHash } from 'viem'
import type { Closed } from './RoundState.ts'

/** What a decision needs to know of the market, besides the auction. */
export type RecordedMarket = Pick<Deployment, 'chainId' | 'settlement' | 'token' | 'auctioneer' | 'protocolFeePips'>

/** Everything that decided a round: whoever has it can check the auctioneer with {@link replayRound}. */
export interface RoundRecord {
  market: RecordedMarket
  auction: SignedAuction
  intents: readonly SignedIntent[]
  snapshot: Snapshot
  commitments: readonly SignedBidCommitment[]
  bids: readonly Bid[]
  /** Solvers whose award failed, and why, before the outcome below. */
  reverted: readonly { solver: Address; reason: string }[]
  /** Intents that made an award fail, and why, before the outcome below. */
  dropped: readonly { intentId: Hex; reason: string }[]
  /** The last word on the auction; none when the round ended before one. */
  outcome?: SignedOutcome
  report?: SettlementReport
}

/** A {@link RoundRecord} as plain JSON. */
export type RecordJson = { [name: string]: JsonValue }

/** The record of a round that has closed. */
export function recordRound(
  deployment: RecordedMarket,
  round: Closed,
  ending: Pick<RoundRecord, 'outcome' | 'report'> = {},
): RoundRecord {
  const { chainId, settlement, token, auctioneer, protocolFeePips } = deployment
  return {
    market: { chainId, settlement, token, auctioneer, protocolFeePips },
    auction: round.auction,
    intents: round.intents,
    snapshot: round.problem.snapshot,
    commitments: [...round.commitments.values()],
    bids: [...round.bids.values()],
    reverted: [...round.reverted].map(([solver, reason]) => ({ solver, reason })),
    dropped: [...round.dropped].map(([intentId, reason]) => ({ intentId, reason })),
    ...ending,
  }
}

export const recordToJson = (record: RoundRecord): RecordJson => toJson(record) as RecordJson

function malformed(what: string): never {
  throw new WalrasError({ code: 'record/malformed', message: `This is no record of a round: ${what}.` })
}

function object(value: unknown, what: string): { [name: string]: unknown } {
  if (typeof value !== 'object' || value === null) malformed(`${what} is missing`)
  return value as { [name: string]: unknown }
}

function list<T>(value: unknown, what: string, read: (item: unknown) => T): T[] {
  if (!Array.isArray(value)) malformed(`${what} is no list`)
  return value.map(read)
}

function address(value: unknown, what: string): Address {
  if (typeof value !== 'string' || !isAddress(value)) malformed(`${what} is no address`)
  return value
}

function readMarket(value: unknown): RecordedMarket {
  const { chainId, settlement, token, auctioneer, protocolFeePips } = object(value, 'market')
  if (typeof chainId !== 'number' || !Number.isSafeInteger(chainId)) malformed('market.chainId is no number')
  if (typeof protocolFeePips !== 'string' || !/^\d{1,7}$/.test(protocolFeePips))
    malformed('market.protocolFeePips is no number')
  return {
    chainId,
    settlement: address(settlement, 'market.settlement'),
    token: address(token, 'market.token'),
    auctioneer: address(auctioneer, 'market.auctioneer'),
    protocolFeePips: BigInt(protocolFeePips),
  }
}

function readReverted(value: unknown): { solver: Address; reason: string } {
  const { solver, reason } = object(value, 'reverted')
  if (typeof reason !== 'string') malformed('reverted.reason is no text')
  return { solver: address(solver, 'reverted.solver'), reason }
}

function readDropped(value: unknown): { intentId: Hex; reason: string } {
  const { intentId, reason } = object(value, 'dropped')
  if (typeof reason !== 'string') malformed('dropped.reason is no text')
  if (typeof intentId !== 'string' || !isHash(intentId)) malformed('dropped.intentId is no hash')
  return { intentId, reason }
}

/**
 * The reverse of {@link recordToJson}. Every field is checked: a record is a stranger's file.
 *
 * @throws {@link WalrasError} `record/malformed`, `wire/malformed`, `wire/oversized`.
 */
export function recordFromJson(json: unknown): RoundRecord {
  const { market, auction, intents, snapshot, commitments, bids, reverted, dropped, outcome, report } = object(
    json,
    'the file',
  )
  return {
    market: readMarket(market),
    auction: fromJson('SignedAuction', auction),
    intents: list(intents, 'intents', (intent) => fromJson('SignedIntent', intent)),
    snapshot: fromJson('Snapshot', snapshot),
    commitments: list(commitments, 'commitments', (commitment) => fromJson('SignedBidCommitment', commitment)),
    bids: list(bids, 'bids', (bid) => fromJson('Bid', bid)),
    reverted: list(reverted, 'reverted', readReverted),
    // Records from before intents could be dropped say nothing of them.
    dropped: list(dropped ?? [], 'dropped', readDropped),
    ...(outcome !== undefined && { outcome: fromJson('SignedOutcome', outcome) }),
    ...(report !== undefined && { report: fromJson('SettlementReport', report) }),
  }
}
