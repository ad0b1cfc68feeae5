import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
import { type AuctioneerProcess, startProcess } from './startProcess.ts'

let market: TestMarket
const directory = mkdtempSync(join(tmpdir(), 'walras-restart-'))
/** One for all tests: making a database is the slowest thing here. */
const dataDir = join(directory, 'data')
const processes: AuctioneerProcess[] = []

beforeAll(async () => {
  market = await startMarket()
}, 60_000)

afterAll(async () => {
  for (const { child } of processes) child.kill('SIGKILL')
  await market?.stop()
  rmSync(directory, { recursive: true, force: true })
})

function start(options: Record<string, string>, environment?: Record<string, string>): AuctioneerProcess {
  const started = startProcess(market, options, environment)
  processes.push(started)
  return started
}

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

test('behavior: kill -9 loses no acknowledged intent; SIGTERM ends with 0', async () => {
  const keyFile = join(directory, 'key')
  writeFileSync(keyFile, `${market.auctioneerKey}\n`)
  const options = { '--data-dir': dataDir, '--key-file': keyFile }
  const first = start(options, { WALRAS_AUCTIONEER_KEY: '' })
  const { multiaddrs, peerId } = await first.ready
  const wallet = await startWallet(market, multiaddrs)
  const signed = await Promise.all([0, 1, 2, 2].map((buyer) => market.intent(buyer)))
  const published = await Promise.all(signed.map((intent) => wallet.publishIntent(intent)))
  const receipts = await wallet.receipts(
    published.map(({ messageId }) => messageId),
    peerId,
  )
  first.child.kill('SIGKILL')
  expect(receipts.map(({ status }) => status)).toEqual(signed.map(() => 'accepted'))
  await Promise.all([first.exit, wallet.stop()])

  const second = start(options, { WALRAS_AUCTIONEER_KEY: '' })
  const restarted = await second.ready
  expect(restarted.peerId).toBe(peerId)
  const stranger = await startWallet(market, restarted.multiaddrs)
  const ids = signed.map((intent) => intentId(market.deployment, intent))
  const found = await stranger.fetchIntents(ids, { signal: AbortSignal.timeout(10_000) })
  expect(found).toEqual(signed)
  await stranger.stop()

  second.child.kill('SIGTERM')
  expect(await second.exit).toEqual([0, null])
  expect(second.output.stdout.trim().split('\n').length).toBe(1)
  expect(second.output.stderr).not.toContain(market.auctioneerKey.slice(2))
})

test('error: a key that is not the auctioneer’s', async () => {
  const { exit, output } = start({}, { WALRAS_AUCTIONEER_KEY: `0x${'1'.repeat(64)}` })
  expect(await exit).toEqual([2, null])
  expect(output.stdout).toBe('')
  expect(output.stderr).toMatch(
    /^The auctioneer of settlement 0x\w{40} is 0x\w{40}, the key given is that of 0x\w{40}\.\n$/,
  )
})

test('error: no chain', async () => {
  const { exit, output } = start({ '--rpc': 'http://127.0.0.1:1' })
  expect(await exit).toEqual([1, null])
  expect(output.stderr).toContain('Is the chain running')
})
