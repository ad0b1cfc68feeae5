import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settlementAbi } from '@walras/intents-schema'
import { pino } from 'pino'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { replay } from '../src/cli/replay.ts'
import { writeRecord } from '../src/cli/writeRecord.ts'
import { replayRound } from '../src/round/replayRound.ts'
import { resumeRound } from '../src/round/resumeRound.ts'
import { loadRecord } from '../src/round/saveRound.ts'
import { createSettler } from '../src/settlement/createSettler.ts'
import { awaitRound } from './awaitRound.ts'
import { startAuctioneer, startWallet } from './openMarket.ts'
import { slotSeconds } from './startMarket.ts'
import { type Players, startPlayers } from './startPlayers.ts'

let players: Players

beforeAll(async () => {
  players = await startPlayers()
}, 60_000)

afterEach(() => players.dismissSolvers())
afterAll(() => players?.stop())

const isSettled = (auctionHash: `0x${string}`) =>
  players.market.client.readContract({
    address: players.market.deployment.settlement,
    abi: settlementAbi,
    functionName: 'settled',
    args: [auctionHash],
  })

test('behavior: settles gossiped intents, tells everybody, and can prove it', async () => {
  const { market, auctioneer, wallet, solver } = players
  const certificate = { prices: [], gasPrice: 0n }
  const { solver: winner } = await solver({ marginBps: 50n, driftBps: 5000n, certificate })
  const done = awaitRound(auctioneer, 'done', ({ report }) => report !== undefined)
  const outcome = new Promise((resolve) => wallet.once('outcome', ({ outcome }) => resolve(outcome)))
  const report = new Promise((resolve) => wallet.once('settlement', resolve))

  const { messageId } = await wallet.publishIntent(await market.intent(0))
  const [receipt] = await wallet.receipts([messageId], auctioneer.peerId)
  expect(receipt?.status).toBe('accepted')

  const state = await done
  expect(state.settled).toEqual([receipt?.intentId])
  expect(state.resolution.winners.map(({ solver }) => solver)).toEqual([winner])
  expect(await isSettled(state.auctionHash)).toBe(true)
  expect(await outcome).toEqual(state.outcome.outcome)
  expect(await report).toEqual(state.report)
  expect(await auctioneer.store.intents.live()).toEqual([])
  expect((await auctioneer.store.rounds.find(state.auctionHash))?.state).toBe('settled')

  const record = await loadRecord(auctioneer.store, state.auctionHash)
  if (!record?.outcome) throw new Error('The round is not recorded.')
  expect((await replayRound(record)).outcome).toEqual(state.outcome.outcome)
  const { total, bound, bids, unserved } = state.outcome.outcome
  expect(bound).toBeGreaterThanOrEqual(total)
  expect(bids).toMatchObject([{ bound }])
  expect(unserved).toEqual([])
  const withoutBids = { ...record, bids: [] }
  await expect(replayRound(withoutBids)).rejects.toMatchObject({ code: 'replay/differs' })
  const otherPools = { ...record, snapshot: { ...record.snapshot, pools: [] } }
  await expect(replayRound(otherPools)).rejects.toThrow('The snapshot is not that of the auction.')

  const directory = mkdtempSync(join(tmpdir(), 'walras-record-'))
  writeRecord(directory, auctioneer.deployment, state)
  const file = join(directory, `${state.auctionHash}.json`)
  expect(await replay(file, {})).toMatch(
    /^Round \d+: the outcome is right\. Bids: 1, won: 1, total score: \d+, at most \d+(\.\d+)? bp below the best there is\.$/,
  )
  rmSync(directory, { recursive: true })
})

test('behavior: an award that has settled is not sent again', async () => {
  const { market, auctioneer } = players
  const { client, deployment } = market
  const [first] = await client.getContractEvents({
    address: deployment.settlement,
    abi: settlementAbi,
    eventName: 'BatchSettled',
    fromBlock: 0n,
    strict: true,
  })
  if (!first) throw new Error('Nothing has settled yet.')
  const { args, transactionHash } = first
  const record = await loadRecord(auctioneer.store, args.auctionHash)
  const { batch, outcome } = (record && resumeRound(record)) ?? {}
  if (!batch || !outcome?.award) throw new Error('The round cannot be resumed.')
  const account = privateKeyToAccount(market.auctioneerKey)
  const settler = createSettler({
    client,
    wallet: market.wallet(account),
    deployment,
    log: pino({ level: 'silent' }),
  })
  const sent = () => client.getTransactionCount({ address: account.address })
  const before = await sent()
  const result = await settler.settle(batch, outcome.award, AbortSignal.timeout(10_000))
  expect(result).toMatchObject({ status: 'settled', transactionHash })
  expect(await sent()).toBe(before)
})

test('behavior: an award that would revert falls over to the second best bid in the same round', async () => {
  const { market, auctioneer, wallet, solver } = players
  // Bids at today's price to the unit, then somebody buys: the contract refuses its price.
  const rigid = await solver({
    marginBps: 0n,
    driftBps: 0n,
    onProblem: ({ snapshot }) => market.buy(snapshot.firstSlot, 10n),
  })
  const patient = await solver({ marginBps: 100n, driftBps: 5000n })
  const winners: string[] = []
  auctioneer.events.on('round', (state) => {
    if (state.phase === 'commit') winners.length = 0
    if (state.phase === 'award') winners.push(state.resolution.winners.map(({ solver }) => solver).join())
  })
  const done = awaitRound(auctioneer, 'done', ({ bids }) => bids.size === 2)
  await wallet.publishIntent(await market.intent(1))

  const { auctionHash, outcome, report, settled, reverted } = await done
  expect(winners).toEqual([rigid.solver, patient.solver])
  expect(report?.status).toBe('settled')
  expect(settled.length).toBe(1)
  expect([...reverted.keys()]).toEqual([rigid.solver])
  expect(reverted.get(rigid.solver)).toMatch(/^PriceAboveMaximum\(0, \d+, \d+\)$/)
  const statuses = Object.fromEntries(outcome.outcome.bids.map(({ solver, status }) => [solver, status]))
  expect(statuses).toEqual({ [rigid.solver]: 'reverted', [patient.solver]: 'won' })
  expect(await isSettled(auctionHash)).toBe(true)
  const record = await loadRecord(auctioneer.store, auctionHash)
  expect(record && (await replayRound(record)).outcome).toEqual(outcome.outcome)
})

test('behavior: without a winner it waits for something new instead of repeating the auction', async () => {
  const { market } = players
  const patient = await startAuctioneer(market, { idleMs: 600_000, commitMs: 100 })
  const buyer = await startWallet(market, patient.multiaddrs)
  const idle = new Promise<string>((resolve) => patient.events.once('idle', resolve))
  const done = awaitRound(patient, 'done')
  await buyer.publishIntent(await market.intent(2))
  const { auction, report, outcome } = await done
  expect(report).toBeUndefined()
  expect(outcome.outcome.unserved).toMatchObject([{ intent: 0, code: 'unserved/no-bid' }])
  expect(await idle).toBe('nobody bid')

  // A change at the pools is a reason to try again, with the same intents.
  const next = awaitRound(patient, 'commit')
  await market.buy((await market.client.getBlock()).timestamp / slotSeconds + 20n, 1n)
  expect((await next).auction.auction).toMatchObject({
    round: auction.auction.round + 1n,
    intentIds: auction.auction.intentIds,
  })
  await buyer.stop()
  await patient.stop()
})
