import type { Hex } from 'viem'
import type { Counters } from './Counters.ts'
import { FairQueue } from './FairQueue.ts'
import { topicLimits } from './networkLimits.ts'
import type { TopicKind } from './topics.ts'

/** A gossip message that waits for admission. */
export interface Inbound {
  kind: TopicKind
  topic: string
  bytes: Uint8Array
  /** Of `bytes`. */
  size: number
  messageId: Hex
  peer: string
  receivedAtMs: number
}

/** What becomes of what the processor takes: exactly one of these, for every message. */
export interface ProcessorSinks {
  /** Admission of one message. Must not throw. */
  admit: (message: Inbound) => Promise<void>
  /** The queue was full, or the message waited too long. */
  drop: (message: Inbound, why: 'overflow' | 'stale') => void
}

/**
 * Between gossip and admission: one bounded, fair queue per topic, and a bounded number of messages in admission. What
 * has waited so long that it is of no use any more is dropped before anyone decodes it.
 */
export class Processor {
  readonly #queues = new Map<TopicKind, FairQueue<Inbound>>()
  readonly #active = new Map<TopicKind, number>()
  readonly #sinks: ProcessorSinks
  readonly #counters: Counters
  readonly #nowMs: () => number
  #stopped = false

  constructor(sinks: ProcessorSinks, counters: Counters, nowMs: () => number = Date.now) {
    this.#sinks = sinks
    this.#counters = counters
    this.#nowMs = nowMs
  }

  push(message: Inbound): void {
    if (this.#stopped) return
    for (const dropped of this.#queue(message.kind).push(message)) this.#drop(dropped, 'overflow')
    this.#pull(message.kind)
  }

  /** Messages waiting on a topic. */
  waiting(kind: TopicKind): number {
    return this.#queues.get(kind)?.length ?? 0
  }

  stop(): void {
    this.#stopped = true
    this.#queues.clear()
  }

  #pull(kind: TopicKind): void {
    while (!this.#stopped && (this.#active.get(kind) ?? 0) < topicLimits[kind].concurrency) {
      const message = this.#queue(kind).shift()
      if (!message) return
      if (this.#nowMs() - message.receivedAtMs > topicLimits[kind].staleAfterMs) this.#drop(message, 'stale')
      else void this.#run(message)
    }
  }

  async #run(message: Inbound): Promise<void> {
    const { kind } = message
    this.#active.set(kind, (this.#active.get(kind) ?? 0) + 1)
    try {
      await this.#sinks.admit(message)
    } finally {
      this.#active.set(kind, (this.#active.get(kind) ?? 1) - 1)
      this.#pull(kind)
    }
  }

  #drop(message: Inbound, why: 'overflow' | 'stale'): void {
    this.#counters.add(`${message.kind}.${why}`)
    this.#sinks.drop(message, why)
  }

  #queue(kind: TopicKind): FairQueue<Inbound> {
    const known = this.#queues.get(kind)
    if (known) return known
    const { queueEntries, queueBytes } = topicLimits[kind]
    const queue = new FairQueue<Inbound>(queueEntries, queueBytes)
    this.#queues.set(kind, queue)
    return queue
  }
}
