import type { DemandCurve } from './DemandCurve.ts'

/** Products that a job looks at, where work is cheapest first. One list serves all jobs of a step, one after the other. */
export class Candidates {
  #count = 0
  #options = new Int32Array(64)
  #products = new Int32Array(64)
  /** Of work, base units per H100-second. */
  #prices = new Float64Array(64)

  /** Place in the kind's options, of the candidate that {@link next} found; its product, and what work costs there. */
  option = -1
  product = -1
  price = Number.POSITIVE_INFINITY

  /** Lists what a kind may buy below a price of work, at prices of units by product, where `isOpen`. */
  list(
    { options: { lines, unitsPerWork }, window: { from, to } }: DemandCurve,
    { prices, slots, below }: { prices: Float64Array; slots: number; below: number },
    isOpen: (product: number) => boolean,
  ): void {
    this.#count = 0
    for (let option = 0; option < lines.length; option++) {
      const first = (lines[option] as number) * slots
      const each = unitsPerWork[option] as number
      for (let product = first + from; product < first + to; product++) {
        const price = (prices[product] as number) * each
        if (price < below && isOpen(product)) this.#add(option, product, price)
      }
    }
  }

  #add(option: number, product: number, price: number): void {
    const at = this.#count++
    if (at === this.#options.length) this.#grow()
    this.#options[at] = option
    this.#products[at] = product
    this.#prices[at] = price
  }

  #grow(): void {
    const [options, products, prices] = [this.#options, this.#products, this.#prices]
    this.#options = new Int32Array(2 * options.length)
    this.#products = new Int32Array(2 * products.length)
    this.#prices = new Float64Array(2 * prices.length)
    this.#options.set(options)
    this.#products.set(products)
    this.#prices.set(prices)
  }

  /**
   * Finds the cheapest that is left, and takes it from the list; false when there are no more. Most jobs need a few of many,
   * so that looking at all is faster than sorting them.
   */
  next(): boolean {
    const last = this.#count - 1
    if (last < 0) return false
    const products = this.#products
    const prices = this.#prices
    let best = last
    for (let at = last - 1; at >= 0; at--) {
      const price = prices[at] as number
      const least = prices[best] as number
      if (price < least || (price === least && (products[at] as number) < (products[best] as number))) best = at
    }
    this.option = this.#options[best] as number
    this.product = products[best] as number
    this.price = prices[best] as number
    this.#options[best] = this.#options[last] as number
    products[best] = products[last] as number
    prices[best] = prices[last] as number
    this.#count = last
    return true
  }
}
