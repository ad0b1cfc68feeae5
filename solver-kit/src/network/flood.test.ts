import { encodeSignedIntent } from '@walras/intents-schema'
import { afterEach, expect, test } from 'vitest'
import type { MarketNode } from './createMarketNode.ts'
import { nextEvent, plainChain, signedIntent, startStar } from './market.fixture.ts'
import { topicLimits } from './networkLimits.ts'

const running: MarketNode[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((node) => node.stop()))
})

test('behavior: a flood stays within its bounds, and honest intents get through', async () => {
  // The hub's chain is slow, so admission stalls and the queue fills.
  const chain = Promise.withResolvers<void>()
  const hasCode = () => chain.promise.then(() => false)
  const [hub, hostile, honest] = (await startStar([{ chain: { ...plainChain, hasCode } }, {}, {}])) as [
    MarketNode,
    MarketNode,
    MarketNode,
  ]
  running.push(hub, hostile, honest)
  const { queueEntries, concurrency } = topicLimits.intents
  const excess = 1000
  const forged = await signedIntent()
  const overflowed = nextEvent(hub, 'refused', ({ code }) => code === 'queue/overflow')
  let mostWaiting = 0
  hub.on('refused', () => {
    mostWaiting = Math.max(mostWaiting, hub.counters()['intents.waiting'] ?? 0)
  })
  // Sound but for the signature, each with its own nonce: nothing cheaper than a signature check tells them apart.
  for (let nonce = 0n; nonce < queueEntries + concurrency + excess; nonce++)
    await hostile.publishRaw('intents', encodeSignedIntent({ ...forged, nonce }))
  const [{ from, action }] = await overflowed
  expect({ from, action }).toEqual({ from: hostile.peerId, action: 'ignore' })

  const own = await Promise.all(Array.from({ length: 20 }, () => signedIntent()))
  const wanted = new Set<string>()
  for (const signed of own) wanted.add((await honest.publishIntent(signed)).messageId)
  const all = nextEvent(hub, 'intent', (_, { messageId }) => wanted.delete(messageId) && wanted.size === 0, 40_000)
  chain.resolve()
  await all
  expect(mostWaiting).toBeLessThanOrEqual(queueEntries)
  expect(hub.counters()['intents.overflow']).toBeGreaterThanOrEqual(excess)
  expect(hub.intents.size).toBe(20)
})
