import type { Shares } from './Shares.ts'

/** Who may hold units of a product: all who did when this was made, and who has come since. */
export class Members {
  readonly #shares: Shares
  /** Where each product's members begin; one more at the end. */
  readonly #begin: Int32Array
  readonly #intents: Int32Array
  /** By product. */
  readonly #come = new Map<number, Set<number>>()

  constructor(shares: Shares, products: number) {
    const { begin, intents } = shares.byProduct(products)
    this.#shares = shares
    this.#begin = begin
    this.#intents = intents
  }

  /** Counts an intent in wherever it holds something now. */
  join(intent: number): void {
    const { product, next } = this.#shares
    for (let row = this.#shares.first(intent); row >= 0; row = next[row] as number) {
      const at = product[row] as number
      const known = this.#come.get(at)
      if (known) known.add(intent)
      else this.#come.set(at, new Set([intent]))
    }
  }

  /** Each of them once. */
  of(product: number): Iterable<number> {
    const first = this.#intents.subarray(this.#begin[product] as number, this.#begin[product + 1] as number)
    const come = this.#come.get(product)
    return come ? new Set([...first, ...come]) : first
  }
}
