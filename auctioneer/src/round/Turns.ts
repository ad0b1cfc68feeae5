import type { Hex } from 'viem'

/**
 * Whose turn it is when an auction cannot take everybody: whoever has been in the fewest auctions, then the oldest. So
 * intents that nobody can serve do not keep others out, however many they are.
 */
export class Turns {
  #taken = new Map<Hex, number>()

  /** `live` (oldest first) in the order of their turns. Forgets those that are gone. */
  order<T extends { id: Hex }>(live: readonly T[]): T[] {
    const taken = new Map(live.map(({ id }) => [id, this.#taken.get(id) ?? 0]))
    this.#taken = taken
    return [...live].sort((a, b) => (taken.get(a.id) ?? 0) - (taken.get(b.id) ?? 0))
  }

  /** These were in an auction. */
  take(ids: readonly Hex[]): void {
    for (const id of ids) this.#taken.set(id, (this.#taken.get(id) ?? 0) + 1)
  }
}
