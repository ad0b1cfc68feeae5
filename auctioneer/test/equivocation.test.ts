import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anvilMnemonic } from '@walras/contracts'
import { outcomeHash, type SignedOutcome } from '@walras/intents-schema'
import { createTestClient, http } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SettleResult } from '../src/settlement/createSettler.ts'
import { openStore } from '../src/store/openStore.ts'
import { buyer, regions, slotSeconds, startMarket, type TestMarket } from './startMarket.ts'
import { type Signed, startRounds } from './startRounds.ts'

let market: TestMarket
const directory = mkdtempSync(join(tmpdir(), 'walras-equivocation-'))
const bidder = (addressIndex: number) => mnemonicToAccount(anvilMnemonic, { addressIndex })

beforeAll(async () => {
  market = await startMarket()
}, 60_000)

afterAll(async () => {
  await market?.stop()
  rmSync(directory, { recursive: true, force: true })
})

const awardsIn = (signed: readonly Signed[]) => signed.filter(({ type }) => type === 'Award')
const expiriesIn = (signed: readonly Signed[]) => awardsIn(signed).map(({ message }) => message.expiryBlock as bigint)
const roundsIn = (signed: readonly Signed[]) =>
  signed.filter(({ type }) => type === 'Auction').map(({ message }) => message.round as bigint)
/** Outcomes of one auction by the bids that they say reverted: as the contract that convicts compares them. */
const byReverted = (outcomes: readonly SignedOutcome[]) =>
  outcomes.map(({ outcome }) =>
    outcome.bids
      .filter(({ status }) => status === 'reverted')
      .map(({ bidHash }) => bidHash)
      .join(),
  )
const refused: SettleResult = { status: 'refused', reason: 'Refused()' }

test('behavior: batches that are only tried are never signed', async () => {
  const [north, east] = regions
  const [failing, sound] = [bidder(12), bidder(13)]
  const rounds = await startRounds(market, {
    store: await openStore(),
    intents: [await market.intent(0, { regions: [north] }), await market.intent(1, { regions: [east] })],
    bidders: [
      {
        account: failing,
        region: north,
        driftBps: 0n,
        onProblem: ({ snapshot }) => market.buy(snapshot.firstSlot, 10n, north),
      },
      { account: sound, region: east, driftBps: 5000n },
    ],
    onState: ({ phase }) => {
      if (phase === 'done') rounds?.stop()
    },
  })
  await rounds.ended
  const done = rounds.states.at(-1)
  if (done?.phase !== 'done') throw new Error(`The round ended in ${done?.phase}.`)
  // The whole batch and both winners alone were tried, and the rest settled.
  expect([...done.reverted.keys()]).toEqual([failing.address])
  expect(done.report?.status).toBe('settled')
  expect(rounds.signed.map(({ type }) => type).sort()).toEqual(['Auction', 'Award', 'Outcome'])
})

test('behavior: a wallet that tells the trial from the award is out, and no solver is', async () => {
  const chain = createTestClient({ chain: foundry, mode: 'anvil', transport: http(market.anvil.rpc) })
  const griefer = buyer(2).address
  const { auctioneer } = market.deployment
  const startAfter = (await market.client.getBlock()).timestamp + 8n * slotSeconds
  const [north, east] = regions
  const rounds = await startRounds(market, {
    store: await openStore(),
    intents: [
      await market.intent(0, { regions: [north], startAfter }),
      await market.intent(2, { regions: [east], startAfter }),
    ],
    bidders: [
      {
        account: bidder(12),
        driftBps: 5000n,
        // From now on a contract that says yes only while the auctioneer's account has code:
        // PUSH20 auctioneer EXTCODESIZE ISZERO ISZERO PUSH4 magic MUL PUSH1 e0 SHL PUSH0 MSTORE PUSH1 20 PUSH0 RETURN
        onProblem: () =>
          chain.setCode({
            address: griefer,
            bytecode: `0x73${auctioneer.slice(2)}3b1515631626ba7e0260e01b5f5260205ff3`,
          }),
      },
    ],
    onState: ({ phase }) => {
      if (phase === 'done') rounds?.stop()
    },
  })
  await rounds.ended
  await chain.setCode({ address: griefer, bytecode: '0x' })
  const done = rounds.states.at(-1)
  if (done?.phase !== 'done') throw new Error(`The round ended in ${done?.phase}.`)
  expect(done.report?.status).toBe('settled')
  expect({ dropped: done.dropped.size, reverted: done.reverted.size, settled: done.settled.length }).toEqual({
    dropped: 1,
    reverted: 0,
    settled: 1,
  })
  // The outcome with the griefer differs from this one in no reverted bid: nobody may have both.
  expect(rounds.published.outcomes).toEqual([done.outcome])
  const [first, second, ...others] = expiriesIn(rounds.signed)
  expect(others).toEqual([])
  expect(second).toBeGreaterThan(first ?? 2n ** 64n)
})

