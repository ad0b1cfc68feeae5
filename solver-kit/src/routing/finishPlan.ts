import { type Fill, type Solution, WalrasError } from '@walras/intents-schema'
import type { Problem } from '../market/Problem.ts'
import { productIds } from '../market/ProductIds.ts'
import { evaluateSolution } from '../rules/evaluateSolution.ts'
import { checkFairness } from '../rules/fairness.ts'
import { compareFills } from '../rules/purchases.ts'
import { Accounts } from './accounts.ts'
import { fitTransaction, unserved } from './fitTransaction.ts'
import { createMarketModel } from './MarketModel.ts'
import { type MakeFairOptions, makeFair } from './makeFair.ts'
import type { Plan } from './Plan.ts'
import { planFromFills } from './planFromFills.ts'
import { productMargins } from './productMargins.ts'

export interface FinishOptions extends MakeFairOptions {
  /**
   * What to earn, in basis points of each product's price. Default 0. A product whose buyers cannot bear it gets less:
   * a margin never breaks a limit or makes what is left more tempting.
   */
  marginBps?: bigint | undefined
  /** How far a product may drift above today's price before the batch refuses it, in basis points. Default 100. */
  driftBps?: bigint | undefined
}

/** Intents that may still be refused by the rules after repair, before nothing is bid. Seen: none. */
const lastRefusals = 8

/** The canonical solution of a plan, with the margins its products bear. */
function toSolution(plan: Plan, { marginBps = 0n, driftBps = 100n }: FinishOptions): Solution {
  const accounts = new Accounts(plan)
  const ids = productIds(plan.model.problem)
  const margins = productMargins(plan, accounts, marginBps)
  const products = plan.model.products.flatMap(({ cells: _, ...product }, index) => {
    const average = accounts.price(index)
    if (average === undefined) return []
    const margin = margins[index] ?? 0n
    const price = average + margin
    return [{ id: ids.of(product), terms: { ...product, margin, maxPrice: price + (price * driftBps) / 10_000n } }]
  })
  return {
    fills: plan.fills.sort(compareFills),
    products: products.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ terms }) => terms),
  }
}

/**
 * Turns a plan into a solution that may leave: no larger than one transaction can settle, repaired so that every limit
 * holds and nobody would rather have what is left, canonical, and accepted by the rules of the auction. `undefined` when nothing is left to serve. The plan stays as it is. Once `signal` is aborted, repair only leaves out.
 */
export function finishPlan(plan: Plan, options: FinishOptions = {}): Solution | undefined {
  const { leave = [], signal } = options
  let repaired = fitTransaction(plan, { leave, signal })
  for (let refusals = 0; refusals < lastRefusals && repaired.placements.length > 0; refusals++) {
    const solution = toSolution(repaired, options)
    try {
      checkFairness(plan.model.problem, evaluateSolution(plan.model.problem, solution))
      return solution
    } catch (error) {
      const intent = error instanceof WalrasError ? error.facts.intent : undefined
      if (typeof intent !== 'number') throw error
      const smaller = repaired.copy()
      smaller.remove(intent)
      makeFair(smaller, { leave: unserved(smaller), signal })
      repaired = smaller
    }
  }
  return undefined
}

/**
 * {@link finishPlan} for authors who think in fills. Fills that break a rule of their intent are replaced by the best
 * ones that are left.
 *
 * @example
 * ```ts
 * export default defineSolver({
 *   name: 'mine',
 *   solve: (problem) => finishSolution(problem, myFills(problem), { marginBps: 20n }),
 * })
 * ```
 */
export function finishSolution(
  problem: Problem,
  fills: readonly Fill[],
  options: FinishOptions = {},
): Solution | undefined {
  return finishPlan(planFromFills(createMarketModel(problem), fills), options)
}
