import { encodeBid, encodeSignedIntent, intentId, type SignedIntent } from '@walras/intents-schema'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { bidOf, hashOf, signedAuction, signedOutcome } from './admission/round.fixture.ts'
import { acquireWorkers } from './admission/Workers.ts'
import type { MarketNode } from './createMarketNode.ts'
import type { Refusal } from './MarketNodeEvents.ts'
import { deployment, newAccount, nextEvent, now, signedIntent, startNode, startStar } from './market.fixture.ts'
import { networkLimits } from './networkLimits.ts'

// Keeps the worker pool from one test to the next.
const { release } = acquireWorkers()
afterAll(release)

const running: MarketNode[] = []
afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(running.splice(0).map((node) => node.stop()))
})

/** A hub and `others` nodes that know only the hub. */
async function star(others: number, ...own: Parameters<typeof startStar>[0]): Promise<MarketNode[]> {
  const nodes = await startStar(Array.from({ length: others + 1 }, (_, at) => own[at] ?? {}))
  running.push(...nodes)
  return nodes
}

const idOf = (signed: SignedIntent) => intentId(deployment, signed)

describe('intents', () => {
  test('default: an intent reaches a node two hops away, once, and is not echoed', async () => {
    const [hub, buyer, solver] = (await star(2)) as [MarketNode, MarketNode, MarketNode]
    const signed = await signedIntent()
    const heard: string[] = []
    for (const [name, node] of Object.entries({ hub, buyer, solver })) node.on('intent', () => heard.push(name))
    const arrival = nextEvent(solver, 'intent')
    const { messageId, recipients } = await buyer.publishIntent(signed)
    expect(recipients).toBe(1)
    const [value, meta] = await arrival
    expect(value).toEqual(signed)
    expect(meta).toMatchObject({ id: idOf(signed), messageId, from: hub.peerId, via: 'gossip' })

    // The same intent in other bytes is a new message to gossip, and a known intent to admission.
    const padded = Uint8Array.from([...encodeSignedIntent(signed), 0x7a, 1, 1])
    const refused = nextEvent(hub, 'refused')
    await buyer.publishRaw('intents', padded)
    expect((await refused)[0]).toMatchObject({ code: 'intent/known', action: 'ignore', intentId: idOf(signed) })

    // A marker: when it has arrived, an echo or a second copy would have, too.
    const marker = await signedIntent()
    const last = nextEvent(solver, 'intent', (_, { id }) => id === idOf(marker))
    await buyer.publishIntent(marker)
    await last
    expect(heard.toSorted()).toEqual(['hub', 'hub', 'solver', 'solver'])
    for (const node of [hub, buyer, solver]) expect(node.intents.has(idOf(signed))).toBe(true)
  })

  test('error: what peers would refuse is not sent', async () => {
    const [hub, buyer] = (await star(1)) as [MarketNode, MarketNode]
    const stolen = { ...(await signedIntent()), owner: newAccount().address }
    await expect(buyer.publishIntent(stolen)).rejects.toMatchObject({ code: 'intent/bad-signature' })
    await expect(buyer.intents.add(stolen)).rejects.toMatchObject({ code: 'intent/bad-signature' })
    expect(hub.counters()['intents.received']).toBeUndefined()
  })

  test('behavior: local submission passes the same admission and does not publish', async () => {
    const [hub, buyer] = (await star(1)) as [MarketNode, MarketNode]
    const signed = await signedIntent()
    expect(await buyer.intents.add(signed)).toBe(idOf(signed))
    await expect(buyer.intents.add(signed)).rejects.toMatchObject({ code: 'intent/known' })
    const arrival = nextEvent(hub, 'intent')
    await buyer.publishIntent(signed)
    expect((await arrival)[1].id).toBe(idOf(signed))
  })

  test('behavior: publishing to nobody is not remembered as sent', async () => {
    const hub = await startNode()
    running.push(hub)
    const signed = await signedIntent()
    expect((await hub.publishIntent(signed)).recipients).toBe(0)
    const late = await startNode({ bootstrap: hub.multiaddrs })
    running.push(late)
    await hub.ready({ peers: 1, signal: AbortSignal.timeout(20_000) })
    const arrival = nextEvent(late, 'intent')
    expect((await hub.publishIntent(signed)).recipients).toBe(1)
    await arrival
  })
})

