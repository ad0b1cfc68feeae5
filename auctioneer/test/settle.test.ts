import { settlementAbi } from '@walras/intents-schema'
import { admissionChain, createMarketNode } from '@walras/solver-kit'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Auctioneer, createAuctioneer } from '../src/createAuctioneer.ts'
import { replayRound } from '../src/round/replayRound.ts'
import { loadRecord } from '../src/round/saveRound.ts'
import { awaitRound } from './awaitRound.ts'
import { startSolver } from './scriptedSolver.ts'
import { startMarket, type TestMarket } from './startMarket.ts'

const logger = pino({ level: process.env.WALRAS_TEST_LOG ?? 'silent' }, pino.destination(2))

let market: TestMarket
let auctioneer: Auctioneer
const stops: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  market = await startMarket()
  const { anvil, deployment, auctioneerKey: privateKey } = market
  const { settlement, lens } = deployment
  auctioneer = await createAuctioneer({
    rpc: anvil.rpc,
    settlement,
    lens,
    privateKey,
    logger,
    commitMs: 600,
    revealMs: 400,
    intervalMs: 100,
    idleMs: 60_000,
    settleSeconds: 5,
    pollMs: 50,
  })
}, 60_000)

afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()))
  await auctioneer?.stop()
  await market?.stop()
})

async function wallet() {
  const node = await createMarketNode({
    deployment: market.deployment,
    chain: admissionChain(market.client),
    nowSeconds: () => BigInt(Math.floor(Date.now() / 1000)),
    bootstrap: auctioneer.multiaddrs,
  })
  stops.push(() => node.stop())
  await node.ready({ peers: 1, signal: AbortSignal.timeout(10_000) })
  return node
}

test('behavior: settles a gossiped intent', async () => {
  const solver = await startSolver(market, auctioneer.multiaddrs, { marginBps: 50n, driftBps: 5000n })
  stops.push(solver.stop)
  const node = await wallet()
  const signed = await market.intent(0)
  const done = awaitRound(auctioneer, 'done', ({ report }) => report !== undefined)
  const { messageId } = await node.publishIntent(signed)
  const [receipt] = await node.receipts([messageId], auctioneer.peerId)
  expect(receipt?.status).toBe('accepted')
  const { auctionHash, report, settled, resolution } = await done
  expect(report?.status).toBe('settled')
  expect(settled).toEqual([receipt?.intentId])
  expect(resolution.winners.map(({ solver }) => solver)).toEqual([solver.solver])
  const { settlement } = market.deployment
  expect(
    await market.client.readContract({
      address: settlement,
      abi: settlementAbi,
      functionName: 'settled',
      args: [auctionHash],
    }),
  ).toBe(true)
  expect(await auctioneer.store.intents.live()).toEqual([])
  expect((await auctioneer.store.rounds.find(auctionHash))?.state).toBe('settled')

  const record = await loadRecord(auctioneer.store, auctionHash)
  if (!record) throw new Error('The round is not recorded.')
  expect((await replayRound(record)).outcome.total).toBe(resolution.outcome.total)
})
