import { workOf } from '../waterFill.ts'
import type { Share } from './Share.ts'

/** No row. */
const none = -1

/** Who holds what: the shares of every intent, in columns. A thick market has a hundred thousand of them. */
export class Shares {
  /** By intent, the row of its first share; -1 where it has none. */
  readonly first: Int32Array
  /** By row: the intent's next one, or -1; and what {@link Share} says. */
  next = new Int32Array(0)
  product = new Int32Array(0)
  hardware = new Uint8Array(0)
  microSpeed = new Float64Array(0)
  units = new Float64Array(0)
  #rows = 0
  /** First of the rows given back. */
  #spare = none

  /** Nobody holds anything. */
  constructor(intents: number) {
    this.first = new Int32Array(intents).fill(none)
    this.#grow(intents + 16)
  }

  #grow(rows: number): void {
    const grown = <T extends Int32Array | Uint8Array | Float64Array>(longer: T, column: T): T => {
      longer.set(column)
      return longer
    }
    this.next = grown(new Int32Array(rows), this.next)
    this.product = grown(new Int32Array(rows), this.product)
    this.hardware = grown(new Uint8Array(rows), this.hardware)
    this.microSpeed = grown(new Float64Array(rows), this.microSpeed)
    this.units = grown(new Float64Array(rows), this.units)
  }

  #newRow(): number {
    const spare = this.#spare
    if (spare !== none) {
      this.#spare = this.next[spare] as number
      return spare
    }
    if (this.#rows === this.next.length) this.#grow(2 * this.#rows)
    return this.#rows++
  }

  /** Gives an intent one more share, its last. */
  add({ intent, product, hardware, microSpeed, units }: Share): void {
    const row = this.#newRow()
    this.product[row] = product
    this.hardware[row] = hardware
    this.microSpeed[row] = microSpeed
    this.units[row] = units
    this.next[row] = none
    let last = this.first[intent] as number
    if (last === none) this.first[intent] = row
    else {
      for (let after = this.next[last] as number; after !== none; after = this.next[last] as number) last = after
      this.next[last] = row
    }
  }

  holds(intent: number): boolean {
    return this.first[intent] !== none
  }

  /** GPU-seconds that an intent holds of a product. */
  unitsOf(intent: number, product: number): number {
    let units = 0
    for (let row = this.first[intent] as number; row !== none; row = this.next[row] as number)
      if (this.product[row] === product) units += this.units[row] as number
    return units
  }

  /** What an intent holds, in the order it was given. */
  of(intent: number): Share[] {
    const row = this.first[intent] as number
    if (row === none) return []
    // An array that grows has room for many: most hold one.
    const shares = [this.#share(intent, row)]
    for (let after = this.next[row] as number; after !== none; after = this.next[after] as number)
      shares.push(this.#share(intent, after))
    return shares
  }

  #share(intent: number, row: number): Share {
    return {
      intent,
      product: this.product[row] as number,
      hardware: this.hardware[row] as number,
      microSpeed: this.microSpeed[row] as number,
      units: this.units[row] as number,
    }
  }

  /** Takes all that an intent holds. */
  clear(intent: number): void {
    for (let row = this.first[intent] as number; row !== none; ) {
      const after = this.next[row] as number
      this.next[row] = this.#spare
      this.#spare = row
      row = after
    }
    this.first[intent] = none
  }

  /** H100-seconds that an intent's shares do together, each rounded down. */
  doneBy(intent: number): number {
    let done = 0
    for (let row = this.first[intent] as number; row !== none; row = this.next[row] as number)
      done += workOf({ microSpeed: this.microSpeed[row] as number }, this.units[row] as number)
    return done
  }

  /** GPU-seconds that are held of each product. */
  unitsByProduct(products: number): Float64Array {
    const taken = new Float64Array(products)
    for (let intent = 0; intent < this.first.length; intent++)
      for (let row = this.first[intent] as number; row !== none; row = this.next[row] as number) {
        const product = this.product[row] as number
        taken[product] = (taken[product] as number) + (this.units[row] as number)
      }
    return taken
  }

  /** All shares, by product; products in the order in which intents first have them. */
  byProduct(products: number): [product: number, shares: Share[]][] {
    const lists: (Share[] | undefined)[] = new Array(products)
    const order: number[] = []
    for (let intent = 0; intent < this.first.length; intent++)
      for (let row = this.first[intent] as number; row !== none; row = this.next[row] as number) {
        const share = this.#share(intent, row)
        const known = lists[share.product]
        if (known) known.push(share)
        else {
          lists[share.product] = [share]
          order.push(share.product)
        }
      }
    return order.map((product) => [product, lists[product] as Share[]])
  }

  /** What an intent's shares cost at given prices of a unit, by product. */
  costAt(prices: Float64Array, intent: number): number {
    let cost = 0
    for (let row = this.first[intent] as number; row !== none; row = this.next[row] as number)
      cost += (this.units[row] as number) * (prices[this.product[row] as number] as number)
    return cost
  }
}