describe('hostile messages', () => {
  test('error: each is refused with its reason, and none is relayed', async () => {
    const funds = { balance: 10n ** 12n, allowance: 10n ** 12n, nonceUsed: false }
    const poor = await signedIntent()
    const [hub, hostile, third] = (await star(2, {
      checkFunds: async (requests) =>
        requests.map(({ owner }) => (owner === poor.owner ? { ...funds, balance: 0n } : funds)),
    })) as [MarketNode, MarketNode, MarketNode]
    const sound = await signedIntent()
    const { bid } = await bidOf(newAccount(), await signedAuction())
    const cases: [string, 'intents' | 'bids', Uint8Array][] = [
      ['wire/oversized', 'intents', new Uint8Array(16 * 1024 + 1)],
      ['wire/malformed', 'intents', new TextEncoder().encode('not protobuf at all')],
      ['intent/bad-signature', 'intents', encodeSignedIntent({ ...sound, owner: newAccount().address })],
      ['intent/expired', 'intents', encodeSignedIntent(await signedIntent({ validUntil: now - 1n }))],
      ['intent/unfunded', 'intents', encodeSignedIntent(poor)],
      ['bid/no-commitment', 'bids', encodeBid(bid)],
    ]
    const refusals: Refusal[] = []
    hub.on('refused', (refusal) => refusals.push(refusal))
    const relayed: string[] = []
    third.on('refused', ({ code }) => relayed.push(code))
    third.on('intent', (_, { id }) => relayed.push(id))
    for (const [code, topic, bytes] of cases) {
      const { messageId } = await hostile.publishRaw(topic, bytes)
      const [receipt] = await hostile.receipts([messageId], hub.peerId)
      expect(receipt).toMatchObject({ messageId, status: 'refused', code })
      expect(receipt?.message).not.toBe('')
    }
    expect(refusals.map(({ code }) => code)).toEqual(cases.map(([code]) => code))
    expect(refusals.every(({ from }) => from === hostile.peerId)).toBe(true)

    const arrival = nextEvent(third, 'intent')
    await hostile.publishIntent(sound)
    await arrival
    expect(relayed).toEqual([idOf(sound)])
    expect(third.counters()['intents.received']).toBe(1)
  })

  test('behavior: a peer that keeps sending forgeries is no longer heard', async () => {
    const [hub, hostile, honest] = (await star(2)) as [MarketNode, MarketNode, MarketNode]
    const heard: string[] = []
    // Nine in a short time cost it its hearing; the score is read anew with each heartbeat, once a second.
    await vi.waitFor(
      async () => {
        const forged = { ...(await signedIntent()), owner: newAccount().address }
        const { messageId } = await hostile.publishRaw('intents', encodeSignedIntent(forged))
        const [receipt] = await hostile.receipts([messageId], hub.peerId)
        heard.push(receipt?.status ?? '')
        expect(heard.at(-1)).toBe('unknown')
      },
      { timeout: 20_000, interval: 60 },
    )
    expect(heard.length).toBeGreaterThan(8)
    const arrival = nextEvent(hub, 'intent')
    await honest.publishIntent(await signedIntent())
    await arrival
  })
})

