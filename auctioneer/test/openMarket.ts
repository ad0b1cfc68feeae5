import { admissionChain, createMarketNode, type MarketNode } from '@walras/solver-kit'
import { pino } from 'pino'
import type { Auctioneer, AuctioneerParameters } from '../src/Auctioneer.ts'
import { createAuctioneer } from '../src/createAuctioneer.ts'
import type { TestMarket } from './startMarket.ts'

const logger = pino({ level: process.env.WALRAS_TEST_LOG ?? 'silent' }, pino.destination(2))

/** An auctioneer in a hurry, but not more than two busy cores allow; it tries again when nobody made it in time. */
export function startAuctioneer(market: TestMarket, options: Partial<AuctioneerParameters> = {}): Promise<Auctioneer> {
  const { settlement, lens } = market.deployment
  return createAuctioneer({
    rpc: market.anvil.rpc,
    settlement,
    lens,
    privateKey: market.auctioneerKey,
    logger,
    commitMs: 1000,
    revealMs: 500,
    intervalMs: 100,
    idleMs: 1000,
    settleSeconds: 5,
    pollMs: 50,
    ...options,
  })
}

/** A node of somebody who only publishes and asks. */
export async function startWallet({ deployment, client }: TestMarket, bootstrap: string[]): Promise<MarketNode> {
  const node = await createMarketNode({
    deployment,
    chain: admissionChain(client),
    nowSeconds: () => BigInt(Math.floor(Date.now() / 1000)),
    bootstrap,
  })
  await node.ready({ peers: 1, signal: AbortSignal.timeout(10_000) })
  return node
}
