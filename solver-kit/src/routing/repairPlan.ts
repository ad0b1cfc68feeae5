import { type Account, Accounts } from './accounts.ts'
import { bestAlone } from './bestAlone.ts'
import { bestPlacement } from './bestPlacement.ts'
import type { Plan } from './Plan.ts'
import { shareProduct } from './shareProduct.ts'
import type { ReservePrices } from './waterFill.ts'

/** Rounds in which wrongs are mended; after that whoever is still wronged is left out, which always ends. */
const mendingRounds = 30

/** How many of the buyers who share a product with a wronged intent are tried elsewhere. */
const maxRivals = 4

interface Wrong {
  intent: number
  /** Base units it is short of what it must get. */
  deficit: bigint
  /** Products it buys, and the one it would rather buy alone. */
  products: ReadonlySet<number>
}

function productOf({ model }: Plan, cell: number): number {
  return model.cells[cell]?.product ?? -1
}

function wrongOf(plan: Plan, account: Account, alone: boolean): Wrong | undefined {
  const { placement, filledWork, surplus } = account
  const products = new Set(placement.fills.map(({ arc }) => productOf(plan, arc.cell)))
  const { intent } = placement
  const { minWork } = plan.model.problem.intents[intent]?.signed.intent ?? { minWork: 0n }
  if (surplus < 0n || filledWork < minWork) return { intent, deficit: -surplus, products }
  if (alone) return undefined
  const best = bestAlone(plan, account)
  if (best.surplus <= surplus || !best.arc) return undefined
  return { intent, deficit: best.surplus - surplus, products: products.add(productOf(plan, best.arc.cell)) }
}

function isWronged(plan: Plan, intent: number): boolean {
  const placement = plan.placement(intent)
  return placement !== undefined && wrongOf(plan, new Accounts(plan).of(placement), false) !== undefined
}

/** Prices that buyers meet: the product's average where it has buyers, and none at all for the `closed` products. */
function meetingPrices(plan: Plan, accounts: Accounts, closed?: ReadonlySet<number>): ReservePrices {
  return Float64Array.from(plan.model.cells, ({ product }) =>
    closed?.has(product) ? Number.POSITIVE_INFINITY : Number(accounts.price(product) ?? 0n) / 1e6,
  )
}

function moved(plan: Plan, intent: number, reserve: ReservePrices): Plan {
  const next = plan.copy()
  next.remove(intent)
  const placement = bestPlacement(next, intent, { reserve })
  if (placement) next.place(placement)
  return next
}

function without(plan: Plan, intent: number): Plan {
  const next = plan.copy()
  next.remove(intent)
  return next
}

/**
 * Ways to right a wrong: share the pools of its products evenly, let the intent go where it would rather be, or let go
 * one of those whose purchases make its products dear.
 */
function remedies(plan: Plan, accounts: Accounts, { intent, products }: Wrong): Plan[] {
  const shared = plan.copy()
  for (const product of products) shareProduct(shared, product)
  const rivals = plan.placements
    .filter(
      (other) => other.intent !== intent && other.fills.some(({ arc }) => products.has(productOf(plan, arc.cell))),
    )
    .sort((a, b) => a.gain - b.gain || a.intent - b.intent)
    .slice(0, maxRivals)
  const elsewhere = meetingPrices(plan, accounts, products)
  return [
    shared,
    moved(plan, intent, meetingPrices(plan, accounts)),
    moved(plan, intent, elsewhere),
    ...rivals.map((rival) => moved(plan, rival.intent, elsewhere)),
  ].filter((next) => !isWronged(next, intent))
}

/**
 * Makes a plan keep its promises: nobody pays above its limit, nobody could have done better alone. Of the remedies that
 * help it takes the one that costs least welfare; leaving the wronged intent out is the last. Every intent must already
 * be served by its own rules. Returns the repaired plan.
 */
export function repairPlan(plan: Plan): Plan {
  let current = plan
  for (let round = 0; ; round++) {
    const accounts = new Accounts(current)
    const { served } = accounts
    const wrongs = served
      .flatMap((account) => wrongOf(current, account, served.length < 2) ?? [])
      .sort((a, b) => (a.deficit > b.deficit ? -1 : a.deficit < b.deficit ? 1 : a.intent - b.intent))
    if (wrongs.length === 0) return current
    if (round >= mendingRounds) {
      for (const { intent } of wrongs) current = without(current, intent)
      continue
    }
    const touched = new Set<number>()
    for (const wrong of wrongs) {
      if (!wrong.products.isDisjointFrom(touched)) continue
      for (const product of wrong.products) touched.add(product)
      const options = remedies(current, accounts, wrong)
      options.push(without(current, wrong.intent))
      current = options.reduce((best, next) => (next.welfare > best.welfare ? next : best))
    }
  }
}
