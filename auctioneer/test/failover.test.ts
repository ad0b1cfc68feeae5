import type { SettlementReport } from '@walras/intents-schema'
import { createTestClient, http, type TestClient } from 'viem'
import { foundry } from 'viem/chains'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { awaitRound } from './awaitRound.ts'
import { regions } from './startMarket.ts'
import { type Players, startPlayers } from './startPlayers.ts'

let players: Players
let chain: TestClient

beforeAll(async () => {
  players = await startPlayers({ settleBlocks: 3 })
  chain = createTestClient({ chain: foundry, mode: 'anvil', transport: http(players.market.anvil.rpc) })
}, 60_000)

afterEach(() => players.dismissSolvers())
afterAll(() => players?.stop())

const pendingTransactions = (count: number) =>
  expect.poll(async () => (await chain.getTxpoolStatus()).pending, { timeout: 10_000, interval: 20 }).toBe(count)

/** Reports that everybody hears, as they come. */
function collectReports(): SettlementReport[] {
  const reports: SettlementReport[] = []
  players.wallet.on('settlement', (report) => reports.push(report))
  return reports
}

test('behavior: a batch that reverts on chain falls over, and everybody hears why', async () => {
  const { market, auctioneer, wallet, solver } = players
  const reports = collectReports()
  let firstSlot = 0n
  await solver({
    driftBps: 0n,
    async onProblem({ snapshot }) {
      firstSlot = snapshot.firstSlot
      await chain.setAutomine(false)
    },
  })
  const patient = await solver({ marginBps: 100n, driftBps: 5000n })
  const settling = awaitRound(auctioneer, 'settle')
  const done = awaitRound(auctioneer, 'done', ({ bids }) => bids.size === 2)
  await wallet.publishIntent(await market.intent(2))
  await settling
  await pendingTransactions(1)
  // After the simulation and before the batch, in one block.
  const bought = market.buy(firstSlot, 10n)
  await pendingTransactions(2)
  await chain.mine({ blocks: 1 })
  await chain.setAutomine(true)
  await bought

  const { outcome, report, reverted, auctionHash } = await done
  expect(reverted.size).toBe(1)
  expect(report?.status).toBe('settled')
  expect(outcome.outcome.bids.find(({ status }) => status === 'won')?.solver).toBe(patient.solver)
  await expect.poll(() => reports.filter((each) => each.auctionHash === auctionHash).length).toBe(2)
  const [failed, settled] = reports.filter((each) => each.auctionHash === auctionHash)
  expect(failed).toMatchObject({ status: 'reverted', reason: expect.stringMatching(/^PriceAboveMaximum/) })
  expect(settled).toEqual(report)
})

test('behavior: a batch that is not mined in time is awarded again', async () => {
  const { market, auctioneer, wallet, solver } = players
  const reports = collectReports()
  const { solver: winner } = await solver({ driftBps: 5000n, onProblem: () => chain.setAutomine(false) })
  const done = awaitRound(auctioneer, 'done', ({ bids }) => bids.size === 1)
  const settling = awaitRound(auctioneer, 'settle')
  await wallet.publishIntent(await market.intent(2))
  await settling
  await pendingTransactions(1)
  const { pending } = await chain.getTxpoolContent()
  for (const { hash } of Object.values(pending).flatMap((byNonce) => Object.values(byNonce)))
    await chain.dropTransaction({ hash })
  await chain.mine({ blocks: 4 })
  await chain.setAutomine(true)

  const { outcome, report, auctionHash, reverted } = await done
  expect(reverted.size).toBe(0)
  expect(report?.status).toBe('settled')
  expect(outcome.outcome.bids.map(({ solver, status }) => [solver, status])).toEqual([[winner, 'won']])
  // Nothing was on chain to report before.
  await expect.poll(() => reports.filter((each) => each.auctionHash === auctionHash)).toEqual([report])
})

test('behavior: of two winners, only the one that fails is out', async () => {
  const { market, auctioneer, wallet, solver } = players
  const [north, east] = regions
  const failing = await solver({
    region: north,
    driftBps: 0n,
    onProblem: ({ snapshot }) => market.buy(snapshot.firstSlot, 10n, north),
  })
  const sound = await solver({ region: east, driftBps: 5000n })
  const done = awaitRound(auctioneer, 'done', ({ bids }) => bids.size === 2)
  const intents = [await market.intent(0, { regions: [north] }), await market.intent(1, { regions: [east] })]
  await Promise.all(intents.map((intent) => wallet.publishIntent(intent)))

  const { outcome, report, reverted, settled } = await done
  expect([...reverted.keys()]).toEqual([failing.solver])
  expect(reverted.get(failing.solver)).toMatch(/^PriceAboveMaximum/)
  expect(report?.status).toBe('settled')
  expect(settled.length).toBe(1)
  expect(outcome.outcome.bids.find(({ status }) => status === 'won')?.solver).toBe(sound.solver)
})
