import { priceScale } from '../rules/prices.ts'
import type { Account, Accounts } from './accounts.ts'
import type { Cell } from './MarketModel.ts'
import type { Plan, PlannedFill } from './Plan.ts'
import { bestOffer, CheapestNext, offerError, PriceBoard } from './PriceBoard.ts'

/**
 * The margin each product can bear: `marginBps` of its price, but never so much that a buyer would pay above its limit or
 * rather have what is left. In millionths of a base unit per GPU-second, by index of the product. The plan must be a fair one.
 */
export function productMargins(plan: Plan, accounts: Accounts, marginBps: bigint): bigint[] {
  const { products, cells } = plan.model
  const margins = products.map((_, product) => ((accounts.price(product) ?? 0n) * marginBps) / 10_000n)
  if (marginBps === 0n) return margins
  const { served } = accounts
  const leftovers = served.length < 2 ? undefined : new Leftovers(plan)
  for (const account of served) limitMargins(margins, account, cells, leftovers)
  return margins
}

/** What a plan leaves on offer, to its buyers. */
class Leftovers {
  readonly #board: PriceBoard
  readonly #cheapest: CheapestNext

  constructor(plan: Plan) {
    this.#board = new PriceBoard(plan)
    this.#cheapest = new CheapestNext(this.#board)
  }

  /** What the best purchase of them would leave a buyer, if that is above `atLeast`, else 0: base units. */
  surplus(intent: number, atLeast: number): number {
    const { work, value } = this.#board.plan.model.columns
    // Nearly all are done here: to look at all pools for each of 60,000 buyers takes seconds.
    const most = (work[intent] as number) * ((value[intent] as number) - this.#cheapest.of(intent))
    return most > atLeast ? (bestOffer(this.#board, intent, atLeast)?.surplus ?? 0) : 0
  }
}

/** Lowers the margins of what a buyer has to what it can bear. Without leftovers: who is alone may wish for what is left. */
function limitMargins(
  margins: bigint[],
  { placement, surplus }: Account,
  cells: readonly Cell[],
  leftovers: Leftovers | undefined,
): void {
  const { intent, fills } = placement
  let [most, units] = [0n, 0n]
  for (const fill of fills) {
    const margin = margins[productOf(cells, fill)] ?? 0n
    if (margin > most) most = margin
    units += BigInt(fill.units)
  }
  // Each payment is rounded up once: a unit per fill is kept back for that.
  const spare = surplus - BigInt(fills.length)
  // Who could have no more than this elsewhere bears them all; a little less, since offers are counted in floats.
  const harmless = Number(spare - (most * units) / priceScale) * (1 - 2 * offerError) - 4
  const alone = leftovers?.surplus(intent, Math.max(0, harmless)) ?? 0
  const bearable = bearableMargin(alone > 0 ? spare - BigInt(Math.ceil(alone * (1 + offerError))) - 2n : spare, units)
  for (const fill of fills) {
    const product = productOf(cells, fill)
    if ((margins[product] ?? 0n) > bearable) margins[product] = bearable
  }
}

function productOf(cells: readonly Cell[], { arc }: PlannedFill): number {
  return (cells[arc.cell] as Cell).product
}

function bearableMargin(spare: bigint, units: bigint): bigint {
  return spare > 0n ? (spare * priceScale) / units : 0n
}
