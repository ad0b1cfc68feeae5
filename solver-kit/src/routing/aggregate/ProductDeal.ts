import type { DemandColumns, MarketModel } from '../MarketModel.ts'
import { unitsFor, workOf } from '../waterFill.ts'
import type { Pieces } from './Pieces.ts'
import type { ProductBuyers } from './ProductBuyers.ts'
import { noQuota, type Quotas } from './Quotas.ts'

/** Units of a quota that a buyer is about to get. */
interface Taken {
  quota: number
  units: number
}

/** Nothing yet. */
const nothing: readonly Taken[] = []

/** A product that is dealt out to its buyers: who may not be split first, then what is left of each pool. */
export class ProductDeal {
  readonly #columns: DemandColumns
  readonly #buyers: ProductBuyers
  readonly #pieces: Pieces
  readonly #quotas: Quotas

  constructor(model: Pick<MarketModel, 'columns'>, buyers: ProductBuyers, pieces: Pieces, quotas: Quotas) {
    this.#columns = model.columns
    this.#buyers = buyers
    this.#pieces = pieces
    this.#quotas = quotas
  }

  /** Gives buyers pieces. */
  run(): void {
    const { count, parts } = this.#buyers
    let whole = 0
    for (let buyer = 0; buyer < count; buyer++) if (parts[buyer] === 1) whole += this.#pourWhole(buyer)
    if (whole > 0 && whole < count) this.#quotas.settle(this.#buyers.unitsOf(2))
    for (let buyer = 0; buyer < count; buyer++) if ((parts[buyer] as number) > 1) this.#pour(buyer)
    this.#level()
  }

