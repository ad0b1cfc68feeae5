import { priceScale } from '../rules/prices.ts'
import type { Account, Accounts } from './accounts.ts'
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
  const board = served.length < 2 ? undefined : new PriceBoard(plan)
  for (const account of served) {
    const bearable = bearableMargin(account, board)
    for (const { arc } of account.placement.fills) {
      const product = cells[arc.cell]?.product ?? -1
      if ((margins[product] ?? 0n) > bearable) margins[product] = bearable
    }
  }
  return margins
}

/** The margin that one buyer can bear. Without a board: who is alone in a batch may wish for what is left. */
function bearableMargin({ placement, surplus }: Account, board: PriceBoard | undefined): bigint {
  const offer = board && bestOffer(board, placement.intent, 0)
  // From above: the offer is counted in floats.
  const alone = offer ? BigInt(Math.ceil(offer.surplus * (1 + 1e-9))) + 2n : 0n
  let units = 0n
  for (const fill of placement.fills) units += BigInt(fill.units)
  // Each payment is rounded up once: a unit per fill is kept back for that.
  const spare = surplus - alone - BigInt(placement.fills.length)
  return spare > 0n ? (spare * priceScale) / units : 0n
}
