import type { Certificate, Solution } from '@walras/intents-schema'
import {
  addGas,
  createMarketModel,
  defineSolver,
  evaluateSolution,
  finishPlan,
  improvePlan,
  type LpBackend,
  type MarketModel,
  Plan,
  type Problem,
  planCertificate,
  priceCertificate,
  priceGas,
  type ReservePrices,
  type SolverDefinition,
  settlementGas,
  tightestCertificate,
} from '@walras/solver-kit/portable'
import { glpkBackend } from '../backends/glpkBackend.ts'
import type { StrategyOptions } from '../options.ts'
import { turn } from '../turn.ts'
import { clearByPrograms } from './clearByPrograms.ts'
import { exchange } from './exchange.ts'
import { openWays, planPrices, type Relaxation, solveRelaxation, type Ways } from './relaxation.ts'
import { roundRelaxation } from './roundRelaxation.ts'

/** Half-widths of the price band that is looked at closely, from one solve to the next. */
const bands = [0.1, 0.03]

/** A second solve adds 10 to 30 bp; above this many columns it costs more time than it is worth. */
const maxRefinedColumns = 4000

/** Larger markets are thick: one program for all intents takes seconds there, and gains nothing. */
const mostSingle = 1000

/** Products opened to an intent before each solve. More make the program slower, not the plan better. */
const waysPerSolve = 8

/** Passes of single moves that give the first solve its prices. */
const startPasses = 2

/** Rounds of exchanges and single moves after rounding. */
const polishRounds = 2

/** A plan ahead of its start by this share stays ahead when both are repaired; closer than that, both are finished. */
const clearlyBetter = 0.05

/** Whichever scores more. */
export function betterSolution(
  problem: Problem,
  a: Solution | undefined,
  b: Solution | undefined,
): Solution | undefined {
  if (!a || !b) return a ?? b
  return evaluateSolution(problem, a).score >= evaluateSolution(problem, b).score ? a : b
}

function productsOf(start: Plan, intent: number): Set<number> {
  const fills = start.placement(intent)?.fills ?? []
  return new Set(fills.map(({ arc }) => start.model.cells[arc.cell]?.product ?? -1))
}

/** Gas of an order with two fills on two pools: what the program reckons for every job. */
const gasPerOrder = addGas(0, settlementGas({ orders: 1, options: 3, fills: 2, purchases: 2, products: 0 }))

/** The relaxation around the prices of a plan, refined around its own prices. `undefined` when time or the engine fails. */
export async function relax(start: Plan, backend: LpBackend, signal: AbortSignal): Promise<Relaxation | undefined> {
  const { model } = start
  const ways: Ways = model.demands.map(({ intent }) => productsOf(start, intent))
  let prices = planPrices(start)
  const orderCost = start.gasPrice * gasPerOrder
  let relaxation: Relaxation | undefined
  for (const band of bands) {
    // A deadline is a timer: it can only fire between solves.
    await turn()
    if (signal.aborted || (relaxation && relaxation.columns > maxRefinedColumns)) break
    openWays(model, ways, prices, waysPerSolve)
    relaxation = solveRelaxation({ model, backend, ways, prices, band, orderCost }) ?? relaxation
    prices = relaxation?.prices ?? prices
  }
  return relaxation
}

/** What a program of single intents makes of a market, and the prices it ends at. */
export interface LinearPlan {
  /** The better of the start and what the program led to, not yet finished. */
  plan: Plan
  /** The other one, where they are close. */
  other?: Plan
  /** By cell, base units per GPU-second; none when time or the engine failed. */
  prices?: ReservePrices
}

/** Single moves, the relaxation around their prices, rounded and polished: the start is its fallback. */
export async function linearPlan(model: MarketModel, backend: LpBackend, signal: AbortSignal): Promise<LinearPlan> {
  const start = new Plan(model)
  improvePlan(start, { passes: startPasses, signal })
  priceGas(start, signal)
  const relaxation = await relax(start, backend, signal)
  if (!relaxation) return { plan: start }
  const { prices } = relaxation
  const plan = roundRelaxation(model, relaxation)
  plan.gasPrice = start.gasPrice
  for (let round = 0; round <= polishRounds && !signal.aborted; round++) {
    if (round > 0 && exchange(plan, prices, signal) === 0) break
    improvePlan(plan, { passes: 2, signal })
    await turn()
  }
  priceGas(plan, signal)
  return plan.welfare > start.welfare * (1 + clearlyBetter) ? { plan, prices } : { plan, other: start, prices }
}

/** The certificate at the least price of each product's cells, or at the plan's if that proves more. */
export function linearCertificate({ plan, prices }: LinearPlan): Certificate {
  const { model } = plan
  const own = planCertificate(plan)
  if (!prices) return own
  const atPrices = model.products.map(({ cells }) => Math.min(...cells.map((cell) => prices[cell] ?? 0)))
  return tightestCertificate(model.problem, [priceCertificate(atPrices, plan.gasPrice), own])
}

/**
 * Linear programming. Kinds of wishes against products, in rounds that look ever closer around their prices, and those dealt
 * out as clearing prices are. Small markets are thin: there every intent against every product is worth a program of its
 * own, after which exchanges mend what rounding broke. Whichever is worth more leaves.
 */
export function linear(options: StrategyOptions = {}): SolverDefinition {
  return defineSolver({
    name: 'linear',
    async prepare() {
      await glpkBackend()
    },
    async solve(problem, signal) {
      if (signal.aborted) return undefined
      const model = createMarketModel(problem)
      const backend = await glpkBackend()
      const small = problem.intents.length <= mostSingle
      const { plan, prices } = await clearByPrograms(model, backend, signal)
      if (small) improvePlan(plan, { passes: startPasses, signal })
      priceGas(plan, signal)
      const plans = [plan]
      const certificates: [Certificate, ...Certificate[]] = [priceCertificate(prices)]
      // Prices of the program do not know of gas; where it binds, the plan's own may prove more.
      if (plan.gasPrice > 0) certificates.push(planCertificate(plan))
      if (small) {
        const single = await linearPlan(model, backend, signal)
        certificates.push(linearCertificate(single))
        plans.push(single.plan, ...(single.other ? [single.other] : []))
      }
      const least = Math.max(...plans.map(({ welfare }) => welfare)) / (1 + clearlyBetter)
      const solution = plans
        .filter(({ welfare }) => welfare >= least)
        .map((plan) => finishPlan(plan, options))
        .reduce((best, next) => betterSolution(problem, best, next), undefined)
      return solution && { solutions: [solution], certificate: tightestCertificate(problem, certificates) }
    },
  })
}