test('behavior: who asks too often is refused at once, and does not wait for ever', async () => {
  // The clock stands still: a busy machine asks no faster than a peer may.
  vi.useFakeTimers({ toFake: ['Date'] })
  const [hub, curious] = (await star(1)) as [MarketNode, MarketNode]
  const signed = await signedIntent()
  const { messageId } = await curious.publishIntent(signed)
  const asked = await Promise.allSettled(
    // One after the other: more at once than a connection has streams would fail for that reason.
    Array.from({ length: 2 * networkLimits.requestBurst }).reduce<Promise<unknown>[]>((all) => {
      const before = all.at(-1) ?? Promise.resolve()
      const next = before.catch(() => {}).then(() => curious.receipts([messageId], hub.peerId))
      return [...all, next]
    }, []),
  )
  expect(asked.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
  expect(asked.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(networkLimits.requestBurst)
})

test('default: a round: auction, commitment, bid, outcome, settlement', async () => {
  const [house, solver, watcher] = (await star(2)) as [MarketNode, MarketNode, MarketNode]
  const auction = await signedAuction()
  const { bid, commitment } = await bidOf(newAccount(), auction)
  const outcome = await signedOutcome(auction)
  const { auctionHash, batchHash } = outcome.award.award
  const transactionHash = `0x${'08'.repeat(32)}` as const
  const report = { auctionHash, batchHash, transactionHash, status: 'settled', reason: '' } as const

  const events = ['auction', 'commitment', 'bid', 'outcome', 'settlement'] as const
  const seen = events.map((event) => nextEvent(watcher, event))
  const opened = nextEvent(solver, 'auction')
  await house.publishAuction(auction)
  expect((await opened)[1].id).toBe(hashOf(auction))
  await solver.publishCommitment(commitment)
  await solver.publishBid(bid)
  await house.publishOutcome(outcome)
  await house.publishSettlement(report)
  expect((await Promise.all(seen)).map(([value]) => value)).toEqual([auction, commitment, bid, outcome, report])
  await expect(solver.publishAuction(await signedAuction({}, newAccount()))).rejects.toMatchObject({
    code: 'auction/not-the-auctioneer',
  })
})

describe('what gossip drops', () => {
  test('default: a node that was away fetches what it missed', async () => {
    const [hub, buyer] = (await star(1)) as [MarketNode, MarketNode]
    const signed = await Promise.all(Array.from({ length: 260 }, () => signedIntent()))
    await Promise.all(signed.map((intent) => buyer.intents.add(intent)))
    const ids = signed.map(idOf)

    const late = await startNode({ bootstrap: buyer.multiaddrs })
    running.push(late)
    await late.ready({ peers: 1, signal: AbortSignal.timeout(20_000) })
    const heard: string[] = []
    late.on('intent', (_, { id, via }) => heard.push(`${via} ${id}`))
    const unknown = `0x${'ff'.repeat(32)}` as const
    const fetched = await late.fetchIntents([...ids, unknown], { signal: AbortSignal.timeout(20_000) })
    expect(fetched).toEqual(signed)
    expect(heard.toSorted()).toEqual(ids.map((id) => `fetch ${id}`).toSorted())
    // From the book now: nobody is asked again.
    await late.fetchIntents(ids)
    expect(late.counters()['fetch.received']).toBe(260)
    expect(hub.intents.size).toBe(0)
  })

  test('behavior: fetched intents pass admission like any other', async () => {
    const expired = await signedIntent({ validUntil: now + 5n })
    const [hub, away] = (await star(1, {}, { nowSeconds: () => now + 10n })) as [MarketNode, MarketNode]
    await hub.intents.add(expired)
    const refused = nextEvent(away, 'refused')
    expect(await away.fetchIntents([idOf(expired)])).toEqual([])
    expect((await refused)[0].code).toBe('intent/expired')
  })

  test('behavior: a connection that breaks comes back', async () => {
    const hub = await startNode({ privateKey: new Uint8Array(32).fill(7) })
    const address = hub.multiaddrs
    const buyer = await startNode({ bootstrap: address })
    running.push(buyer)
    await buyer.ready({ peers: 1, signal: AbortSignal.timeout(20_000) })
    await hub.stop()
    const port = address[0]?.split('/')[4]
    const again = await startNode({
      privateKey: new Uint8Array(32).fill(7),
      listen: [`/ip4/127.0.0.1/tcp/${port}`],
    })
    running.push(again)
    await again.ready({ peers: 1, signal: AbortSignal.timeout(20_000) })
    const arrival = nextEvent(buyer, 'intent')
    await again.publishIntent(await signedIntent())
    await arrival
  })
})

test('default: receipts of accepted and unknown messages', async () => {
  const [hub, buyer] = (await star(1)) as [MarketNode, MarketNode]
  const signed = await signedIntent()
  const { messageId } = await buyer.publishIntent(signed)
  const never = `0x${'00'.repeat(20)}` as const
  expect(await buyer.receipts([messageId, never], hub.peerId)).toEqual([
    { messageId, status: 'accepted', code: '', message: '', intentId: idOf(signed) },
    { messageId: never, status: 'unknown', code: '', message: '' },
  ])
  await expect(buyer.receipts([messageId], '12D3KooWnobody')).rejects.toMatchObject({ code: 'node/not-connected' })
})

test('behavior: a listener that throws is not the network’s problem', async () => {
  const logged: string[] = []
  const log = (_: object, message: string) => logged.push(message)
  const logger = { debug: () => {}, info: () => {}, warn: log, error: log }
  const [hub, buyer, third] = (await star(2, { logger })) as [MarketNode, MarketNode, MarketNode]
  hub.on('intent', () => {
    throw new Error('a bug')
  })
  const arrival = nextEvent(third, 'intent')
  await buyer.publishIntent(await signedIntent())
  await arrival
  expect(logged).toEqual(['the market node could not pass a message on'])
})

test('args: ready gives up when its signal does', async () => {
  const alone = await startNode()
  running.push(alone)
  await expect(alone.ready({ peers: 1, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
})

test('args: WebSocket addresses', async () => {
  const hub = await startNode({ listen: ['/ip4/127.0.0.1/tcp/0/ws'] })
  const buyer = await startNode({ bootstrap: hub.multiaddrs, listen: [] })
  running.push(hub, buyer)
  await buyer.ready({ signal: AbortSignal.timeout(20_000) })
  const arrival = nextEvent(hub, 'intent')
  await buyer.publishIntent(await signedIntent())
  await arrival
})
