import type { DemandCurve } from './DemandCurve.ts'

/** Products that a job looks at, the cheapest work first. One list serves all jobs of a step, one after the other. */
export class Candidates {
  #count = 0
  #options = new Int32Array(64)
  #products = new Int32Array(64)
  /** Of work, base units per H100-second. */
  #prices = new Float64Array(64)
  #order = new Int32Array(0)

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
    this.#sort()
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

  #sort(): void {
    const products = this.#products
    const prices = this.#prices
    if (this.#order.length < products.length) this.#order = new Int32Array(products.length)
    const order = this.#order
    for (let at = 0; at < this.#count; at++) order[at] = at
    if (this.#count < 2) return
    order
      .subarray(0, this.#count)
      .sort(
        (a, b) => (prices[a] as number) - (prices[b] as number) || (products[a] as number) - (products[b] as number),
      )
  }

  get count(): number {
    return this.#count
  }

  /** Index of the n-th product. */
  product(n: number): number {
    return this.#products[this.#order[n] as number] as number
  }

  /** Its place in the kind's options. */
  option(n: number): number {
    return this.#options[this.#order[n] as number] as number
  }
}
