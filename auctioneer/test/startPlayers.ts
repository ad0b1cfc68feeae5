import type { MarketNode } from '@walras/solver-kit'
import { expect } from 'vitest'
import type { Auctioneer } from '../src/Auctioneer.ts'
import { startAuctioneer, startWallet } from './openMarket.ts'
import { type ScriptedOptions, startSolver } from './scriptedSolver.ts'
import { type StartMarketOptions, startMarket, type TestMarket } from './startMarket.ts'

/** A market with everybody in it, for a file of tests. */
export interface Players {
  market: TestMarket
  auctioneer: Auctioneer
  wallet: MarketNode
  /** Starts a solver and waits until it hears the auctioneer. */
  solver(options: ScriptedOptions): ReturnType<typeof startSolver>
  /** Stops all solvers and waits until the auctioneer has noticed. */
  dismissSolvers(): Promise<void>
  stop(): Promise<void>
}

export async function startPlayers(
  options: Parameters<typeof startAuctioneer>[1] = {},
  marketOptions: StartMarketOptions = {},
): Promise<Players> {
  const market = await startMarket(marketOptions)
  const auctioneer = await startAuctioneer(market, options)
  const wallet = await startWallet(market, auctioneer.multiaddrs)
  const solvers: Awaited<ReturnType<typeof startSolver>>[] = []
  const peers = (count: number) =>
    expect.poll(() => auctioneer.counters().peers, { timeout: 10_000, interval: 20 }).toBe(count)

  async function dismissSolvers(): Promise<void> {
    await Promise.all(solvers.splice(0).map((solver) => solver.stop()))
    await peers(1)
  }
  return {
    market,
    auctioneer,
    wallet,
    dismissSolvers,
    async solver(script) {
      const running = await startSolver(market, auctioneer.multiaddrs, script)
      solvers.push(running)
      await peers(1 + solvers.length)
      return running
    },
    async stop() {
      await Promise.all(solvers.map((solver) => solver.stop()))
      await wallet.stop()
      await auctioneer.stop()
      await market.stop()
    },
  }
}
