import { optionsOf } from '../rules/evaluateSolution.ts'
import { settlementGas } from '../rules/settlementGas.ts'
import { fillTransaction } from './fillTransaction.ts'
import { type MakeFairOptions, makeFair } from './makeFair.ts'
import { type Placement, Plan } from './Plan.ts'
import { isSettleable } from './priceGas.ts'

/** Adds placements up, and says what settling them all takes. */
class GasTally {
  readonly #plan: Plan
  readonly #cells = new Set<number>()
  readonly #products = new Set<number>()
  #orders = 0
  #options = 0
  #fills = 0

  constructor(plan: Plan) {
    this.#plan = plan
  }

  #sizeWith({ intent, fills }: Placement) {
    const { problem, cells } = this.#plan.model
    const newCells = fills.map(({ arc }) => arc.cell).filter((cell) => !this.#cells.has(cell))
    const newProducts = new Set(newCells.map((cell) => cells[cell]?.product ?? -1)).difference(this.#products)
    return {
      orders: this.#orders + 1,
      options: this.#options + optionsOf(problem.intents[intent]),
      fills: this.#fills + fills.length,
      purchases: this.#cells.size + newCells.length,
      products: this.#products.size + newProducts.size,
    }
  }

  /** Gas of all placements so far and this one. */
  gasWith(placement: Placement): number {
    return settlementGas(this.#sizeWith(placement))
  }

  add(placement: Placement): void {
    const { orders, options, fills } = this.#sizeWith(placement)
    this.#orders = orders
    this.#options = options
    this.#fills = fills
    for (const { arc } of placement.fills) {
      this.#cells.add(arc.cell)
      this.#products.add(this.#plan.model.cells[arc.cell]?.product ?? -1)
    }
  }
}

/** Intents that a plan leaves unserved. */
export function unserved(plan: Plan): number[] {
  return plan.model.demands.flatMap(({ intent }) => (plan.placement(intent) ? [] : [intent]))
}

/** What a placement takes when it shares nothing with others. */
function ownGas(plan: Plan, placement: Placement): number {
  return new GasTally(plan).gasWith(placement)
}

/** Keeps the placements that gain most for their gas, as many as `gas` allows. */
function trim(plan: Plan, gas: number): Plan {
  const kept = plan.copy()
  const tally = new GasTally(plan)
  const worth = new Map(plan.placements.map((placement) => [placement, placement.gain / ownGas(plan, placement)]))
  const order = [...worth.keys()].sort((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0) || a.intent - b.intent)
  for (const placement of order) {
    if (tally.gasWith(placement) <= gas) tally.add(placement)
    else kept.remove(placement.intent)
  }
  return kept
}

/** The plan with every limit kept and nobody wishing for what is left. */
function fairCopy(plan: Plan, options: MakeFairOptions): Plan {
  const fair = plan.copy()
  makeFair(fair, options)
  return fair
}

/** The plan with more served, as far as one transaction goes. */
function filledCopy(plan: Plan, { leave, signal }: MakeFairOptions): Plan {
  const filled = plan.copy()
  fillTransaction(filled, new Set(leave), signal)
  return filled
}

/** Of the room for gas, each attempt leaves this much more for what repair adds. */
const slack = 0.04

/**
 * A repaired plan that one transaction can settle. Where there is too much for one, those who gain most for their gas
 * stay; the others' turn comes in the next auction. Where gas has a price and some is left, more are served.
 */
export function fitTransaction(plan: Plan, options: MakeFairOptions = {}): Plan {
  const { maxGas } = plan.model.problem
  if (isSettleable(plan)) {
    for (const fitting of plan.gasPrice > 0 ? [filledCopy(plan, options), plan] : [plan]) {
      const repaired = fairCopy(fitting, options)
      if (isSettleable(repaired)) return repaired
    }
  }
  for (let room = maxGas * (1 - slack); room > 0; room -= maxGas * slack) {
    const kept = trim(plan, room)
    const repaired = fairCopy(kept, { ...options, leave: unserved(kept) })
    if (isSettleable(repaired)) return repaired
  }
  return new Plan(plan.model)
}
