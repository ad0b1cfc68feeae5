import type { Stream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { encodeFetchResponse, intentId, type SignedIntent } from '@walras/intents-schema'
import { encode } from 'it-length-prefixed'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { MarketNode } from '../createMarketNode.ts'
import { createTransport, type Transport } from '../createTransport.ts'
import { deployment, signedIntent, startNode } from '../market.fixture.ts'
import { networkLimits } from '../networkLimits.ts'
import { marketNames, topicKinds } from '../topics.ts'

const names = marketNames(deployment)
const running: { stop: () => unknown }[] = []
afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(running.splice(0).map((node) => node.stop()))
})

async function startHonest(bootstrap: string[] = []): Promise<MarketNode> {
  const node = await startNode({ bootstrap })
  running.push(node)
  return node
}

/** A peer that speaks libp2p and minds no rules. */
async function startHostile(): Promise<Transport> {
  const topics = Object.values(names.topics)
  const transport = await createTransport({ listen: ['/ip4/127.0.0.1/tcp/0'], topics, isBanned: () => false })
  await transport.start()
  running.push(transport)
  return transport
}

const ended = (stream: Stream) =>
  new Promise<void>((resolve) => {
    if (stream.status !== 'open') resolve()
    stream.addEventListener('close', () => resolve())
    stream.addEventListener('remoteCloseWrite', () => resolve())
  })

describe('a hostile client', () => {
  test.each([
    ['bytes that are no request', encode.single(new Uint8Array(100).fill(0xff)).subarray()],
    ['a frame over the limit', Uint8Array.of(0xff, 0xff, 0xff, 0x7f)],
    ['a length that never ends', new Uint8Array(64).fill(0xff)],
    ['more ids than a request may have', encode.single(requestOf(257)).subarray()],
  ])('error: %s ends its stream and nothing else', async (_, bytes) => {
    const honest = await startHonest()
    const hostile = await startHostile()
    for (const protocol of [names.fetch, names.receipt]) {
      const stream = await hostile.dialProtocol(
        honest.multiaddrs.map((address) => multiaddr(address)),
        protocol,
      )
      const over = ended(stream)
      stream.send(bytes)
      await over
    }
    expect(honest.counters()['streams.failed']).toBe(2)
    expect(honest.counters()['streams.answered']).toBeUndefined()
  })

  test('error: too many requests', async () => {
    // The clock stands still: a busy machine asks no faster than a peer may.
    vi.useFakeTimers({ toFake: ['Date'] })
    const honest = await startHonest()
    const hostile = await startHostile()
    const address = honest.multiaddrs.map((own) => multiaddr(own))
    for (let sent = 0; sent < networkLimits.requestBurst * 2; sent++) {
      const stream = await hostile.dialProtocol(address, names.fetch)
      const over = ended(stream)
      // A refused stream may be gone before there is time to write to it.
      if (stream.status === 'open') stream.send(encode.single(requestOf(1)).subarray())
      await over
      stream.abort(new Error('next'))
    }
    expect(honest.counters()['streams.failed']).toBeGreaterThan(0)
    expect(honest.counters()['streams.answered']).toBe(networkLimits.requestBurst)
  })
})

describe('a hostile server', () => {
  /** A peer whose answer to a fetch is whatever `answer` sends, and an honest node connected to it. */
  async function serving(answer: (stream: Stream) => void): Promise<MarketNode> {
    const hostile = await startHostile()
    await hostile.handle(names.fetch, (stream) => answer(stream))
    for (const kind of topicKinds) hostile.services.gossip.subscribe(names.topics[kind])
    const honest = await startHonest(hostile.getMultiaddrs().map(String))
    await honest.ready({ peers: 1, signal: AbortSignal.timeout(20_000) })
    return honest
  }
  const send = (stream: Stream, signed: SignedIntent) =>
    stream.send(encode.single(encodeFetchResponse(signed)).subarray())

  test('error: answers that were not asked for', async () => {
    const [asked, other] = await Promise.all([signedIntent(), signedIntent()])
    const honest = await serving((stream) => {
      send(stream, asked)
      send(stream, asked)
      send(stream, other)
      stream.close().catch(() => {})
    })
    const ids = [asked, other].map((signed) => intentId(deployment, signed))
    expect(await honest.fetchIntents(ids.slice(0, 1))).toEqual([asked])
    expect(honest.intents.size).toBe(1)
    expect(honest.counters()['fetch.failed']).toBe(1)
  })

  test('error: an answer without end', async () => {
    const honest = await serving((stream) => {
      const junk = new Uint8Array(64 * 1024).fill(1)
      const more = () => {
        while (stream.status === 'open' && stream.send(junk));
      }
      stream.addEventListener('drain', more)
      more()
    })
    const id = `0x${'01'.repeat(32)}` as const
    expect(await honest.fetchIntents([id], { signal: AbortSignal.timeout(20_000) })).toEqual([])
    expect(honest.counters()['fetch.failed']).toBe(1)
  })

  test('error: no answer at all, until the caller gives up', async () => {
    const honest = await serving(() => {})
    const id = `0x${'01'.repeat(32)}` as const
    expect(await honest.fetchIntents([id], { signal: AbortSignal.timeout(200) })).toEqual([])
  })
})

/** A fetch request for `count` ids, whatever the limit. */
function requestOf(count: number): Uint8Array {
  const one = [0x0a, 32, ...new Uint8Array(32)]
  return Uint8Array.from(Array.from({ length: count }, () => one).flat())
}
