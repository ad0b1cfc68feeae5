import type { Cell } from './MarketModel.ts'
import type { Placement } from './Plan.ts'
import type { PriceBoard } from './PriceBoard.ts'

/**
 * What each intent of a plan is left with, at the prices of the moment. What they buy is laid side by side once: fills are
 * strewn over memory, and who asks all of them, round after round, waits for it.
 *
 * Neither a closure nor one long loop: at a garbage collection V8 forgets the machine code of both, of methods it does not.
 */
export class Surpluses {
  readonly #board: PriceBoard
  /** By intent, as they were at the start. */
  readonly #placements: (Placement | undefined)[] = []
  /** By intent, its first fill. */
  readonly #first: Int32Array
  readonly #worth: Float64Array
  readonly #products: number[] = []
  readonly #bought: number[] = []

  constructor(board: PriceBoard) {
    const count = board.plan.model.demands.length
    this.#board = board
    this.#first = new Int32Array(count + 1)
    this.#worth = new Float64Array(count)
    for (let intent = 0; intent < count; intent++) this.#add(intent)
  }

  #add(intent: number): void {
    const { plan } = this.#board
    const { cells, columns } = plan.model
    const placement = plan.placement(intent)
    this.#placements.push(placement)
    if (placement) {
      this.#worth[intent] = (columns.value[intent] as number) * placement.work
      for (const { arc, units } of placement.fills) {
        this.#products.push((cells[arc.cell] as Cell).product)
        this.#bought.push(units)
      }
    }
    this.#first[intent + 1] = this.#products.length
  }

  /** `undefined` for who is not served. */
  of(intent: number): number | undefined {
    const board = this.#board
    const placement = board.plan.placement(intent)
    if (!placement || placement !== this.#placements[intent]) return placement && board.surplus(placement)
    const end = this.#first[intent + 1] as number
    let paid = 0
    for (let at = this.#first[intent] as number; at < end; at++)
      paid += board.payment(this.#products[at] as number, this.#bought[at] as number)
    return (this.#worth[intent] as number) - paid
  }
}
