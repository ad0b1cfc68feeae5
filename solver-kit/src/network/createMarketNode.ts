import { type Deployment, decodeSignedIntent, encodeSignedIntent, type SignedIntent } from '@walras/intents-schema'
import { LRUCache } from 'lru-cache'
import type { Address, Hex } from 'viem'
import { AuctionBook } from './AuctionBook.ts'
import { type Admission, local } from './admission/Admission.ts'
import type { AdmissionChain } from './admission/AdmissionChain.ts'
import { admitIntent } from './admission/admitIntent.ts'
import type { CheckFunds } from './admission/fundsCheck.ts'
import { inBatches } from './admission/inBatches.ts'
import type { CheckSettlement } from './admission/settlementCheck.ts'
import { acquireWorkers } from './admission/Workers.ts'
import { Counters } from './Counters.ts'
import { createTransport } from './createTransport.ts'
import { Intake } from './Intake.ts'
import { IntentBook } from './IntentBook.ts'
import { keepConnected } from './keepConnected.ts'
import { MarketNode } from './MarketNode.ts'
import { networkLimits } from './networkLimits.ts'
import { PeerMeter } from './PeerMeter.ts'
import { ReceiptLog } from './ReceiptLog.ts'
import { joinStreams } from './streams/joinStreams.ts'
import { marketNames, topicKinds } from './topics.ts'

export { MarketNode } from './MarketNode.ts'

