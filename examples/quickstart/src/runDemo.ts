import {
  admissionChain,
  createChainClock,
  createMarketNode,
  type MarketNode,
  settlementCheck,
} from '@walras/solver-kit'
import { checkRefusals } from './gossipHostile.ts'
import { keepTrading } from './keepTrading.ts'
import { closeMarket } from './leases/closeMarket.ts'
import type { LeaseHour } from './leases/liveLeases.ts'
import { compareBatches } from './report/compareBatches.ts'
import { type DemoReport, writeReport } from './report/writeReport.ts'
import { type RunningMarket, startMarket } from './startMarket.ts'
import { type Traded, type TradeShow, trade } from './trade.ts'
import type { Check } from './verify/Check.ts'
import { type History, readHistory } from './verify/readHistory.ts'
import { type VerifiedLeases, verifyLeases } from './verify/verifyLeases.ts'
import { verifyMarket } from './verify/verifyMarket.ts'

/** Where the demo tells what is going on. */
export interface DemoShow extends TradeShow {
  stage(name: string, done: number): void
  started(market: RunningMarket): void
  /** Trading is over: from here on time moves. */
  closing(): void
  hour(hour: LeaseHour): void
  kept(market: RunningMarket, directory: string): void
}

export interface DemoParameters {
  seed: number
  intents: number
  /** Leave the market running: nothing expires, and no lease begins. */
  keep: boolean
  /** Folder for logs and the market file. */
  directory: string
  signal: AbortSignal
  show: DemoShow
  /** Told of everything that must end when the demo does, as soon as it exists. */
  onStarted: (stop: () => Promise<void>) => void
}

export interface DemoResult {
  report: DemoReport
  market: RunningMarket
  /** Goes on trading new intents until the demo's signal aborts: for a market that is kept. */
  goOn: () => Promise<void>
}

/** How long signatures stay good. Longer than any demo takes; what nobody serves expires when time is moved on. */
const validSeconds = 1800n

/** A wallet's node: it only dials. */
async function joinMarket({ clients, deployment, file }: RunningMarket, nowSeconds: () => bigint): Promise<MarketNode> {
  const node = await createMarketNode({
    deployment,
    bootstrap: file.bootstrap,
    chain: admissionChain(clients.public),
    checkSettlement: settlementCheck(clients.public, deployment),
    nowSeconds,
  })
  await node.ready({ peers: 1, signal: AbortSignal.timeout(20_000) })
  return node
}

async function inspect(market: RunningMarket, traded: Traded, history: History): Promise<Check[]> {
  const { clients, deployment } = market
  return [...(await verifyMarket(clients.public, deployment, history)), checkRefusals(traded.refused)]
}

/**
 * The main job, whole: starts a market, lets buyers and solvers trade until nothing more can settle, then checks what
 * happened from the chain.
 */
export async function runDemo(parameters: DemoParameters): Promise<DemoResult> {
  const { seed, intents, keep, directory, signal, show, onStarted } = parameters
  const market = await startMarket({ seed, intents, keep, directory, onStage: show.stage, onStarted })
  const { clients, deployment } = market
  const { nowSeconds } = await createChainClock(clients.public)
  show.started(market)
  signal.throwIfAborted()
  const join = () => joinMarket(market, nowSeconds)
  const traded = await trade({ market, join, nowSeconds, validSeconds, signal, show })

  const history = await readHistory(clients.public, deployment)
  const checks = await inspect(market, traded, history)
  const comparison = await compareBatches(
    clients.public,
    deployment,
    history,
    traded.sent.map(({ signed }) => signed),
  )
  let leases: VerifiedLeases | undefined
  if (!keep) {
    show.closing()
    await closeMarket({ market, seed, onHour: show.hour })
    leases = await verifyLeases(clients.public, deployment)
    checks.push(...leases.checks)
  }
  const { timestamp } = await clients.public.getBlock()
  return {
    market,
    report: writeReport({
      traded,
      history,
      comparison,
      checks,
      market,
      nowSeconds: timestamp,
      ...(leases && { leases }),
    }),
    goOn: () => keepTrading({ market, join, nowSeconds, validSeconds, seed, signal, show }),
  }
}
