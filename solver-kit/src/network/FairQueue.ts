/** What a queue needs to know of its entries. */
export interface Queued {
  peer: string
  /** Bytes. */
  size: number
}

interface Line<T> {
  entries: T[]
  bytes: number
}

/**
 * A bounded queue that is fair to peers: each has its own line, served in turn. When the queue is full, the peer that
 * takes most of it loses its oldest entry, so a flood pushes out nothing but itself.
 */
export class FairQueue<T extends Queued> {
  readonly #maxEntries: number
  readonly #maxBytes: number
  /** Insertion order is the turn. No line is ever empty. */
  readonly #lines = new Map<string, Line<T>>()
  #entries = 0
  #bytes = 0

  constructor(maxEntries: number, maxBytes: number) {
    this.#maxEntries = maxEntries
    this.#maxBytes = maxBytes
  }

  get length(): number {
    return this.#entries
  }

  /** Adds an entry, and returns those that had to go for it. */
  push(entry: T): T[] {
    const line = this.#lines.get(entry.peer) ?? { entries: [], bytes: 0 }
    line.entries.push(entry)
    line.bytes += entry.size
    this.#lines.set(entry.peer, line)
    this.#entries += 1
    this.#bytes += entry.size
    const dropped: T[] = []
    while (this.#entries > this.#maxEntries || this.#bytes > this.#maxBytes) {
      const victim = this.#takeFrom(this.#largestLine())
      if (!victim) break
      dropped.push(victim)
    }
    return dropped
  }

  /** The oldest entry of the peer whose turn it is. */
  shift(): T | undefined {
    const turn = this.#lines.keys().next()
    if (turn.done) return undefined
    const entry = this.#takeFrom(turn.value)
    const line = this.#lines.get(turn.value)
    if (line) {
      this.#lines.delete(turn.value)
      this.#lines.set(turn.value, line)
    }
    return entry
  }

  #takeFrom(peer: string): T | undefined {
    const line = this.#lines.get(peer)
    const entry = line?.entries.shift()
    if (!line || !entry) return undefined
    line.bytes -= entry.size
    if (line.entries.length === 0) this.#lines.delete(peer)
    this.#entries -= 1
    this.#bytes -= entry.size
    return entry
  }

  #largestLine(): string {
    let largest = ''
    let most = -1
    for (const [peer, { entries, bytes }] of this.#lines) {
      const share = entries.length / this.#maxEntries + bytes / this.#maxBytes
      if (share > most) {
        largest = peer
        most = share
      }
    }
    return largest
  }
}
