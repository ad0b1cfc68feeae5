import { intentId, permit2Address, type SignedIntent, testUsdcAbi } from '@walras/intents-schema'
import { buildBatch, judgeBatch } from '@walras/solver-kit'
import { createTestClient, type Hex, http, maxUint256, type TestClient } from 'viem'
import { foundry } from 'viem/chains'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { RoundState } from '../src/round/RoundState.ts'
import { replayRound } from '../src/round/replayRound.ts'
import { loadRecord } from '../src/round/saveRound.ts'
import { awaitRound } from './awaitRound.ts'
import { buyer, regions, slotSeconds } from './startMarket.ts'
import { type Players, startPlayers } from './startPlayers.ts'

let players: Players
let chain: TestClient

beforeAll(async () => {
  players = await startPlayers({ settleBlocks: 6 })
  chain = createTestClient({ chain: foundry, mode: 'anvil', transport: http(players.market.anvil.rpc) })
}, 60_000)

afterEach(() => players.dismissSolvers())
afterAll(() => players?.stop())

const honest = 0

/** Both are live before anybody bids, so that they are in one auction. Every test has its own griefer. */
async function publishBoth(griefer: number): Promise<{ good: Hex; bad: Hex }> {
  const { market, wallet, auctioneer } = players
  const publish = async (signed: SignedIntent) => {
    const { messageId } = await wallet.publishIntent(signed)
    const [receipt] = await wallet.receipts([messageId], auctioneer.peerId)
    expect(receipt?.status).toBe('accepted')
    return intentId(market.deployment, signed)
  }
  // Each in a region of its own, and every test in slots of its own: the scripted solver always takes the first slot,
  // and who could do better alone makes its bid unfair.
  const [here, there] = regions
  const startAfter = (await market.client.getBlock()).timestamp + BigInt(griefer) * 5n * slotSeconds
  return {
    good: await publish(await market.intent(honest, { regions: [here], startAfter })),
    bad: await publish(await market.intent(griefer, { regions: [there], startAfter })),
  }
}

const approve = (
  griefer: number,
  amount: bigint,
  fees: { maxPriorityFeePerGas?: bigint; maxFeePerGas?: bigint; nonce?: number } = {},
) =>
  players.market.wallet(buyer(griefer)).writeContract({
    address: players.market.deployment.token,
    abi: testUsdcAbi,
    functionName: 'approve',
    args: [permit2Address, amount],
    gas: 100_000n,
    ...fees,
  })

/** The round settles the honest intent, drops the other, keeps the solver, and everybody can check that. */
async function expectDropped(done: ReturnType<typeof awaitRound<'done'>>, { good, bad }: { good: Hex; bad: Hex }) {
  const { auctioneer } = players
  const { outcome, report, settled, dropped, reverted, auctionHash } = await done
  expect([...dropped.keys()]).toEqual([bad])
  expect(reverted.size).toBe(0)
  expect(report?.status).toBe('settled')
  expect(settled).toContain(good)
  expect(settled).not.toContain(bad)
  expect(outcome.outcome.bids.map(({ status }) => status)).toEqual(['won'])
  const record = await loadRecord(auctioneer.store, auctionHash)
  if (!record) throw new Error('The round is not recorded.')
  expect(record.dropped).toEqual([{ intentId: bad, reason: dropped.get(bad) }])
  expect((await replayRound(record)).outcome).toEqual(outcome.outcome)
  await expect(replayRound({ ...record, dropped: [] })).rejects.toMatchObject({ code: 'replay/differs' })
  return dropped.get(bad)
}

/** Does something once a bid is promised: too late for its solver to bid without the griefer. */
function onceCommitted(action: () => Promise<unknown>): void {
  const { events } = players.auctioneer
  const listener = (state: RoundState) => {
    if (state.phase !== 'reveal' || state.commitments.size === 0) return
    events.off('round', listener)
    void action()
  }
  events.on('round', listener)
}

const dropping = () => awaitRound(players.auctioneer, 'done', ({ dropped }) => dropped.size > 0, 40_000)

test('behavior: a buyer that revokes during the auction is dropped, and the others settle with the same bid', async () => {
  const ids = await publishBoth(1)
  const done = dropping()
  const awarding = awaitRound(players.auctioneer, 'award', ({ resolution }) => resolution.winners.length > 0, 40_000)
  onceCommitted(() => approve(1, 0n))
  await players.solver({ driftBps: 5000n })

  const { problem, resolution } = await awarding
  const batch = buildBatch({ problem, winners: resolution.winners, expiryBlock: 2n ** 40n })
  const { sound, award, orders } = await judgeBatch(players.market.client, {
    deployment: players.market.deployment,
    batch,
  })
  expect({ sound, award }).toEqual({ sound: false, award: 'missing' })
  const found = Object.fromEntries(orders.map(({ intentId, findings }) => [intentId, findings.map(({ rule }) => rule)]))
  expect(found).toEqual({ [ids.good]: [], [ids.bad]: ['allowance'] })
  expect(await expectDropped(done, ids)).toBe('The owner does not let Permit2 pull the payment.')
})

test('behavior: a buyer that revokes before the batch and restores after it, in its block, is dropped too', async () => {
  const { market, auctioneer, solver } = players
  const ids = await publishBoth(2)
  const done = dropping()
  const settling = awaitRound(auctioneer, 'settle', ({ batch }) => batch.orders.length === 2, 40_000)
  onceCommitted(() => chain.setAutomine(false))
  await solver({ driftBps: 5000n })
  await settling
  const pending = (count: number) =>
    expect.poll(async () => (await chain.getTxpoolStatus()).pending, { timeout: 10_000, interval: 20 }).toBe(count)
  await pending(1)
  const nonce = await market.client.getTransactionCount({ address: buyer(2).address })
  const gwei = 10n ** 9n
  await approve(2, 0n, { nonce, maxPriorityFeePerGas: 100n * gwei, maxFeePerGas: 200n * gwei })
  // Blocks are filled by fee: this one comes after the batch.
  const { baseFeePerGas } = await market.client.getBlock()
  await approve(2, maxUint256, { nonce: nonce + 1, maxPriorityFeePerGas: 1n, maxFeePerGas: (baseFeePerGas ?? 0n) + 1n })
  await pending(3)
  await chain.mine({ blocks: 1 })
  await chain.setAutomine(true)
  expect(await expectDropped(done, ids)).toMatch(/^Its owner moved money or cancelled nonces in block \d+/)
})

test('behavior: a wallet that burns all gas is dropped before anything is sent', async () => {
  const { market, auctioneer, solver } = players
  const ids = await publishBoth(3)
  const done = dropping()
  const sent = () => market.client.getTransactionCount({ address: auctioneer.deployment.auctioneer })
  const before = await sent()
  // JUMPDEST PUSH0 JUMP: from now on the owner is a contract that never comes to an end.
  onceCommitted(() => chain.setCode({ address: buyer(3).address, bytecode: '0x5b5f56' }))
  await solver({ driftBps: 5000n })
  expect(await expectDropped(done, ids)).toMatch(/^Checking the signature takes \d+ gas or more/)
  expect(await sent()).toBe(before + 1)
})
