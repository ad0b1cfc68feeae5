import { gapBps } from '@walras/solver-kit'
import type { Logger } from 'pino'
import type { Auctioneer } from '../Auctioneer.ts'
import type { RoundState } from '../round/RoundState.ts'
import type { StatusLine } from './StatusLine.ts'

type Told = { level: 'info' | 'warn' | 'debug'; facts: object; message: string }

/** What an operator wants to read of a phase. */
function tell(state: RoundState): Told | undefined {
  switch (state.phase) {
    case 'commit': {
      const { round, intentIds, blockNumber, firstSlot, slotCount } = state.auction.auction
      const facts = { round, intents: intentIds.length, blockNumber, firstSlot, slotCount, auction: state.auctionHash }
      return { level: 'info', facts, message: 'auction open' }
    }
    case 'resolve':
      return {
        level: 'debug',
        facts: { commitments: state.commitments.size, bids: state.bids.size },
        message: 'bids closed',
      }
    case 'settle': {
      const { winners, outcome } = state.resolution
      const facts = {
        winners: winners.map(({ solver }) => solver),
        total: outcome.total,
        intents: state.batch.orders.length,
        unserved: outcome.unserved.length,
        ...(outcome.bound > 0n && { certifiedGapBps: gapBps(outcome.total, outcome.bound) }),
      }
      return { level: 'info', facts, message: 'awarded' }
    }
    case 'done': {
      const { round } = state.auction.auction
      if (!state.report) return { level: 'info', facts: { round, bids: state.bids.size }, message: 'no winner' }
      const { transactionHash } = state.report
      return { level: 'info', facts: { round, intents: state.settled.length, transactionHash }, message: 'settled' }
    }
    case 'failed':
      return {
        level: 'warn',
        facts: { during: state.during, code: state.code, reason: state.reason },
        message: 'round failed',
      }
    default:
      return undefined
  }
}

/** Logs the phases of every round, and keeps the status line up to date. */
export function logRounds({ events, counters }: Auctioneer, log: Logger, status: StatusLine | undefined): void {
  let phase: RoundState['phase'] | undefined
  let round = ''
  let last = ''

  function show(now: string): void {
    const { 'intents.live': live = 0, peers = 0 } = counters()
    status?.show(`${round}${now} · ${live} live intents · ${peers} peers${last && ` · last: ${last}`}`)
  }

  events.on('round', (state) => {
    if ('auction' in state) round = `round ${state.auction.auction.round} · `
    const entered = state.phase !== phase
    phase = state.phase
    const told = entered ? tell(state) : undefined
    if (told) log[told.level](told.facts, told.message)
    if (state.phase === 'done') last = state.report ? `${state.settled.length} intents settled` : 'no winner'
    if (state.phase === 'failed') last = 'failed'
    show(state.phase)
  })
  events.on('idle', (reason) => {
    log.debug({ reason }, 'idle')
    show(`waiting: ${reason}`)
  })
}
