import type { MarketNode } from '@walras/solver-kit'
import { type Hex, isAddressEqual } from 'viem'
import { gossipHostile, gossipReplay, type Refused } from './gossipHostile.ts'
import { gossipIntents, type SentIntent } from './gossipIntents.ts'
import type { RunningMarket } from './startMarket.ts'
import type { RoundView } from './watch/RoundView.ts'
import { watchRounds } from './watch/watchRounds.ts'

/** Where trading tells what is going on. */
export interface TradeShow {
  sent(count: number, total: number): void
  round(view: RoundView): void
}

export interface Traded {
  sent: readonly SentIntent[]
  refused: readonly Refused[]
  /** When each settled intent was seen on chain. */
  settledAtMs: ReadonlyMap<Hex, number>
  rounds: readonly RoundView[]
}

export interface TradeParameters {
  market: RunningMarket
  /** Joins the market's network as a new peer. */
  join: () => Promise<MarketNode>
  /** Chain time, unix seconds. */
  nowSeconds: () => bigint
  /** How long the intents' signatures stay good. */
  validSeconds: bigint
  signal: AbortSignal
  show: TradeShow
}

/** Nothing more can settle once everybody left has been up so many times in a row without a batch. */
const dryTurns = 2

/** Shows a solver's address by its name. */
export function nameOf({ solvers }: RunningMarket) {
  const names = [...solvers].map(([name, { address }]) => ({ name, address }))
  return (solver: Hex): string =>
    names.find(({ address }) => isAddressEqual(address, solver))?.name ?? solver.slice(0, 10)
}

/** Gossips all intents and the hostile messages, and waits until everything that can settle has. */
export async function trade({
  market,
  join,
  nowSeconds,
  validSeconds,
  signal,
  show,
}: TradeParameters): Promise<Traded> {
  const node = await join()
  const sent: SentIntent[] = []
  const settledAtMs = new Map<Hex, number>()
  const rounds: RoundView[] = []
  const watch = watchRounds(node, market.clients.public, nameOf(market))
  const done = Promise.withResolvers<void>()
  // Aborted while still sending, nobody waits for it.
  done.promise.catch(() => {})
  signal.addEventListener('abort', () => done.reject(signal.reason), { once: true })

  let allSent = false
  /** Intents up in rounds since the last batch. */
  let dry = 0
  const look = (): void => {
    const left = sent.length - settledAtMs.size
    if (allSent && (left === 0 || dry >= dryTurns * left)) done.resolve()
  }
  watch.on('settled', (id, atMs) => settledAtMs.set(id, atMs))
  watch.on('round', (view) => {
    rounds.push(view)
    dry = view.settlement || !allSent ? 0 : dry + view.intents
    show.round(view)
    look()
  })

  try {
    const hostile = gossipHostile(join, market, nowSeconds())
    await gossipIntents(node, market, nowSeconds() + validSeconds, (one) => {
      signal.throwIfAborted()
      sent.push(one)
      show.sent(sent.length, market.intents.length)
    })
    allSent = true
    const refused = await hostile
    look()
    await done.promise
    const settled = sent.find(({ id }) => settledAtMs.has(id))
    const replayed = settled ? [await gossipReplay(join, market, settled.signed)] : []
    return { sent, refused: [...refused, ...replayed], settledAtMs, rounds }
  } finally {
    await node.stop()
  }
}