/** The part of a pino logger that the network uses. */
export interface NetworkLogger {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

export interface CreateMarketNodeParameters {
  /** The market, with its auctioneer and payment token. */
  deployment: Deployment
  /** Answers about signatures: `admissionChain(client)`. */
  chain: AdmissionChain
  /** Chain time, unix seconds: what expiry is measured against. */
  nowSeconds: () => bigint
  /** Multiaddrs to listen on. Default: none, a node that only dials. */
  listen?: readonly string[]
  /** Multiaddrs of peers to stay connected to. */
  bootstrap?: readonly string[]
  /** 32-byte Ed25519 seed of the peer id. Default: a new one each time. */
  privateKey?: Uint8Array
  /** Refuses intents without money: `fundsCheck(client, deployment)`. Default: not checked. */
  checkFunds?: CheckFunds
  /** Awaited before an intent counts as accepted, so that no acknowledged intent is lost. May come twice for one id. */
  onAdmitted?: (signed: SignedIntent, id: Hex) => Promise<void>
  /** Most live intents in the book. Default 20,000; when full the oldest leaves. */
  bookIntents?: number
  /** Refuses reports that the chain does not bear out: `settlementCheck(client, deployment)`. Default: they are hints. */
  checkSettlement?: CheckSettlement
  /** Refuses commitments of strangers. Default: anyone may bid. */
  isSolver?: (solver: Address) => Promise<boolean>
  logger?: NetworkLogger
}

/** Money is asked for in batches: what arrives within this time shares one `eth_call`. */
const fundsBatch = { collectMs: 50, most: 256 }
/** How often expired intents leave the book. */
const pruneMs = 2000

/**
 * Joins the network of a market. Resolves when the node listens; {@link MarketNode.ready} says when peers are there.
 *
 * @example
 * ```ts
 * const node = await createMarketNode({
 *   deployment,
 *   listen: ['/ip4/127.0.0.1/tcp/0'],
 *   bootstrap: ['/ip4/127.0.0.1/tcp/9000/p2p/12D3KooW…'],
 *   chain: admissionChain(client),
 *   nowSeconds: () => BigInt(Math.floor(Date.now() / 1000)),
 * })
 * node.on('intent', (signed, { id, from }) => console.log(id, from))
 * await node.ready({ peers: 1, signal: AbortSignal.timeout(10_000) })
 * await node.publishIntent(signed)
 * await node.stop()
 * ```
 *
 * @throws what libp2p throws when an address cannot be listened on.
 */
export async function createMarketNode(parameters: CreateMarketNodeParameters): Promise<MarketNode> {
  const { deployment, chain, nowSeconds, checkFunds, checkSettlement, onAdmitted, isSolver, logger } = parameters
  const names = marketNames(deployment)
  const banned = new LRUCache<string, true>({ max: 4096, ttl: networkLimits.floodBanMs })
  const transport = await createTransport({
    listen: parameters.listen ?? [],
    topics: Object.values(names.topics),
    ...(parameters.privateKey && { privateKey: parameters.privateKey }),
    isBanned: (peer) => banned.has(peer),
  })
  const workers = acquireWorkers()

  // A trip through the wire form first: what this machine submits is what peers will read.
  const submit = async (signed: SignedIntent): Promise<Hex> =>
    (await admitIntent(admission, decodeSignedIntent(encodeSignedIntent(signed)), local)).id

  const admission: Admission = {
    deployment,
    chain,
    workers,
    nowSeconds,
    intents: new IntentBook(submit, parameters.bookIntents),
    auctions: new AuctionBook(),
    meter: new PeerMeter(),
    counters: new Counters(),
    ...(checkFunds && { checkFunds: inBatches(checkFunds, fundsBatch) }),
    ...(onAdmitted && { onAdmitted }),
    ...(checkSettlement && { checkSettlement }),
    ...(isSolver && { isSolver }),
  }
  const receipts = new ReceiptLog()
  const { gossip } = transport.services

  const intake = new Intake({
    admission,
    receipts,
    topics: names.topics,
    report: ({ messageId, peer }, result) =>
      guarded(() => gossip.reportMessageValidationResult(messageId, peer, result)),
    admitted: (message, meta) =>
      guarded(() => {
        if (message.event === 'intent') node.emit('intent', message.value, meta)
        else if (message.event === 'auction') node.emit('auction', message.value, meta)
        else if (message.event === 'commitment') node.emit('commitment', message.value, meta)
        else if (message.event === 'bid') node.emit('bid', message.value, meta)
        else if (message.event === 'outcome') node.emit('outcome', message.value, meta)
        else node.emit('settlement', message.value, meta)
      }),
    refused: (refusal) =>
      guarded(() => {
        logger?.debug({ ...refusal }, 'message refused')
        node.emit('refused', refusal)
      }),
    flooding: (peer) => {
      banned.set(peer, true)
      logger?.warn({ peer }, 'peer sent away for flooding')
      const connected = transport.getPeers().find((candidate) => candidate.toString() === peer)
      if (connected) transport.hangUp(connected).catch(() => {})
    },
  })

  /** Nothing that a listener or gossip itself throws may look like a bad message, or end the process. */
  function guarded(tell: () => void): void {
    try {
      tell()
    } catch (error) {
      logger?.error({ error }, 'the market node could not pass a message on')
    }
  }

  const stopping = new AbortController()
  const pruning = setInterval(() => admission.intents.prune(nowSeconds()), pruneMs).unref()
  const node = new MarketNode({
    transport,
    names,
    admission,
    intake,
    async stop() {
      stopping.abort()
      clearInterval(pruning)
      intake.processor.stop()
      await transport.stop()
      await workers.release()
    },
  })

  for (const kind of topicKinds)
    gossip.topicValidators.set(names.topics[kind], (peer, { data }) => intake.gate(kind, peer, data))
  gossip.addEventListener('gossipsub:message', ({ detail }) => intake.receive(detail))
  await joinStreams({ transport, names, admission, receipts })
  try {
    await transport.start()
  } catch (error) {
    await node.stop()
    throw error
  }
  for (const kind of topicKinds) gossip.subscribe(names.topics[kind])
  for (const address of parameters.bootstrap ?? []) keepConnected(transport, address, stopping.signal)
  logger?.info({ peerId: node.peerId, multiaddrs: node.multiaddrs }, 'market node listens')
  return node
}
