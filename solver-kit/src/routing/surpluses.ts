import type { Cell } from './MarketModel.ts'
import type { PriceBoard } from './PriceBoard.ts'

/**
 * What each intent of a plan is left with, at the prices of the moment; `undefined` for who is not served. What they buy
 * is laid side by side once: fills are strewn over memory, and who asks all of them, round after round, waits for it.
 */
export function createSurpluses(board: PriceBoard): (intent: number) => number | undefined {
  const { plan } = board
  const { demands, cells, columns } = plan.model
  const placements = demands.map((_, intent) => plan.placement(intent))
  /** By intent, its first fill. */
  const first = new Int32Array(demands.length + 1)
  const worth = new Float64Array(demands.length)
  const products: number[] = []
  const bought: number[] = []
  for (let intent = 0; intent < demands.length; intent++) {
    const placement = placements[intent]
    if (placement) {
      worth[intent] = (columns.value[intent] as number) * placement.work
      for (const { arc, units } of placement.fills) {
        products.push((cells[arc.cell] as Cell).product)
        bought.push(units)
      }
    }
    first[intent + 1] = products.length
  }
  return (intent) => {
    const placement = plan.placement(intent)
    if (!placement || placement !== placements[intent]) return placement && board.surplus(placement)
    let paid = 0
    for (let at = first[intent] as number; at < (first[intent + 1] as number); at++)
      paid += board.payment(products[at] as number, bought[at] as number)
    return (worth[intent] as number) - paid
  }
}
