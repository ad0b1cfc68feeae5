import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bid, bidHash } from '@walras/intents-schema'
import { pad, toHex } from 'viem'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BidStore, KeptBid } from './BidStore.ts'
import { createFileBidStore } from './createFileBidStore.ts'
import { createMemoryBidStore } from './createMemoryBidStore.ts'

const word = (number: number) => pad(toHex(number), { size: 32 })
const bid = (number: number): Bid => ({
  auctionHash: word(1),
  solver: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  solutions: [
    {
      fills: [{ intent: 0, pool: 1, slot: 2n ** 63n, hardware: 0, units: 2n ** 255n + BigInt(number) }],
      products: [{ gpuClass: word(2), region: word(3), tier: 1, slot: 7n, margin: 0n, maxPrice: 10n ** 30n }],
    },
  ],
  // Of every second bid, so that stores keep both kinds.
  ...(number % 2 === 1 && { certificate: { prices: [0n, 2n ** 53n - 1n, BigInt(number)], gasPrice: 7n } }),
  salt: word(number),
})
const kept = (number: number, keepUntilMs = 1000): KeptBid => ({
  bid: bid(number),
  commitByMs: 10,
  revealByMs: 20,
  keepUntilMs,
})
const hash = (number: number) => bidHash(bid(number))

let now: number
let folder: string
const nowMs = () => now
beforeEach(() => {
  now = 0
  folder = mkdtempSync(join(tmpdir(), 'walras-bids-'))
})
afterEach(() => rmSync(folder, { recursive: true }))
const path = () => join(folder, 'state', 'bids.jsonl')
const openFile = (options = {}) => createFileBidStore(path(), { nowMs, ...options })

const stores: [string, (options?: { maxBytes?: number }) => BidStore | Promise<BidStore>][] = [
  ['createMemoryBidStore', (options) => createMemoryBidStore({ nowMs, ...options })],
  ['createFileBidStore', (options) => openFile(options)],
]
describe.each(stores)('%s', (_, create) => {
  test('default: finds what it remembers, and nothing else', async () => {
    const store = await create()
    await Promise.all([store.remember(kept(1)), store.remember(kept(2))])
    expect(await store.find(hash(1))).toEqual(bid(1))
    expect(await store.find(hash(2))).toEqual(bid(2))
    expect(await store.find(hash(3))).toBeUndefined()
    await store.close()
  })

  test('behavior: forgets each bid when nobody can ask for it', async () => {
    const store = await create()
    await store.remember(kept(1, 1000))
    await store.remember(kept(2, 2000))
    expect(store.keepsUntilMs()).toBe(2000)
    now = 1000
    expect(await store.find(hash(1))).toBeUndefined()
    expect(await store.find(hash(2))).toEqual(bid(2))
    now = 2000
    expect(store.keepsUntilMs()).toBeUndefined()
    await store.close()
  })

  test('behavior: unrevealed until the reveal deadline', async () => {
    const store = await create()
    await store.remember(kept(1))
    expect(await store.unrevealed()).toEqual([kept(1)])
    now = 20
    expect(await store.unrevealed()).toEqual([])
    await store.close()
  })

  test('error: full, until something expires; what is kept stays', async () => {
    const store = await create({ maxBytes: 1200 })
    let stored = 0
    const fill = async () => {
      for (; ; stored++) await store.remember(kept(stored))
    }
    await expect(fill()).rejects.toMatchObject({ code: 'bid-store/full' })
    expect(stored).toBeGreaterThan(0)
    expect(await store.find(hash(0))).toEqual(bid(0))
    now = 1000
    await store.remember(kept(99, 2000))
    expect(await store.find(hash(99))).toEqual(bid(99))
    await store.close()
  })
})

describe('createFileBidStore', () => {
  test('behavior: survives a restart, expired bids leave the file', async () => {
    const before = await openFile()
    await before.remember(kept(1, 1000))
    await before.remember(kept(2, 2000))
    await before.close()
    now = 1500
    const after = await openFile()
    expect(await after.find(hash(2))).toEqual(bid(2))
    expect(await after.find(hash(1))).toBeUndefined()
    expect(readFileSync(path(), 'utf8').split('\n')).toHaveLength(2)
    await after.remember(kept(3, 3000))
    expect(await after.find(hash(2))).toEqual(bid(2))
    expect(await after.find(hash(3))).toEqual(bid(3))
    await after.close()
  })

  test('behavior: a crash in the middle of a line costs that line only, wherever it was cut', async () => {
    const whole = await openFile()
    await whole.remember(kept(1))
    await whole.remember(kept(2))
    await whole.close()
    const bytes = readFileSync(path())
    const first = bytes.indexOf(10) + 1
    for (const cut of [1, 40, bytes.length - first - 2, bytes.length - first - 1]) {
      writeFileSync(path(), bytes.subarray(0, first + cut))
      const damaged: number[] = []
      const store = await openFile({ onDamage: (line: number) => damaged.push(line) })
      expect(await store.find(hash(1))).toEqual(bid(1))
      expect(await store.find(hash(2))).toBeUndefined()
      await store.remember(kept(3))
      await store.close()
      const again = await openFile()
      expect(await again.find(hash(3))).toEqual(bid(3))
      await again.close()
      expect(damaged).toEqual([])
    }
  })

  test('behavior: damage in the middle is told, and costs no other line', async () => {
    const before = await openFile()
    await before.remember(kept(1))
    await before.close()
    appendFileSync(path(), Buffer.from([0xff, 0xfe, 13, 0, 10]))
    appendFileSync(path(), '{"bid":{}}\n')
    const line = readFileSync(path()).subarray(0, readFileSync(path()).indexOf(10) + 1)
    appendFileSync(path(), line.toString().replace(word(1).slice(2), word(5).slice(2)))
    const damaged: number[] = []
    const store = await openFile({ onDamage: (number: number) => damaged.push(number) })
    expect(damaged).toEqual([2, 3])
    expect(await store.find(hash(1))).toEqual(bid(1))
    expect(await store.find(bidHash({ ...bid(1), auctionHash: word(5) }))).toEqual({ ...bid(1), auctionHash: word(5) })
    await store.close()
  })
})
