import type { MarketNode } from '@walras/solver-kit'
import { gossipIntents } from './gossipIntents.ts'
import { createDraw } from './scenario/draw.ts'
import { planIntents } from './scenario/plannedIntents.ts'
import { type RunningMarket, slotCount, slotSeconds } from './startMarket.ts'
import { nameOf, type TradeShow } from './trade.ts'
import { watchRounds } from './watch/watchRounds.ts'

export interface KeepTradingParameters {
  market: RunningMarket
  join: () => Promise<MarketNode>
  nowSeconds: () => bigint
  validSeconds: bigint
  seed: number
  signal: AbortSignal
  show: TradeShow
}

/** Intents at a time, five seconds long: a market that goes on is something to write a solver against. */
const atATime = 2

/** Gossips new intents until aborted, or until the last slot that pools offer has begun. */
export async function keepTrading(parameters: KeepTradingParameters): Promise<void> {
  const { market, join, nowSeconds, validSeconds, seed, signal, show } = parameters
  const node = await join()
  watchRounds(node, market.clients.public, nameOf(market)).on('round', show.round)
  const draw = createDraw(seed + 1)
  const end = market.firstSlot + BigInt(slotCount)
  try {
    while (!signal.aborted) {
      const next = nowSeconds() / slotSeconds + 1n
      const firstSlot = next > market.firstSlot ? next : market.firstSlot
      if (firstSlot >= end) return
      const horizon = { slotSeconds, firstSlot, slotCount: Number(end - firstSlot) }
      const intents = planIntents(draw, atATime, market.pools, horizon)
      await gossipIntents(node, { ...market, intents }, nowSeconds() + validSeconds, () => {})
    }
  } finally {
    await node.stop()
  }
}
