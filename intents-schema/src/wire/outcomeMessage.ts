import { hexToBytes } from 'viem'
import type { SignedAward } from '../auction/Auction.ts'
import {
  type BidOutcome,
  bidStatuses,
  type SettlementReport,
  type SignedOutcome,
  type UnservedIntent,
} from '../auction/Outcome.ts'
import {
  readAddress,
  readHash,
  readInt256,
  readList,
  readOneOf,
  readPresent,
  readSignature,
  readText,
  readUint256,
} from './decodeField.ts'
import {
  writeAddress,
  writeHash,
  writeInt256,
  writeText,
  writeUint32,
  writeUint64,
  writeUint256,
} from './encodeField.ts'
import * as pb from './generated/walras/v1/outcome_pb.ts'
import { wireLimits } from './limits.ts'
import { decodeMessage, encodeMessage } from './message.ts'
import { malformed } from './wireError.ts'

/** What topic `outcomes` carries: the auctioneer's decision, or later what the chain did with it. */
export type OutcomeMessage = { kind: 'outcome'; value: SignedOutcome } | { kind: 'settlement'; value: SettlementReport }

export const settlementStatuses = ['settled', 'reverted'] as const

function readBidOutcome(message: pb.BidOutcome): BidOutcome {
  return {
    solver: readAddress('solver', message.solver),
    bidHash: readHash('bidHash', message.bidHash),
    status: readOneOf('status', message.status, bidStatuses),
    score: readInt256('score', message.score),
    marginal: readInt256('marginal', message.marginal),
    bound: readUint256('bound', message.bound),
    solution: message.solution,
    code: readText('code', message.code, wireLimits.codeCharacters),
    reason: readText('reason', message.reason, wireLimits.bidReasonCharacters),
  }
}

function readUnserved({ intent, code, reason }: pb.UnservedIntent): UnservedIntent {
  return {
    intent,
    code: readText('unserved.code', code, wireLimits.unservedCodeCharacters),
    reason: readText('unserved.reason', reason, wireLimits.unservedReasonCharacters),
  }
}

function readAward(message: pb.SignedAward): SignedAward {
  return {
    award: {
      auctionHash: readHash('award.auctionHash', message.auctionHash),
      batchHash: readHash('award.batchHash', message.batchHash),
      expiryBlock: message.expiryBlock,
    },
    signature: readSignature('award.signature', message.signature),
  }
}

function readOutcome(message: pb.SignedOutcome): SignedOutcome {
  const outcome = readPresent('outcome', message.outcome)
  return {
    outcome: {
      auctionHash: readHash('auctionHash', outcome.auctionHash),
      total: readInt256('total', outcome.total),
      bound: readUint256('bound', outcome.bound),
      bids: readList('bids', outcome.bids, wireLimits.bids, readBidOutcome),
      unserved: readList('unserved', outcome.unserved, wireLimits.unserved, readUnserved),
    },
    signature: readSignature('signature', message.signature),
    ...(message.award && { award: readAward(message.award) }),
  }
}

function readSettlement(message: pb.SettlementReport): SettlementReport {
  return {
    auctionHash: readHash('auctionHash', message.auctionHash),
    batchHash: readHash('batchHash', message.batchHash),
    status: readOneOf('status', message.status, settlementStatuses),
    transactionHash: readHash('transactionHash', message.transactionHash),
    reason: readText('reason', message.reason, wireLimits.reasonCharacters),
  }
}

function writeBidOutcome(bid: BidOutcome) {
  return {
    ...bid,
    solver: writeAddress('solver', bid.solver),
    bidHash: writeHash('bidHash', bid.bidHash),
    score: writeInt256('score', bid.score),
    marginal: writeInt256('marginal', bid.marginal),
    bound: writeUint256('bound', bid.bound),
    solution: writeUint32('solution', bid.solution),
    code: writeText('code', bid.code, wireLimits.codeCharacters),
    reason: writeText('reason', bid.reason, wireLimits.bidReasonCharacters),
  }
}

function writeUnserved({ intent, code, reason }: UnservedIntent) {
  return {
    intent: writeUint32('unserved.intent', intent),
    code: writeText('unserved.code', code, wireLimits.unservedCodeCharacters),
    reason: writeText('unserved.reason', reason, wireLimits.unservedReasonCharacters),
  }
}

function writeOutcome({ outcome, signature, award }: SignedOutcome) {
  return {
    outcome: {
      auctionHash: writeHash('auctionHash', outcome.auctionHash),
      total: writeInt256('total', outcome.total),
      bound: writeUint256('bound', outcome.bound),
      bids: outcome.bids.map(writeBidOutcome),
      unserved: outcome.unserved.map(writeUnserved),
    },
    signature: hexToBytes(signature),
    ...(award && {
      award: {
        auctionHash: writeHash('award.auctionHash', award.award.auctionHash),
        batchHash: writeHash('award.batchHash', award.award.batchHash),
        expiryBlock: writeUint64('award.expiryBlock', award.award.expiryBlock),
        signature: hexToBytes(award.signature),
      },
    }),
  }
}

function writeSettlement(report: SettlementReport) {
  return {
    auctionHash: writeHash('auctionHash', report.auctionHash),
    batchHash: writeHash('batchHash', report.batchHash),
    status: report.status,
    transactionHash: writeHash('transactionHash', report.transactionHash),
    reason: report.reason.slice(0, wireLimits.reasonCharacters),
  }
}

/** @throws {@link WalrasError} `wire/unencodable`. */
export function encodeOutcomeMessage(message: OutcomeMessage): Uint8Array {
  return encodeMessage(pb.OutcomeMessageSchema, wireLimits.frameBytes, () => ({
    message:
      message.kind === 'outcome'
        ? { case: 'outcome' as const, value: writeOutcome(message.value) }
        : { case: 'settlement' as const, value: writeSettlement(message.value) },
  }))
}

/** @throws {@link WalrasError} `wire/oversized` or `wire/malformed`, and nothing else. */
export function decodeOutcomeMessage(bytes: Uint8Array): OutcomeMessage {
  return decodeMessage(pb.OutcomeMessageSchema, bytes, wireLimits.frameBytes, ({ message }) => {
    if (message.case === 'outcome') return { kind: 'outcome' as const, value: readOutcome(message.value) }
    if (message.case === 'settlement') return { kind: 'settlement' as const, value: readSettlement(message.value) }
    throw malformed('An outcome message carries an outcome or a settlement report.')
  })
}
