import {
  createAggregateMarket,
  type LpBackend,
  type LpProblem,
  type MarketModel,
  priceCertificate,
  refinePrices,
  surplusBound,
} from '@walras/solver-kit'

/** Rounds go on until prices prove the program's optimum to this share: a hundredth of a basis point. */
const gap = 1e-6

export interface ProvenBound {
  /** Base units; infinite where no program was solved in time. */
  bound: number
  /** The programs that it took, round by round. */
  programs: LpProblem[]
}

/** The least bound that rounds of the aggregated program prove, whatever strategies say of themselves. */
export function proveBound(model: MarketModel, backend: LpBackend, timeLimitMs: number): ProvenBound {
  const deadline = performance.now() + timeLimitMs
  const programs: LpProblem[] = []
  const limited: LpBackend = {
    name: backend.name,
    solve(problem) {
      programs.push(problem)
      return backend.solve(problem, { timeLimitMs: Math.max(1, deadline - performance.now()) })
    },
  }
  let bound = Number.POSITIVE_INFINITY
  for (const { prices } of refinePrices(createAggregateMarket(model), limited, { gap })) {
    bound = Math.min(bound, Number(surplusBound(model.problem, priceCertificate(prices))))
    if (performance.now() >= deadline) break
  }
  return { bound, programs }
}
