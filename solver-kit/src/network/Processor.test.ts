import { expect, test } from 'vitest'
import { Counters } from './Counters.ts'
import { topicLimits } from './networkLimits.ts'
import { type Inbound, Processor } from './Processor.ts'

const message = (peer: string, at: number, receivedAtMs = 0): Inbound => ({
  kind: 'auctions',
  topic: '/auctions',
  bytes: new Uint8Array(1),
  size: 1,
  messageId: `0x${at.toString(16)}`,
  peer,
  receivedAtMs,
})

function processor() {
  let nowMs = 0
  const active: { message: Inbound; finish: () => void }[] = []
  const dropped: string[] = []
  const admitting = new Processor(
    {
      admit: (inbound) => new Promise<void>((finish) => active.push({ message: inbound, finish })),
      drop: ({ messageId }, why) => dropped.push(`${messageId} ${why}`),
    },
    new Counters(),
    () => nowMs,
  )
  return { admitting, active, dropped, pass: (ms: number) => (nowMs += ms) }
}

test('default: no more in admission than allowed; the rest waits its turn', async () => {
  const { admitting, active } = processor()
  const { concurrency } = topicLimits.auctions
  for (let at = 0; at < concurrency + 2; at++) admitting.push(message('a', at))
  expect(active.length).toBe(concurrency)
  expect(admitting.waiting('auctions')).toBe(2)
  active[0]?.finish()
  await Promise.resolve()
  await Promise.resolve()
  expect(active.length).toBe(concurrency + 1)
})

test('behavior: what waited too long is dropped, not admitted', async () => {
  const { admitting, active, dropped, pass } = processor()
  const { concurrency, staleAfterMs } = topicLimits.auctions
  for (let at = 0; at <= concurrency; at++) admitting.push(message('a', at))
  pass(staleAfterMs + 1)
  active[0]?.finish()
  await Promise.resolve()
  await Promise.resolve()
  expect(active.length).toBe(concurrency)
  expect(dropped).toEqual([`0x${concurrency.toString(16)} stale`])
})

test('behavior: a full queue reports what it drops', () => {
  const { admitting, dropped } = processor()
  const { concurrency, queueEntries } = topicLimits.auctions
  for (let at = 0; at < concurrency + queueEntries + 3; at++) admitting.push(message('a', at))
  expect(admitting.waiting('auctions')).toBe(queueEntries)
  expect(dropped.length).toBe(3)
})
