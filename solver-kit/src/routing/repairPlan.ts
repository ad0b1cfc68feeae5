import { type Account, Accounts } from './accounts.ts'
import { bestAlone } from './bestAlone.ts'
import { bestPlacement } from './bestPlacement.ts'
import { byValue, improvePlan } from './improvePlan.ts'
import type { ModelArc } from './MarketModel.ts'
import type { Plan } from './Plan.ts'
import { shareProduct } from './shareProduct.ts'
import { type ReservePrices, unitsFor, weigh } from './waterFill.ts'

/** How often a wronged intent is helped before it is left out. */
const maxHelp = 2

/** How many of the buyers who share a product with a wronged intent are tried elsewhere. */
const maxRivals = 5

/** A remedy that costs more than this share of what the intent is worth is worth looking further. */
const dear = 0.05

interface Wrong {
  intent: number
  /** Base units it is short of what it must get. */
  deficit: bigint
  /** Products it buys, and the one it would rather buy alone. */
  products: ReadonlySet<number>
  /** Where it would rather buy alone. */
  arc?: ModelArc
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
  const wished = products.add(productOf(plan, best.arc.cell))
  return { intent, deficit: best.surplus - surplus, products: wished, arc: best.arc }
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

/** What the intent would rather have: one purchase, as much of its work as is left there. */
function asAlone(plan: Plan, { intent, arc }: Wrong): Plan {
  const next = plan.copy()
  next.remove(intent)
  const work = plan.model.demands[intent]?.work ?? 0
  if (arc) next.place(weigh(next, intent, [{ arc, units: Math.min(unitsFor(arc, work), next.left(arc.cell)) }]))
  return next
}

/**
 * Everybody else when an intent is left out: the room it leaves is cheap, so those who could use it go there at once; they
 * would be wronged if they might not.
 */
function leftOut(plan: Plan, intents: ReadonlySet<number>, barred: ReadonlySet<number>): Plan {
  const next = plan.copy()
  const freed = new Set<number>()
  for (const intent of intents) for (const { arc } of next.remove(intent)?.fills ?? []) freed.add(arc.cell)
  const order = byValue(plan).filter(
    (intent) => !barred.has(intent) && plan.model.demands[intent]?.arcs.some(({ cell }) => freed.has(cell)),
  )
  improvePlan(next, { order, passes: 1 })
  return next
}

/** Sends those who hold other pools of a wronged intent's products elsewhere, one after the other, until it is righted. */
function withoutRivals(plan: Plan, accounts: Accounts, { intent, products }: Wrong): Plan {
  const own = new Set(plan.placement(intent)?.fills.map(({ arc }) => arc.cell))
  const rivals = plan.placements
    .filter(
      (other) =>
        other.intent !== intent &&
        other.fills.some(({ arc }) => !own.has(arc.cell) && products.has(productOf(plan, arc.cell))),
    )
    .sort((a, b) => a.gain - b.gain || a.intent - b.intent)
  const elsewhere = meetingPrices(plan, accounts, products)
  let next = plan
  for (const rival of rivals.slice(0, maxRivals)) {
    next = moved(next, rival.intent, elsewhere)
    if (!isWronged(next, intent)) break
  }
  return next
}

/**
 * Ways to right a wrong: share the pools of its products evenly, let the intent go where it would rather be, or send away
 * those whose purchases make its products dear.
 */
function remedies(plan: Plan, accounts: Accounts, wrong: Wrong, barred: ReadonlySet<number>): Plan[] {
  const { intent, products } = wrong
  const shared = plan.copy()
  for (const product of products) shareProduct(shared, product)
  const help = (next: Plan): boolean => next.placement(intent) !== undefined && !isWronged(next, intent)
  const direct = [
    shared,
    asAlone(plan, wrong),
    moved(plan, intent, meetingPrices(plan, accounts)),
    moved(plan, intent, meetingPrices(plan, accounts, products)),
    withoutRivals(plan, accounts, wrong),
  ].filter(help)
  const worth = plan.placement(intent)?.gain ?? 0
  if (direct.some((next) => next.welfare > plan.welfare - worth * dear)) return direct
  return [...direct, leftOut(plan, new Set([intent]), barred)].filter(help)
}

function best(plans: readonly Plan[]): Plan | undefined {
  return plans.reduce<Plan | undefined>((a, b) => (a && a.welfare >= b.welfare ? a : b), undefined)
}

/**
 * Makes a plan keep its promises: nobody pays above its limit, nobody could have done better alone. Of the remedies that
 * help it takes the one that costs least welfare; leaving the wronged intent out is the last, and for good, so it ends.
 * Every intent must already be served by its own rules; `leave` are not served, come what may. Returns the repaired plan.
 */
export function repairPlan(plan: Plan, leave: Iterable<number> = []): Plan {
  const helped = new Map<number, number>()
  const barred = new Set(leave)
  let current = plan
  for (;;) {
    const accounts = new Accounts(current)
    const { served } = accounts
    const wrongs = served
      .flatMap((account) => wrongOf(current, account, served.length < 2) ?? [])
      .sort((a, b) => (a.deficit > b.deficit ? -1 : a.deficit < b.deficit ? 1 : a.intent - b.intent))
    if (wrongs.length === 0) return current
    const touched = new Set<number>()
    const hopeless = new Set<number>()
    for (const wrong of wrongs) {
      if (!wrong.products.isDisjointFrom(touched)) continue
      for (const product of wrong.products) touched.add(product)
      const { intent } = wrong
      const help = helped.get(intent) ?? 0
      helped.set(intent, help + 1)
      const next = help < maxHelp ? best(remedies(current, new Accounts(current), wrong, barred)) : undefined
      const placement = current.placement(intent)
      if (next && placement && next.welfare >= current.welfare - placement.gain) current = next
      else hopeless.add(intent)
    }
    if (hopeless.size === 0) continue
    for (const intent of hopeless) barred.add(intent)
    current = leftOut(current, hopeless, barred)
  }
}
