import type { SignedIntent } from '@walras/intents-schema'
import { LRUCache } from 'lru-cache'
import type { Address, Hex } from 'viem'
import { networkLimits } from './networkLimits.ts'

/** An intent that passed admission and may still settle. */
export interface LiveIntent {
  id: Hex
  signed: SignedIntent
  receivedAtMs: number
}

/**
 * The live intents a node knows, by id, oldest first. Bounded: when full the oldest leaves, and `fetchIntents` brings it
 * back should an auction name it.
 */
export class IntentBook {
  readonly #live = new Map<Hex, LiveIntent>()
  readonly #ofOwner = new Map<Address, number>()
  readonly #settled = new LRUCache<Hex, true>({ max: networkLimits.settledIds })
  readonly #admit: (signed: SignedIntent) => Promise<Hex>
  readonly #capacity: number

  constructor(admit: (signed: SignedIntent) => Promise<Hex>, capacity: number = networkLimits.bookIntents) {
    this.#admit = admit
    this.#capacity = capacity
  }

  get size(): number {
    return this.#live.size
  }

  get(id: Hex): SignedIntent | undefined {
    return this.#live.get(id)?.signed
  }

  has(id: Hex): boolean {
    return this.#live.has(id)
  }

  isSettled(id: Hex): boolean {
    return this.#settled.has(id)
  }

  /** How many live intents an owner has. */
  countOf(owner: Address): number {
    return this.#ofOwner.get(owner) ?? 0
  }

  /** All live intents, oldest first. */
  live(): LiveIntent[] {
    return [...this.#live.values()]
  }

  /**
   * Submits an intent of this machine through the admission that gossip goes through, and returns its id. Does not
   * publish it.
   *
   * @throws {@link WalrasError} with the reason of the refusal.
   */
  add(signed: SignedIntent): Promise<Hex> {
    return this.#admit(signed)
  }

  /** Puts an admitted intent in. Only admission calls this. */
  insert(entry: LiveIntent): void {
    if (this.#live.has(entry.id)) return
    this.#live.set(entry.id, entry)
    this.#ofOwner.set(entry.signed.owner, this.countOf(entry.signed.owner) + 1)
    const oldest = this.#live.keys().next()
    if (this.#live.size > this.#capacity && !oldest.done) this.#remove(oldest.value)
  }

  /** Takes intents out for good: their late copies will be refused as `intent/settled`. */
  markSettled(ids: Iterable<Hex>): void {
    for (const id of ids) {
      this.#remove(id)
      this.#settled.set(id, true)
    }
  }

  /** Takes out what can no longer settle at chain time `nowSeconds`, and returns the ids. */
  prune(nowSeconds: bigint): Hex[] {
    const expired = [...this.#live.values()].filter(({ signed }) => isExpired(signed, nowSeconds)).map(({ id }) => id)
    for (const id of expired) this.#remove(id)
    return expired
  }

  #remove(id: Hex): void {
    const owner = this.#live.get(id)?.signed.owner
    if (!owner) return
    this.#live.delete(id)
    const left = this.countOf(owner) - 1
    if (left > 0) this.#ofOwner.set(owner, left)
    else this.#ofOwner.delete(owner)
  }
}

/** Permit2 accepts a signature up to and including its deadline; a slot must end by `finishBy`. */
export function isExpired({ intent, validUntil }: SignedIntent, nowSeconds: bigint): boolean {
  return validUntil < nowSeconds || intent.finishBy <= nowSeconds
}
