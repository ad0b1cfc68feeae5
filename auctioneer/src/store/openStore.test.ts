import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildIntent, type SignedIntent } from '@walras/intents-schema'
import type { Hex } from 'viem'
import { afterAll, describe, expect, test } from 'vitest'
import { openStore, type Store } from './openStore.ts'

const directory = mkdtempSync(join(tmpdir(), 'walras-store-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const address = `0x${'1'.repeat(40)}` as const
const id = (index: number): Hex => `0x${index.toString(16).padStart(64, '0')}`
const intent = (index: number, validUntil = 2000n): { id: Hex; signed: SignedIntent } => ({
  id: id(index),
  signed: {
    ...buildIntent({
      owner: address,
      token: address,
      work: 1n,
      maxPayment: 1n,
      nonce: BigInt(index),
      hardware: ['h100-sxm-80gb'],
      finishBy: 3000n,
      validUntil,
    }),
    signature: `0x${'2'.repeat(130)}`,
  },
})
const ids = async (store: Store) => (await store.intents.live()).map(({ id }) => Number(id))

/** What every store does, whatever it is made of. */
async function obey(store: Store): Promise<void> {
  for (const index of [1, 2, 3, 4]) await store.intents.add(intent(index, index === 4 ? 999n : 2000n))
  await store.intents.add(intent(1))
  expect(await ids(store)).toEqual([1, 2, 3, 4])
  expect(await store.intents.find([id(2), id(9)])).toEqual([intent(2)])
  expect(await store.intents.find([])).toEqual([])

  await store.intents.endExpired(999n)
  expect(await ids(store)).toEqual([1, 2, 3, 4])
  await store.intents.endExpired(1000n)
  expect(await ids(store)).toEqual([1, 2, 3])
  await store.intents.end([id(2)], 'refused')
  await store.intents.end([id(3)], 'settled')
  await store.intents.add(intent(3))
  expect(await ids(store)).toEqual([1])

  expect(await store.rounds.latestNumber()).toBe(0n)
  expect(await store.rounds.find(id(1))).toBeUndefined()
  const big = 2n ** 60n
  const rounds = [
    { auctionHash: id(1), number: big, state: 'open', record: { a: '1' } },
    { auctionHash: id(2), number: big + 1n, state: 'settling', record: { b: ['2', null] }, batchHash: id(8) },
  ] as const
  for (const round of rounds) await store.rounds.save(round as never)
  expect(await store.rounds.find(id(2))).toEqual(rounds[1])
  expect(await store.rounds.latestNumber()).toBe(big + 1n)
  expect(await store.rounds.settling()).toEqual([rounds[1]])
  expect(await store.rounds.dropOpen()).toBe(1)
  expect((await store.rounds.find(id(1)))?.state).toBe('failed')

  await store.rounds.trim(2)
  expect((await store.rounds.find(id(1)))?.record).toEqual({ a: '1' })
  await store.rounds.save({ auctionHash: id(3), number: big + 5000n, state: 'settled', record: { c: 1 } })
  await store.rounds.trim(1)
  const records = await Promise.all([1, 2, 3].map((index) => store.rounds.find(id(index))))
  expect(records.map((round) => round?.record)).toEqual([{}, rounds[1].record, { c: 1 }])
}

describe('openStore', () => {
  test('default: in memory', async () => {
    const store = await openStore()
    await obey(store)
    await store.close()
  })

  test('behavior: in a directory, and still there when it opens again', async () => {
    const dataDir = join(directory, 'kept')
    const store = await openStore(dataDir)
    await obey(store)
    await expect(openStore(dataDir)).rejects.toMatchObject({ code: 'store/locked' })
    await store.close()

    const again = await openStore(dataDir)
    expect(await again.intents.live()).toEqual([intent(1)])
    expect(await again.rounds.settling()).toMatchObject([{ auctionHash: id(2), batchHash: id(8) }])
    await again.close()
  })

  test('error: a directory that another process uses', async () => {
    const dataDir = mkdtempSync(join(directory, 'locked-'))
    writeFileSync(join(dataDir, 'lock'), String(process.ppid))
    await expect(openStore(dataDir)).rejects.toMatchObject({ code: 'store/locked', facts: { holder: process.ppid } })
  })
})
