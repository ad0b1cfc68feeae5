import { type GossipsubMessage, TopicValidatorResult } from '@chainsafe/libp2p-gossipsub'
import type { PeerId } from '@libp2p/interface'
import { encodeSignedIntent, type SignedIntent, WalrasError } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Admission, Origin } from './admission/Admission.ts'
import { type AdmittedMessage, admitMessage } from './admission/admitMessage.ts'
import type { MessageMeta, Refusal } from './MarketNodeEvents.ts'
import { messageId } from './messageId.ts'
import { topicLimits } from './networkLimits.ts'
import { type Inbound, Processor } from './Processor.ts'
import type { ReceiptLog } from './ReceiptLog.ts'
import { type TopicKind, topicKinds } from './topics.ts'

/** What the intake needs of the world. */
export interface IntakeParameters {
  admission: Admission
  receipts: ReceiptLog
  /** Full topic names. */
  topics: Readonly<Record<TopicKind, string>>
  /** Tells gossip whether to forward. */
  report: (message: Inbound, result: TopicValidatorResult) => void
  admitted: (message: AdmittedMessage, meta: MessageMeta) => void
  refused: (refusal: Refusal) => void
  /** A peer so far beyond its rates that it should go. */
  flooding: (peer: string) => void
}

type Source = Pick<Inbound, 'kind' | 'messageId' | 'peer'>

/** From gossip bytes to admitted values: gate, queue, admission, and a decision for every message. */
export class Intake {
  readonly processor: Processor
  readonly #parameters: IntakeParameters
  readonly #kindOf: ReadonlyMap<string, TopicKind>

  constructor(parameters: IntakeParameters) {
    this.#parameters = parameters
    this.#kindOf = new Map(topicKinds.map((kind) => [parameters.topics[kind], kind]))
    this.processor = new Processor(
      {
        admit: (message) => this.#admit(message),
        drop: (message, why) => {
          const code = `queue/${why}`
          const text = why === 'overflow' ? 'The queue of this topic is full.' : 'The message waited too long.'
          this.#refuse(message, new WalrasError({ code, message: text, action: 'ignore' }))
          parameters.report(message, TopicValidatorResult.Ignore)
        },
      },
      parameters.admission.counters,
    )
  }

  /** Before gossip stores the message at all, hence synchronous: its size and its peer's rate. */
  gate(kind: TopicKind, from: PeerId, bytes: Uint8Array): TopicValidatorResult {
    const { meter, counters } = this.#parameters.admission
    const peer = from.toString()
    const { messageBytes } = topicLimits[kind]
    counters.add(`${kind}.received`)
    if (bytes.length <= messageBytes && meter.take(peer, kind)) return TopicValidatorResult.Accept
    const source = { kind, peer, messageId: messageId(this.#parameters.topics[kind], bytes) }

    // [REJECT] wire/oversized.
    if (bytes.length > messageBytes) {
      const facts = { size: bytes.length, limit: messageBytes }
      const message = `The message has ${bytes.length} bytes; topic ${kind} allows ${messageBytes}.`
      this.#refuse(source, new WalrasError({ code: 'wire/oversized', message, facts }))
      return TopicValidatorResult.Reject
    }
    // [IGNORE] peer/rate-limited: it may be relaying somebody else's flood.
    const message = 'This peer sends more messages than we take from one peer.'
    this.#refuse(source, new WalrasError({ code: 'peer/rate-limited', message, facts: { peer }, action: 'ignore' }))
    if (meter.isFlooding(peer)) this.#parameters.flooding(peer)
    return TopicValidatorResult.Ignore
  }

  /** Takes a message that gossip has stored and waits to hear about. */
  receive({ msg, msgId, propagationSource }: GossipsubMessage): void {
    const kind = this.#kindOf.get(msg.topic)
    if (!kind) return
    // A copy: the original is a window on a whole RPC of up to 4 MiB, which would stay in memory with it.
    const bytes = msg.data.slice()
    this.#parameters.receipts.record({ messageId: msgId as Hex, status: 'pending', code: '', message: '' })
    this.processor.push({
      kind,
      topic: msg.topic,
      bytes,
      size: bytes.length,
      messageId: msgId as Hex,
      peer: propagationSource.toString(),
      receivedAtMs: Date.now(),
    })
  }

  async #admit(message: Inbound): Promise<void> {
    const { report, receipts } = this.#parameters
    const origin: Origin = { peer: message.peer, via: 'gossip' }
    let intentId: Hex | undefined
    try {
      const admitted = await admitMessage(this.#parameters.admission, message.kind, message.bytes, origin, (id) => {
        intentId = id
      })
      report(message, TopicValidatorResult.Accept)
      const named = intentId && { intentId }
      receipts.record({ messageId: message.messageId, status: 'accepted', code: '', message: '', ...named })
      this.#accept(admitted, message, 'gossip', message.receivedAtMs)
    } catch (error) {
      const refusal = this.#refuse(message, error, intentId)
      report(message, refusal.action === 'reject' ? TopicValidatorResult.Reject : TopicValidatorResult.Ignore)
    }
  }

  /** An intent that this node asked a peer for. Never throws. */
  async admitFetched(signed: SignedIntent, origin: Origin): Promise<void> {
    const bytes = encodeSignedIntent(signed)
    const source = {
      kind: 'intents',
      peer: origin.peer,
      messageId: messageId(this.#parameters.topics.intents, bytes),
    } as const
    try {
      const admitted = await admitMessage(this.#parameters.admission, 'intents', bytes, origin)
      this.#accept(admitted, source, 'fetch', Date.now())
    } catch (error) {
      // Gossip may have been faster.
      if (!(error instanceof WalrasError) || error.code !== 'intent/known') this.#refuse(source, error)
    }
  }

  /** Counts and tells of an admitted message. */
  #accept(admitted: AdmittedMessage, source: Source, via: 'gossip' | 'fetch', receivedAtMs: number): void {
    this.#parameters.admission.counters.add(`${source.kind}.accepted`)
    const meta = { id: admitted.id, messageId: source.messageId, from: source.peer, via, receivedAtMs }
    this.#parameters.admitted(admitted, meta)
  }

  #refuse({ kind, messageId, peer }: Source, error: unknown, intentId?: Hex): Refusal {
    const { receipts, admission, refused } = this.#parameters
    const cause =
      error instanceof WalrasError
        ? error
        : new WalrasError({ code: 'node/unexpected', message: String(error), cause: error, action: 'ignore' })
    const { code, message, facts, action } = cause
    const named = intentId && { intentId }
    receipts.record({ messageId, status: 'refused', code, message, ...named })
    admission.counters.add(`${kind}.refused`)
    admission.counters.add(`refused.${code}`)
    const refusal: Refusal = { topic: kind, code, message, facts, action, from: peer, messageId, ...named }
    refused(refusal)
    return refusal
  }
}
