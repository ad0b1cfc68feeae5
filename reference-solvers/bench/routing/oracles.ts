import { createMarketModel, evaluateSolution, finishPlan, type LpBackend, type Problem } from '@walras/solver-kit'
import { solveMarketMip } from '../../src/mip/marketMip.ts'
import { planFromMip } from '../../src/mip/planFromMip.ts'
import { bisectOptimum } from './bisection.ts'
import type { RoutingCase } from './cases.ts'
import { proveBound } from './proveBound.ts'

/** What is known of an instance without any strategy. Base units. */
export interface Truth {
  /** No score is above it: the least that was proven. */
  bound: number
  /** What the case's oracle reached: a score of the rules, or for `bisection` the optimum of divisible units. */
  reference?: number
}

export interface OracleLimits {
  boundMs: number
  mipMs: number
}

/** Where the integer program is done: a basis point. */
const proofGap = 1e-4

export function findTruth(
  { oracle }: RoutingCase,
  problem: Problem,
  backend: LpBackend,
  { boundMs, mipMs }: OracleLimits,
): Truth {
  const model = createMarketModel(problem)
  const bound = proveBound(model, backend, boundMs).bound
  if (oracle === 'bisection') return { bound, reference: bisectOptimum(model) }
  if (!oracle) return { bound }
  const found = solveMarketMip(model, backend, { timeLimitMs: mipMs, gap: proofGap })
  if (!found) return { bound }
  const proven = found.bound - found.welfare <= found.bound * proofGap
  if (oracle === 'proven-mip' && !proven) return { bound: Math.min(bound, found.bound) }
  const solution = finishPlan(planFromMip(model, found))
  const reference = solution ? Number(evaluateSolution(problem, solution).score) : 0
  // Without anything served there is nothing to compare with.
  return { bound: Math.min(bound, found.bound), ...(reference > 0 ? { reference } : {}) }
}
