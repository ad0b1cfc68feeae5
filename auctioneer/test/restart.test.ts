import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { intentId, settlementAbi } from '@walras/intents-schema'
import { createTestClient, http } from 'viem'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { awaitRound } from './awaitRound.ts'
import { startAuctioneer, startWallet } from './openMarket.ts'
import { startSolver } from './scriptedSolver.ts'
import { startMarket, type TestMarket } from './startMarket.ts'

let market: TestMarket
const dataDir = mkdtempSync(join(tmpdir(), 'walras-restart-'))

beforeAll(async () => {
  market = await startMarket()
}, 60_000)

afterAll(async () => {
  await market?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('behavior: a settlement under way is carried on after a restart, and settles once', async () => {
  const chain = createTestClient({ chain: foundry, mode: 'anvil', transport: http(market.anvil.rpc) })
  const first = await startAuctioneer(market, { dataDir })
  const solver = await startSolver(market, first.multiaddrs, {
    marginBps: 50n,
    driftBps: 5000n,
    // The chain stops before the batch is sent, so the auctioneer ends while it waits for it.
    onProblem: () => chain.setAutomine(false),
  })
  const wallet = await startWallet(market, first.multiaddrs)
  await expect.poll(() => first.counters().peers, { timeout: 10_000, interval: 20 }).toBe(2)

  const signed = await market.intent(0)
  const settling = awaitRound(first, 'settle')
  await wallet.publishIntent(signed)
  const { auctionHash, auction } = await settling
  const waiting = async () => {
    const { pending } = await chain.getTxpoolContent()
    return Object.values(pending).flatMap((byNonce) => Object.values(byNonce).map(({ hash }) => hash))
  }
  await expect.poll(waiting, { timeout: 10_000, interval: 20 }).toHaveLength(1)
  const [stuck] = await waiting()
  await Promise.all([solver.stop(), wallet.stop()])
  await first.stop({ graceMs: 0 })

  const second = await startAuctioneer(market, { dataDir })
  const done = awaitRound(second, 'done')
  expect(second.peerId).toBe(first.peerId)
  // It outbids its predecessor's transaction instead of sending a second one.
  await expect.poll(waiting, { timeout: 10_000, interval: 20 }).not.toEqual([stuck])
  expect(await waiting()).toHaveLength(1)
  await chain.setAutomine(true)
  await chain.mine({ blocks: 1 })
  const { report, settled } = await done
  expect(report).toMatchObject({ status: 'settled', auctionHash })
  expect(settled).toEqual([intentId(market.deployment, signed)])
  expect(await second.store.rounds.find(auctionHash)).toMatchObject({
    state: 'settled',
    number: auction.auction.round,
  })
  expect(await second.store.intents.live()).toEqual([])
  await second.stop()

  const { settlement } = market.deployment
  const batches = await market.client.getContractEvents({
    address: settlement,
    abi: settlementAbi,
    eventName: 'BatchSettled',
    fromBlock: 0n,
  })
  expect(batches.map(({ args }) => args.auctionHash)).toEqual([auctionHash])
})
