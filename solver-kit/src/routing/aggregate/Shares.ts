import { workOf } from '../waterFill.ts'
import type { Share } from './Share.ts'

/** No row, or no product. */
const none = -1

/** Rows of shares, one product after the other, those of a product by intent. */
export interface ProductRows {
  /** Where each product's begin; one more at the end. */
  begin: Int32Array
  rows: Int32Array
  /** Whose they are. */
  intents: Int32Array
}

/**
 * Who holds what: the shares of every intent, in columns. A thick market has a hundred thousand of them. An intent has a row
 * of its own for the first of its shares; the others are in rows behind all of those.
 */
export class Shares {
  /** By intent: its row. */
  readonly rowOf: Int32Array
  /** By row: the intent's next one, or -1; and what {@link Share} says. The product is -1 in a row that holds nothing. */
  next: Int32Array = new Int32Array(0)
  product: Int32Array = new Int32Array(0)
  hardware: Uint8Array = new Uint8Array(0)
  microSpeed: Float64Array = new Float64Array(0)
  units: Float64Array = new Float64Array(0)
  #rows: number
  /** First of the rows given back. */
  #spare = none

  /** Nobody holds anything. `rowOf`: each intent's row, from 0, in the order in which they are read. */
  constructor(rowOf: Int32Array) {
    this.rowOf = rowOf
    this.#rows = rowOf.length
    this.#grow(rowOf.length + 16)
    this.product.fill(none)
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
    let row = this.rowOf[intent] as number
    if (this.product[row] !== none) {
      let last = row
      for (let after = this.next[last] as number; after !== none; after = this.next[last] as number) last = after
      row = this.#newRow()
      this.next[last] = row
    }
    this.product[row] = product
    this.hardware[row] = hardware
    this.microSpeed[row] = microSpeed
    this.units[row] = units
    this.next[row] = none
  }

  holds(intent: number): boolean {
    return this.product[this.rowOf[intent] as number] !== none
  }

  /** The row of an intent's first share; -1 if it has none. */
  first(intent: number): number {
    return this.firstIn(this.rowOf[intent] as number)
  }

  /** {@link first} of the intent whose row is given. */
  firstIn(row: number): number {
    return this.product[row] === none ? none : row
  }

  /** GPU-seconds that an intent holds of a product. */
  unitsOf(intent: number, product: number): number {
    let units = 0
    for (let row = this.first(intent); row !== none; row = this.next[row] as number)
      if (this.product[row] === product) units += this.units[row] as number
    return units
  }

  /** What an intent holds, in the order it was given. */
  of(intent: number): Share[] {
    const row = this.first(intent)
    if (row === none) return []
    // An array that grows has room for many: most hold one.
    const shares = [this.share(intent, row)]
    for (let after = this.next[row] as number; after !== none; after = this.next[after] as number)
      shares.push(this.share(intent, after))
    return shares
  }

  /** What an intent holds in one of its rows. */
  share(intent: number, row: number): Share {
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
    const row = this.first(intent)
    if (row === none) return
    for (let more = this.next[row] as number; more !== none; ) {
      const after = this.next[more] as number
      this.product[more] = none
      this.next[more] = this.#spare
      this.#spare = more
      more = after
    }
    this.product[row] = none
  }

  /** H100-seconds that the shares do together, each rounded down, of the intent whose row is given. */
  doneIn(row: number): number {
    let done = 0
    for (let at = this.firstIn(row); at !== none; at = this.next[at] as number)
      done += workOf({ microSpeed: this.microSpeed[at] as number }, this.units[at] as number)
    return done
  }

  /** {@link doneIn} of an intent. */
  doneBy(intent: number): number {
    return this.doneIn(this.rowOf[intent] as number)
  }

  /** What the shares cost at given prices of a unit, by product, of the intent whose row is given. */
  costIn(row: number, prices: Float64Array): number {
    let cost = 0
    for (let at = this.firstIn(row); at !== none; at = this.next[at] as number)
      cost += (this.units[at] as number) * (prices[this.product[at] as number] as number)
    return cost
  }

  /**
   * The row of the share whose work costs most at given prices of a unit, by product, where those are finite; -1 if none is. The
   * share of one product may be left out.
   */
  dearestOf(intent: number, prices: Float64Array, leftOut = none): number {
    let dearest = none
    let most = 0
    for (let row = this.first(intent); row !== none; row = this.next[row] as number) {
      const product = this.product[row] as number
      const price = (prices[product] as number) / (this.microSpeed[row] as number)
      if (product === leftOut || price <= most || price === Number.POSITIVE_INFINITY) continue
      most = price
      dearest = row
    }
    return dearest
  }

  /** GPU-seconds that are held of each product. */
  unitsByProduct(products: number): Float64Array {
    const taken = new Float64Array(products)
    for (let row = 0; row < this.#rows; row++) {
      const product = this.product[row] as number
      if (product !== none) taken[product] = (taken[product] as number) + (this.units[row] as number)
    }
    return taken
  }

  /** All shares, one product after the other. */
  byProduct(products: number): ProductRows {
    const begin = new Int32Array(products + 1)
    for (let intent = 0; intent < this.rowOf.length; intent++)
      for (let row = this.first(intent); row !== none; row = this.next[row] as number) {
        const at = (this.product[row] as number) + 1
        begin[at] = (begin[at] as number) + 1
      }
    for (let at = 1; at <= products; at++) begin[at] = (begin[at] as number) + (begin[at - 1] as number)
    const rows = new Int32Array(begin[products] as number)
    const intents = new Int32Array(rows.length)
    const end = begin.slice()
    for (let intent = 0; intent < this.rowOf.length; intent++)
      for (let row = this.first(intent); row !== none; row = this.next[row] as number) {
        const at = this.product[row] as number
        const place = end[at] as number
        rows[place] = row
        intents[place] = intent
        end[at] = place + 1
      }
    return { begin, rows, intents }
  }
}
