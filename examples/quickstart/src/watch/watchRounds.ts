import { EventEmitter } from 'node:events'
import {
  type SettlementReport,
  type SignedAuction,
  type SignedOutcome,
  settlementAbi,
  type UnservedIntent,
} from '@walras/intents-schema'
import { gapBps, type MarketNode, type MessageMeta } from '@walras/solver-kit'
import { type Address, type Hex, type PublicClient, parseEventLogs } from 'viem'
import type { RoundView } from './RoundView.ts'

interface WatchEvents {
  /** A round ended, with or without a batch. */
  round: [view: RoundView]
  /** An intent is on chain. */
  settled: [intentId: Hex, atMs: number]
}

interface OpenRound {
  signed: SignedAuction
  startedAtMs: number
  outcome?: SignedOutcome
}

function countReasons(unserved: readonly UnservedIntent[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { code } of unserved) counts.set(code, (counts.get(code) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a))
}

/**
 * Follows rounds as any peer can: auctions, outcomes and reports from gossip, gas and payments from the chain.
 *
 * @param nameOf shows a solver's address by name
 */
export function watchRounds(
  node: MarketNode,
  client: PublicClient,
  nameOf: (solver: Address) => string,
): EventEmitter<WatchEvents> {
  const events = new EventEmitter<WatchEvents>()
  const open = new Map<Hex, OpenRound>()

  const view = (hash: Hex, { signed, outcome }: OpenRound): RoundView => ({
    round: signed.auction.round,
    auctionHash: hash,
    intents: signed.auction.intentIds.length,
    total: outcome?.outcome.total ?? 0n,
    ...(outcome &&
      outcome.outcome.bound > 0n && { certifiedGapBps: gapBps(outcome.outcome.total, outcome.outcome.bound) }),
    unserved: countReasons(outcome?.outcome.unserved ?? []),
    bids: (outcome?.outcome.bids ?? []).map(({ solver, status, score, code }) => ({
      solver: nameOf(solver),
      status,
      score,
      code,
    })),
  })

  const onOutcome = (signed: SignedOutcome): void => {
    const hash = signed.outcome.auctionHash
    const round = open.get(hash)
    if (!round) return
    round.outcome = signed
    if (!signed.award) events.emit('round', { ...view(hash, round), reason: 'nobody can serve what is left' })
  }

  const onSettlement = async (report: SettlementReport, { receivedAtMs }: MessageMeta): Promise<void> => {
    const round = open.get(report.auctionHash)
    if (!round || report.status === 'reverted') return
    const receipt = await client.getTransactionReceipt({ hash: report.transactionHash })
    const settled = parseEventLogs({ abi: settlementAbi, logs: receipt.logs, eventName: 'IntentSettled' })
    for (const { args } of settled) events.emit('settled', args.intentId, receivedAtMs)
    events.emit('round', {
      ...view(report.auctionHash, round),
      settlement: {
        transactionHash: report.transactionHash,
        served: settled.length,
        surplus: settled.reduce((total, { args }) => total + args.limit - args.payment, 0n),
        gasUsed: receipt.gasUsed,
        latencyMs: receivedAtMs - round.startedAtMs,
      },
    })
  }

  node.on('auction', (signed, { id, receivedAtMs }) => open.set(id, { signed, startedAtMs: receivedAtMs }))
  node.on('outcome', onOutcome)
  node.on('settlement', (report, meta) => void onSettlement(report, meta))
  return events
}
