import { setTimeout as sleep } from 'node:timers/promises'
import type { SignedAuction, SignedIntent } from '@walras/intents-schema'
import { BaseError, type Hex } from 'viem'
import { noIntents, type OpenRoundParameters, type OpenRoundResult, openRound } from './openRound.ts'
import { RoundInbox } from './RoundInbox.ts'
import { RoundNumbers } from './RoundNumbers.ts'
import type { RoundState } from './RoundState.ts'
import { resumeRound } from './resumeRound.ts'
import { type RunRoundParameters, runRound } from './runRound.ts'
import { loadRecord, saveOpened } from './saveRound.ts'
import { Turns } from './Turns.ts'
import { transition } from './transition.ts'
import type { Waker } from './Waker.ts'

export interface RunRoundsParameters extends OpenRoundParameters, Omit<RunRoundParameters, 'inbox' | 'onState'> {
  /** Live intents, oldest first. */
  live: () => readonly { id: Hex; signed: SignedIntent }[]
  publishAuction: (auction: SignedAuction) => Promise<unknown>
  /** Takes messages of the network from now on, until the next call. */
  listen: (inbox: RoundInbox) => void
  /** Woken by what could make the next round end differently. */
  waker: Waker
  /** Least time between two cuts, and from the first intent after a silence to the next cut. */
  intervalMs: number
  /** Longest wait before an auction that found no winner is tried again. */
  idleMs: number
  /** Stops after the round that is settling; `signal` of {@link runRounds} stops at once. */
  stopping: AbortSignal
  onState: (state: RoundState) => void
  onIdle: (reason: string) => void
}

/** Settles what an earlier process had awarded, and drops what it had only begun. */
async function resumeRounds(parameters: RunRoundsParameters, signal: AbortSignal): Promise<void> {
  const { store, log, onState } = parameters
  const dropped = await store.rounds.dropOpen()
  if (dropped > 0) log.info({ dropped }, 'dropped rounds that had not been awarded')
  for (const { auctionHash, number } of await store.rounds.settling()) {
    const record = await loadRecord(store, auctionHash)
    const state = record && resumeRound(record)
    if (!state) {
      log.error({ auctionHash, round: number }, 'the record of an awarded round is damaged; it is left to the chain')
      continue
    }
    log.info({ auctionHash, round: number }, 'resuming the settlement of a round')
    await runRound({ ...parameters, inbox: new RoundInbox(), onState }, state, signal)
  }
}

async function open(parameters: RunRoundsParameters, numbers: RoundNumbers, turns: Turns): Promise<OpenRoundResult> {
  const { store, clock, network, waker, log, publishAuction, live } = parameters
  // What happens from here on is not in this round.
  waker.clear()
  await store.intents.endExpired(clock.nowSeconds())
  const result = await openRound(parameters, numbers, live(), turns)
  if (result.spent.length > 0) {
    log.info({ intents: result.spent.length }, 'intents dropped: their nonces are used')
    network.markSettled(result.spent)
    await store.intents.end(result.spent, 'refused')
  }
  if ('opened' in result) {
    await saveOpened(store, result.opened)
    await publishAuction(result.opened.auction)
  }
  return result
}

/** What to wait for after a round, and at most how long; `undefined`: go on. */
function pause(state: RoundState, idleMs: number): { reason: string; atMostMs: number } | undefined {
  if (state.phase === 'failed') return { reason: `the round failed: ${state.reason}`, atMostMs: idleMs }
  if (state.phase === 'done' && !state.report) {
    const { commitments } = state
    return { reason: commitments.size === 0 ? 'nobody bid' : 'no bid could win', atMostMs: idleMs }
  }
  return undefined
}

function reasonOf(error: unknown): string {
  if (error instanceof BaseError) return `the chain does not answer: ${error.details || error.shortMessage}`
  return error instanceof Error ? error.message : String(error)
}

/**
 * The auctioneer's day: one round after the other, each against the state the one before left behind. Rounds do not
 * overlap, so an intent is never in two batches at once. Without intents there are no rounds, and an auction that found
 * no winner is not repeated until something has changed, or `idleMs` have passed.
 *
 * Ends when `stopping` or `signal` aborts.
 */
export async function runRounds(parameters: RunRoundsParameters, signal: AbortSignal): Promise<void> {
  const { store, waker, log, stopping, idleMs, intervalMs, listen, onState, onIdle } = parameters
  await resumeRounds(parameters, signal)
  const numbers = new RoundNumbers(await store.rounds.latestNumber(), Date.now())
  const turns = new Turns()
  let lastFailure = ''
  const waiting = AbortSignal.any([stopping, signal])

  async function wait(reason: string, atMostMs: number): Promise<void> {
    onIdle(reason)
    const woke = await waker.wait(atMostMs, waiting)
    log.debug({ reason, woke: woke ?? 'time' }, 'waited')
  }

  async function one(): Promise<void> {
    const startedAtMs = Date.now()
    const inbox = new RoundInbox()
    listen(inbox)
    const result = await open(parameters, numbers, turns)
    if ('idle' in result) {
      if (result.idle !== noIntents) return wait(result.idle, idleMs)
      await wait(result.idle, 2 ** 31 - 1)
      // The first intent after a silence seldom comes alone: a batch of one serves nobody well.
      return sleep(intervalMs, undefined, { signal: waiting })
    }
    const { round } = result.opened.auction.auction
    const opened = transition({ phase: 'open', round }, { kind: 'opened', opened: result.opened })
    const ended = await runRound({ ...parameters, inbox, onState }, opened, signal)
    const next = pause(ended, idleMs)
    if (next) await wait(next.reason, next.atMostMs)
    await sleep(Math.max(0, startedAtMs + intervalMs - Date.now()), undefined, { signal: waiting })
  }

  while (!waiting.aborted) {
    try {
      await one()
      lastFailure = ''
    } catch (error) {
      if (waiting.aborted) return
      const reason = reasonOf(error)
      // Once is enough for people; the status line goes on telling.
      log[reason === lastFailure ? 'debug' : 'error']({ err: error }, 'no round could be opened')
      lastFailure = reason
      onIdle(reason)
      await sleep(Math.min(idleMs, 1000), undefined, { signal: waiting }).catch(() => {})
    }
  }
}
