import { batchHash, type Deployment, type SettlementReport, type SignedOutcome } from '@walras/intents-schema'
import { resolveAuction } from '@walras/solver-kit'
import type { Logger } from 'pino'
import type { Hex } from 'viem'
import type { Drops } from '../settlement/blameIntents.ts'
import type { Settler } from '../settlement/createSettler.ts'
import type { Store } from '../store/openStore.ts'
import { type AwardRoundParameters, awardRound } from './awardRound.ts'
import { explainRevert } from './explainRevert.ts'
import { FailedAwards } from './FailedAwards.ts'
import type { RoundInbox } from './RoundInbox.ts'
import type { Awarded, RoundEvent, RoundState } from './RoundState.ts'
import { saveRound } from './saveRound.ts'
import { transition, wakeAtMs } from './transition.ts'

/** Where a round tells of itself. */
export interface RoundNetwork {
  publishOutcome(outcome: SignedOutcome): Promise<unknown>
  publishSettlement(report: SettlementReport): Promise<unknown>
  /** Takes settled intents out of the live set. */
  markSettled(ids: readonly Hex[]): void
}

export interface RunRoundParameters extends AwardRoundParameters {
  deployment: Deployment
  settler: Settler
  store: Store
  network: RoundNetwork
  inbox: RoundInbox
  log: Logger
  onState?: (state: RoundState) => void
}

/** A batch that failed without a culprit gets one more chance, then its winners are out. */
const maxUnexplained = 1

/**
 * Carries a round from where it stands to its end: waits, decides, awards, settles, and writes down each step before the
 * world hears of it. Whatever goes wrong is a state of the round, except `signal`: that leaves it to be resumed.
 */
export async function runRound(
  parameters: RunRoundParameters,
  from: RoundState,
  signal: AbortSignal,
): Promise<Extract<RoundState, { phase: 'done' | 'failed' }>> {
  const { deployment, store, network, log, onState } = parameters
  let unexplained = 0
  const failed = new FailedAwards()

  async function publish(what: string, sending: Promise<unknown>): Promise<void> {
    // Gossip is how others hear of it, not whether it is so.
    await sending.catch((error) => log.warn({ err: error }, `the ${what} could not be published`))
  }

  async function tell({ outcome, report }: { outcome: SignedOutcome; report?: SettlementReport }): Promise<void> {
    await publish('outcome', network.publishOutcome(outcome))
    if (report) await publish('report', network.publishSettlement(report))
  }

  async function settle(state: Awarded): Promise<RoundEvent> {
    const { award } = state.outcome
    if (!award) throw new Error('An award is signed before its batch settles.')
    const result = await parameters.settler.settle(state.batch, award, signal)
    if (result.status === 'unsent') return { kind: 'failed', code: 'settlement/unsent', reason: result.reason }
    const { auctionHash } = state
    const about = { auctionHash, batchHash: batchHash(state.batch) }
    if (result.status === 'settled') {
      const { transactionHash, intentIds } = result
      return {
        kind: 'settled',
        report: { ...about, status: 'settled', transactionHash, reason: '' },
        settled: intentIds,
      }
    }
    const { reason } = result
    const transactionHash = result.status === 'reverted' ? result.transactionHash : undefined
    log.warn({ auctionHash, reason, transactionHash }, 'the batch did not settle')
    // A report is what everybody can look up on chain: a batch that was never mined leaves nothing to report.
    const report = transactionHash && ({ ...about, status: 'reverted', transactionHash, reason } as const)
    failed.add({ outcome: state.outcome, ...(report && { report }) })
    const dropped = await explainRevert(parameters, state, result, unexplained > 0).catch((error): Drops => {
      log.warn({ err: error }, 'the chain does not say why the batch reverted')
      return new Map()
    })
    if (dropped.size > 0) return { kind: 'dropped', dropped }
    if (unexplained++ < maxUnexplained) return { kind: 'reverted', reverted: new Map() }
    const { winners } = state.resolution
    return { kind: 'reverted', reverted: new Map(winners.map(({ solver }) => [solver, result.reason])) }
  }

  async function next(state: RoundState): Promise<RoundEvent> {
    switch (state.phase) {
      case 'commit':
      case 'reveal':
        return parameters.inbox.next(wakeAtMs(state), signal)
      case 'resolve': {
        const { problem, commitments, bids, reverted, dropped } = state
        const seen = [...commitments.values()].map(({ commitment }) => commitment)
        return {
          kind: 'resolved',
          resolution: resolveAuction({ problem, commitments: seen, bids: [...bids.values()], reverted, dropped }),
        }
      }
      case 'award':
        return awardRound(parameters, state)
      case 'settle':
        return settle(state)
      default:
        throw new Error(`A round in phase ${state.phase} does not go on by itself.`)
    }
  }

  let state = from
  for (;;) {
    onState?.(state)
    if (state.phase === 'settle' || state.phase === 'done' || state.phase === 'failed')
      await saveRound(store, deployment, state)
    if (state.phase === 'settle' || state.phase === 'done') {
      for (const each of failed.take(state.outcome, state.phase === 'done')) await tell(each)
    }
    if (state.phase === 'done') {
      network.markSettled(state.settled)
      await tell(state)
    }
    if (state.phase === 'done' || state.phase === 'failed') return state
    let event: RoundEvent
    try {
      event = await next(state)
    } catch (error) {
      signal.throwIfAborted()
      log.error({ err: error, phase: state.phase }, 'the round failed')
      event = { kind: 'failed', code: 'round/unexpected', reason: (error as Error).message }
    }
    if (event.kind === 'reverted')
      for (const [solver, reason] of event.reverted) log.warn({ solver, reason }, 'a winner would not settle')
    if (event.kind === 'dropped')
      for (const [intentId, reason] of event.dropped)
        log.warn({ intentId, reason }, 'dropped an intent from the auction')
    state = transition(state, event)
  }
}