  #give(buyer: number, quota: number, units: number): void {
    this.#pieces.give(buyer, quota, units)
    this.#quotas.take(quota, units)
  }

  #takeBack(buyer: number, piece: number, units: number): void {
    const quota = this.#pieces.quota[piece] as number
    this.#pieces.takeBack(buyer, piece, units)
    this.#quotas.take(quota, -units)
  }

  /** From the pool it fits best, if there is one that can sell so much; returns 1, for one buyer more. */
  #pourWhole(buyer: number): number {
    const units = this.#buyers.units[buyer] as number
    const quota = this.#quotas.bestFit(units, true, nothing)
    if (quota !== noQuota) this.#give(buyer, quota, units)
    return 1
  }

  /** Whole from the pool it fits best, else from those with most to sell. */
  #pour(buyer: number): void {
    const quotas = this.#quotas
    const { minUnits, minWork } = this.#columns
    const intent = this.#buyers.intents[buyer] as number
    const least = minUnits[intent] as number
    const wanted = this.#buyers.units[buyer] as number
    const parts = this.#buyers.parts[buyer] as number
    const first = quotas.bestFit(wanted, false, nothing)
    if (first !== noQuota && (quotas.due[first] as number) >= wanted) {
      this.#give(buyer, first, wanted)
      return
    }
    const taken: Taken[] = []
    let missing = wanted
    while (missing > 0 && taken.length < parts) {
      const last = taken.length === parts - 1
      let quota = quotas.bestFit(missing, last, taken)
      // Rounding can leave a little missing where nothing is due any more.
      if (quota === noQuota) quota = quotas.bestFit(missing, true, taken)
      if (quota === noQuota) break
      const due = quotas.due[quota] as number
      const whole = last || due >= missing || due <= 0
      // What is left must be enough for a fill of its own.
      const units = whole ? missing : Math.min(due, missing - least)
      if (units < least) {
        const spare = quotas.bestFit(missing, true, taken)
        if (spare === noQuota) break
        taken.push({ quota: spare, units: missing })
        missing = 0
        break
      }
      taken.push({ quota, units })
      missing -= units
      // Work is rounded down fill by fill: the last one makes up for it.
      if (missing > 0) missing = Math.max(missing, least, this.#missingUnits(buyer, this.#workOfAll(buyer, taken)))
    }
    if (missing > 0 && this.#workOfAll(buyer, taken) < (minWork[intent] as number)) return
    for (const { quota, units } of taken) this.#give(buyer, quota, units)
  }

  #workOf(buyer: number, units: number): number {
    return workOf({ microSpeed: this.#buyers.microSpeed[buyer] as number }, units)
  }

  #workOfAll(buyer: number, taken: readonly Taken[]): number {
    return taken.reduce((sum, { units }) => sum + this.#workOf(buyer, units), 0)
  }

  /** GPU-seconds that a buyer still needs once so much of its share's work is done. */
  #missingUnits(buyer: number, done: number): number {
    const { intents, units, microSpeed } = this.#buyers
    const work = this.#columns.work[intents[buyer] as number] as number
    const wanted = Math.min(work, this.#workOf(buyer, units[buyer] as number))
    return unitsFor({ microSpeed: microSpeed[buyer] as number }, wanted - done)
  }

  /**
   * What is left over stays in the dearest pools: left in a cheap one, it would tempt everybody who pays the average. Moves
   * units from dear pools to cheap ones, for buyers who may hold them.
   */
  #level(): void {
    const quotas = this.#quotas
    const { order, top, due } = quotas
    if (!quotas.areDue()) return
    const holders = this.#holders()
    for (const cheap of order.toReversed()) {
      if (!quotas.isDue(cheap)) continue
      for (const dear of order) {
        if (!quotas.isDue(cheap)) break
        const isDearer = (top[dear] as number) > (top[cheap] as number)
        for (const buyer of dear === cheap ? [] : (holders[dear] as number[])) {
          if (!quotas.isDue(cheap) || (!isDearer && (due[dear] as number) >= 0)) break
          if (this.#shift(buyer, dear, cheap)) holders[cheap]?.push(buyer)
        }
      }
    }
  }

  /** By quota: who has held something of it. */
  #holders(): number[][] {
    const { quota, next } = this.#pieces
    const holders: number[][] = Array.from(this.#quotas.order, () => [])
    for (let buyer = 0; buyer < this.#buyers.count; buyer++)
      for (let piece = this.#pieces.first(buyer); piece >= 0; piece = next[piece] as number)
        holders[quota[piece] as number]?.push(buyer)
    return holders
  }

  /** Moves what it may of a buyer's units; whether it holds something of the cheap quota now that held nothing of it before. */
  #shift(buyer: number, dear: number, cheap: number): boolean {
    const pieces = this.#pieces
    const { due, left } = this.#quotas
    const { minUnits, minWork, work } = this.#columns
    const intent = this.#buyers.intents[buyer] as number
    const least = minUnits[intent] as number
    const from = pieces.find(buyer, dear)
    if (from < 0) return false
    const known = pieces.find(buyer, cheap)
    const held = known < 0 ? 0 : (pieces.units[known] as number)
    const all = pieces.units[from] as number
    let units = Math.min(due[cheap] as number, all)
    if (units < all) units = Math.min(units, all - least)
    if (units <= 0 || held + units < least) return false
    if (held === 0 && units < all && pieces.count(buyer) >= (this.#buyers.parts[buyer] as number)) return false
    this.#takeBack(buyer, from, units)
    this.#give(buyer, cheap, units)
    // Work is rounded down fill by fill.
    const missing = this.#missingUnits(buyer, this.#workHeld(buyer))
    if (missing > 0 && missing < (this.#buyers.units[buyer] as number)) {
      if ((left[cheap] as number) >= missing) this.#give(buyer, cheap, missing)
      else if (minWork[intent] === work[intent]) {
        this.#takeBack(buyer, pieces.find(buyer, cheap), units)
        this.#give(buyer, dear, units)
        return false
      }
    }
    return held === 0
  }

  #workHeld(buyer: number): number {
    const { units, next } = this.#pieces
    let done = 0
    for (let piece = this.#pieces.first(buyer); piece >= 0; piece = next[piece] as number)
      done += this.#workOf(buyer, units[piece] as number)
    return done
  }
}
