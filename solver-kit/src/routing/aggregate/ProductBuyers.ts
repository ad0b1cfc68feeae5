import type { Demand, MarketModel } from '../MarketModel.ts'
import type { PlannedFill } from '../Plan.ts'
import type { Shares } from './Shares.ts'
import { sortDescending } from './sortDescending.ts'

/**
 * The buyers of a product while it is dealt out, in columns whose memory serves one product after the other: those who take
 * all or nothing first, then those with most units. Where rounding leaves a product a little short, who takes parts does
 * without.
 */
export class ProductBuyers {
  count = 0
  readonly intents: Int32Array
  /** GPU-seconds of the share. */
  readonly units: Float64Array
  readonly microSpeed: Float64Array
  readonly hardware: Uint8Array
  /** Most pools it may take this share from. */
  readonly parts: Int32Array
  readonly #model: MarketModel
  readonly #shares: Shares
  readonly #order: Int32Array
  readonly #wanted: Float64Array

  /** For so many at most. */
  constructor(model: MarketModel, shares: Shares, most: number) {
    this.#model = model
    this.#shares = shares
    this.intents = new Int32Array(most)
    this.units = new Float64Array(most)
    this.microSpeed = new Float64Array(most)
    this.hardware = new Uint8Array(most)
    this.parts = new Int32Array(most)
    this.#order = new Int32Array(most)
    this.#wanted = new Float64Array(most)
  }

  /** Takes up a product, by the rows of its shares and their intents. `fills`: what was dealt of others, by intent. */
  load(rows: Int32Array, intents: Int32Array, fills: readonly (PlannedFill[] | undefined)[]): void {
    const { work, minWork, minUnits } = this.#model.columns
    const { units, microSpeed, hardware } = this.#shares
    const order = this.#order.subarray(0, rows.length)
    let [whole, parted] = [0, rows.length]
    for (let at = 0; at < rows.length; at++) {
      const intent = intents[at] as number
      this.#wanted[at] = units[rows[at] as number] as number
      if (minWork[intent] === work[intent]) order[whole++] = at
      else order[--parted] = at
    }
    order.subarray(parted).reverse()
    sortDescending(order.subarray(0, whole), this.#wanted)
    sortDescending(order.subarray(whole), this.#wanted)
    this.count = rows.length
    for (let buyer = 0; buyer < rows.length; buyer++) {
      const at = order[buyer] as number
      const row = rows[at] as number
      const intent = intents[at] as number
      const own = this.#wanted[at] as number
      const pools = (this.#model.demands[intent] as Demand).maxPools - (fills[intent]?.length ?? 0)
      this.intents[buyer] = intent
      this.units[buyer] = own
      this.microSpeed[buyer] = microSpeed[row] as number
      this.hardware[buyer] = hardware[row] as number
      this.parts[buyer] = Math.max(1, Math.min(pools, Math.floor(own / (minUnits[intent] as number))))
    }
  }

  /** GPU-seconds that those want who may take them from so many pools, or more. */
  unitsOf(pools: number): number {
    let sum = 0
    for (let buyer = 0; buyer < this.count; buyer++)
      if ((this.parts[buyer] as number) >= pools) sum += this.units[buyer] as number
    return sum
  }
}
