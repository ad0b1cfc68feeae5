import { expect, test } from 'vitest'
import { networkLimits, topicLimits } from './networkLimits.ts'
import { PeerMeter } from './PeerMeter.ts'

test('default: a burst, then the rate, for each peer by itself', () => {
  let nowMs = 0
  const meter = new PeerMeter(() => nowMs)
  const { burst, perSecond } = topicLimits.auctions
  const taken = (peer: string, tries: number) =>
    Array.from({ length: tries }, () => meter.take(peer, 'auctions')).filter(Boolean).length
  expect(taken('a', burst + 10)).toBe(burst)
  expect(taken('b', 1)).toBe(1)
  nowMs += 1000
  expect(taken('a', burst)).toBe(perSecond)
})

test('behavior: a peer far beyond its rates is flooding', () => {
  const meter = new PeerMeter(() => 0)
  for (let sent = 0; sent < topicLimits.auctions.burst + networkLimits.floodMessages; sent++)
    meter.take('a', 'auctions')
  expect(meter.isFlooding('a')).toBe(false)
  meter.take('a', 'auctions')
  expect(meter.isFlooding('a')).toBe(true)
  expect(meter.isFlooding('b')).toBe(false)
})
