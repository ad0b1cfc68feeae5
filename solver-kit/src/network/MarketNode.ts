import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { multiaddr } from '@multiformats/multiaddr'
import {
  type Bid,
  encodeBid,
  encodeOutcomeMessage,
  encodeSignedAuction,
  encodeSignedBidCommitment,
  encodeSignedIntent,
  type Receipt,
  type SettlementReport,
  type SignedAuction,
  type SignedBidCommitment,
  type SignedIntent,
  type SignedOutcome,
  WalrasError,
} from '@walras/intents-schema'
import type { Hex } from 'viem'
import { type Admission, local } from './admission/Admission.ts'
import { admitMessage } from './admission/admitMessage.ts'
import type { Transport } from './createTransport.ts'
import type { Intake } from './Intake.ts'
import type { IntentBook } from './IntentBook.ts'
import type { MarketNodeEvents } from './MarketNodeEvents.ts'
import { messageId } from './messageId.ts'
import { fetchIntents } from './streams/fetchIntents.ts'
import { readReceipts } from './streams/readReceipts.ts'
import { type MarketNames, type TopicKind, topicKinds } from './topics.ts'

/** What became of a publication. */
export interface Published {
  /** sha256(topic ‖ bytes)[0..20]: what {@link MarketNode.receipts} takes. */
  messageId: Hex
  /** Peers it was sent to at once. 0 when nobody listens yet, or when these bytes were published before. */
  recipients: number
}

/** The parts a node is made of; `createMarketNode` puts them together. */
export interface MarketNodeParts {
  transport: Transport
  names: MarketNames
  admission: Admission
  intake: Intake
  stop: () => Promise<void>
}

/** How often {@link MarketNode.ready} looks. */
const readyPollMs = 20

/**
 * A peer of one market. Listens on all five topics, admits what is sound, forwards only that, and serves what it knows.
 * Every `publish…` first passes the node's own admission, so what peers would refuse throws here, with the reason.
 */
export class MarketNode extends EventEmitter<MarketNodeEvents> {
  /** The live intents this node knows. */
  readonly intents: IntentBook
  readonly #parts: MarketNodeParts

  constructor(parts: MarketNodeParts) {
    super()
    this.#parts = parts
    this.intents = parts.admission.intents
  }

  get peerId(): string {
    return this.#parts.transport.peerId.toString()
  }

  /** Where others can dial this node: pass them as `bootstrap`. */
  get multiaddrs(): string[] {
    return this.#parts.transport.getMultiaddrs().map(String)
  }

  /** Peers that listen on all topics of the market and that we can send to. */
  get peers(): string[] {
    const { gossip } = this.#parts.transport.services
    const [first = [], ...rest] = topicKinds.map((kind) =>
      gossip.getSubscribers(this.#parts.names.topics[kind]).map(String),
    )
    return first.filter((peer) => gossip.streamsOutbound.has(peer) && rest.every((others) => others.includes(peer)))
  }

  /**
   * Waits until `peers` peers listen: what is published from then on reaches them.
   *
   * @throws the signal's reason when it aborts.
   */
  async ready({ peers = 1, signal }: { peers?: number; signal?: AbortSignal } = {}): Promise<void> {
    while (this.peers.length < peers) {
      signal?.throwIfAborted()
      await delay(readyPollMs)
    }
  }

  /** Connects to one more peer. @throws when it cannot be reached. */
  async dial(address: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#parts.transport.dial(multiaddr(address), options)
  }

  publishIntent(signed: SignedIntent): Promise<Published> {
    return this.#publish('intents', encodeSignedIntent(signed))
  }

  publishAuction(signed: SignedAuction): Promise<Published> {
    return this.#publish('auctions', encodeSignedAuction(signed))
  }

  publishCommitment(signed: SignedBidCommitment): Promise<Published> {
    return this.#publish('commitments', encodeSignedBidCommitment(signed))
  }

  publishBid(bid: Bid): Promise<Published> {
    return this.#publish('bids', encodeBid(bid))
  }

  publishOutcome(signed: SignedOutcome): Promise<Published> {
    return this.#publish('outcomes', encodeOutcomeMessage({ kind: 'outcome', value: signed }))
  }

  publishSettlement(report: SettlementReport): Promise<Published> {
    return this.#publish('outcomes', encodeOutcomeMessage({ kind: 'settlement', value: report }))
  }

  /** Sends any bytes without looking at them: for tests, and to show what peers do with them. */
  async publishRaw(topic: TopicKind, bytes: Uint8Array): Promise<Published> {
    const { transport, names } = this.#parts
    const name = names.topics[topic]
    const id = messageId(name, bytes)
    // Gossip would remember these bytes as published, and refuse to send them once there is somebody to send them to.
    if (transport.services.gossip.getSubscribers(name).length === 0) return { messageId: id, recipients: 0 }
    const { recipients } = await transport.services.gossip.publish(name, bytes)
    return { messageId: id, recipients: recipients.length }
  }

  /**
   * The intents with these ids, in that order: from the book, else from connected peers, each verified like any other.
   * Those that nobody has, or that admission refuses, are left out.
   */
  async fetchIntents(ids: readonly Hex[], { signal }: { signal?: AbortSignal } = {}): Promise<SignedIntent[]> {
    const { transport, names, admission, intake } = this.#parts
    await fetchIntents({
      transport,
      protocol: names.fetch,
      admission,
      peers: transport.services.gossip.getSubscribers(names.topics.intents),
      ids,
      signal: signal ?? new AbortController().signal,
      admit: (signed, origin) => intake.admitFetched(signed, origin),
    })
    return ids.flatMap((id) => this.intents.get(id) ?? [])
  }

  /**
   * What a peer made of messages: accepted, or refused with code and sentence. One receipt for each id, in the order
   * asked; waits up to two seconds for messages that are still on their way.
   *
   * @throws when the peer cannot be reached or does not answer.
   */
  async receipts(messageIds: readonly Hex[], peer: string): Promise<Receipt[]> {
    const { transport, names } = this.#parts
    const connected = transport.getPeers().find((candidate) => candidate.toString() === peer)
    if (!connected)
      throw new WalrasError({ code: 'node/not-connected', message: `No connection to ${peer}.`, facts: { peer } })
    return readReceipts(transport, names.receipt, connected, messageIds)
  }

  /** Counts since the start, and the current lengths of queues, by name: for metrics. */
  counters(): Record<string, number> {
    const { admission, intake } = this.#parts
    const queues = topicKinds.map((kind) => [`${kind}.waiting`, intake.processor.waiting(kind)])
    const gauges = { ...Object.fromEntries(queues), 'intents.live': this.intents.size, peers: this.peers.length }
    return { ...admission.counters.read(), ...gauges }
  }

  /** Leaves the network and frees everything. */
  stop(): Promise<void> {
    return this.#parts.stop()
  }

  async #publish(kind: TopicKind, bytes: Uint8Array): Promise<Published> {
    try {
      await admitMessage(this.#parts.admission, kind, bytes, local)
    } catch (error) {
      if (!(error instanceof WalrasError) || !error.code.endsWith('/known')) throw error
    }
    return this.publishRaw(kind, bytes)
  }
}
