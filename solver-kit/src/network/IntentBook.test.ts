import { expect, test } from 'vitest'
import { IntentBook } from './IntentBook.ts'
import { now, signedIntent } from './market.fixture.ts'

const id = (at: number) => `0x${at.toString(16)}` as const

async function book(capacity = 3, count = 3) {
  const intents = new IntentBook(() => Promise.resolve(id(0)), capacity)
  for (let at = 1; at <= count; at++)
    intents.insert({ id: id(at), signed: await signedIntent({ validUntil: now + BigInt(at) }), receivedAtMs: at })
  return intents
}

test('default: live intents, oldest first', async () => {
  const intents = await book()
  expect(intents.live().map((entry) => entry.id)).toEqual([id(1), id(2), id(3)])
  expect(intents.get(id(2))?.validUntil).toBe(now + 2n)
  expect(intents.has(id(9))).toBe(false)
})

test('behavior: when full the oldest leaves', async () => {
  expect((await book(3, 5)).live().map((entry) => entry.id)).toEqual([id(3), id(4), id(5)])
})

test('behavior: expired ones leave when pruned, the last second still counts', async () => {
  const intents = await book()
  expect(intents.prune(now + 2n)).toEqual([id(1)])
  expect(intents.size).toBe(2)
})

test('behavior: settled ones leave and are remembered', async () => {
  const intents = await book()
  intents.markSettled([id(1), id(7)])
  expect([intents.has(id(1)), intents.isSettled(id(1)), intents.isSettled(id(7)), intents.isSettled(id(2))]).toEqual([
    false,
    true,
    true,
    false,
  ])
})
