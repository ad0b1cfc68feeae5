import { priceScale } from '../rules/prices.ts'
import type { Accounts } from './accounts.ts'
import type { Plan } from './Plan.ts'
import { bestOffer, PriceBoard } from './PriceBoard.ts'

/**
 * The margin each product can bear: `marginBps` of its price, but never so much that a buyer would pay above its limit or
 * rather have what is left. In millionths of a base unit per GPU-second, by index of the product. The plan must be a fair one.
 */
export function productMargins(plan: Plan, accounts: Accounts, marginBps: bigint): bigint[] {
  const { products, cells } = plan.model
  const margins = products.map((_, product) => ((accounts.price(product) ?? 0n) * marginBps) / 10_000n)
  if (marginBps === 0n) return margins
  const { served } = accounts
  const board = new PriceBoard(plan)
  for (const { placement, surplus } of served) {
    const offer = served.length < 2 ? undefined : bestOffer(board, placement.intent, 0)
    // From above: the offer is counted in floats.
    const alone = offer ? BigInt(Math.ceil(offer.surplus * (1 + 1e-9))) + 2n : 0n
    const units = placement.fills.reduce((sum, fill) => sum + BigInt(fill.units), 0n)
    // Each payment is rounded up once: a unit per fill is kept back for that.
    const spare = surplus - alone - BigInt(placement.fills.length)
    const bearable = spare > 0n ? (spare * priceScale) / units : 0n
    for (const { arc } of placement.fills) {
      const product = cells[arc.cell]?.product ?? -1
      if ((margins[product] ?? 0n) > bearable) margins[product] = bearable
    }
  }
  return margins
}