test('behavior: awards of an auction expire one after the other, in one block and across a restart', async () => {
  const store = await openStore(join(directory, 'data'))
  const startAfter = (await market.client.getBlock()).timestamp + 14n * slotSeconds
  const intents = [await market.intent(1, { startAfter })]
  const bidders = [1, 2].map((index) => ({ account: bidder(11 + index), driftBps: 5000n, marginBps: BigInt(index) }))
  const settles: SettleResult[] = [refused]
  const first = await startRounds(market, {
    store,
    intents,
    bidders,
    settler: {
      async settle(_batch, _award, signal) {
        const result = settles.shift()
        if (result) return result
        first.kill()
        signal.throwIfAborted()
        return refused
      },
    },
  })
  await first.ended
  const before = expiriesIn(first.signed)
  expect(before.length).toBe(2)

  const again: SettleResult[] = [refused, refused]
  const second = await startRounds(market, {
    store,
    intents: [],
    bidders,
    settler: {
      async settle() {
        const result = again.shift()
        if (result) return result
        second.kill()
        return refused
      },
    },
    onState: ({ phase }) => {
      if (phase === 'done') second?.kill()
    },
  })
  await second.ended
  const expiries = [...before, ...expiriesIn(second.signed)]
  expect(expiries.length).toBeGreaterThan(2)
  // No block was mined in between: only the rule makes them differ.
  expect(expiries).toEqual(expiries.map((_, index) => (expiries[0] ?? 0n) + BigInt(index)))
  expect(
    new Set([...awardsIn(first.signed), ...awardsIn(second.signed)].map(({ message }) => message.auctionHash)).size,
  ).toBe(1)
  await store.close()
})

test('behavior: of outcomes that differ in no reverted bid, one is told', async () => {
  const startAfter = (await market.client.getBlock()).timestamp + 20n * slotSeconds
  const reverted: SettleResult = { status: 'reverted', transactionHash: `0x${'e'.repeat(64)}`, reason: 'Reverted()' }
  const settles = [reverted, refused, reverted]
  const rounds = await startRounds(market, {
    store: await openStore(),
    intents: [await market.intent(1, { startAfter })],
    bidders: [1, 2].map((index) => ({ account: bidder(11 + index), driftBps: 5000n, marginBps: BigInt(index) })),
    settler: {
      async settle() {
        const result = settles.shift()
        return result ?? { status: 'settled', transactionHash: `0x${'f'.repeat(64)}`, intentIds: [] }
      },
    },
    onState: ({ phase }) => {
      if (phase === 'done') rounds?.stop()
    },
  })
  await rounds.ended
  const { outcomes } = rounds.published
  // The first is awarded twice: its failure was not explained at once.
  expect(outcomes.length).toBe(4)
  const [told, hashes] = [byReverted(outcomes), outcomes.map(({ outcome }) => outcomeHash(outcome))]
  expect(told.slice(0, 2)).toEqual(['', ''])
  expect([new Set(told).size, new Set(hashes).size]).toEqual([3, 3])
  const expiries = expiriesIn(rounds.signed)
  expect(expiries).toEqual(expiries.map((_, index) => (expiries[0] ?? 0n) + BigInt(index)))
})

test('behavior: an auction that cannot be published does not keep its number', async () => {
  for (const dataDir of [undefined, join(directory, 'data')]) {
    const store = await openStore(dataDir)
    let failures = 2
    const rounds = await startRounds(market, {
      store,
      intents: [await market.intent(3)],
      publishAuction: async () => {
        if (failures-- > 0) throw new Error('PublishError.NoPeersSubscribedToTopic')
      },
      onState: ({ phase }) => {
        if (phase === 'done') rounds?.stop()
      },
    })
    await rounds.ended
    const numbers = roundsIn(rounds.signed)
    expect(numbers.length).toBe(3)
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0n) + BigInt(index)))
    expect(await store.rounds.latestNumber()).toBe(numbers.at(-1))
    await store.close()
  }
})

test('behavior: without its database an auctioneer does not use a number again', async () => {
  const numbers: bigint[] = []
  for (let start = 0; start < 3; start++) {
    const rounds = await startRounds(market, {
      store: await openStore(),
      intents: [await market.intent(3)],
      onState: ({ phase }) => {
        if (phase === 'commit') rounds?.kill()
      },
    })
    await rounds.ended
    numbers.push(...roundsIn(rounds.signed))
  }
  expect(numbers.length).toBe(3)
  expect(new Set(numbers).size).toBe(3)
  expect(numbers).toEqual([...numbers].sort())
})
