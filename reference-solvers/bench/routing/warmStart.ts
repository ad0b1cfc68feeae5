import {
  clearMarket,
  createMarketModel,
  evaluateSolution,
  finishPlan,
  type Problem,
  prepareProblem,
  priceCertificate,
  surplusBound,
} from '@walras/solver-kit'
import { percentile } from './BenchRow.ts'
import { otherSeeds, routingCases } from './cases.ts'
import { nextBatch } from './nextBatch.ts'

/** A batch solved with the prices of the one before, next to the same batch solved from nothing. */
export interface WarmStartRow {
  case: string
  size: string
  /** What happened between the two batches. */
  change: string
  instances: number
  /** Median of `clearMarket`, from a market model to a plan, milliseconds. */
  coldMs: number
  warmMs: number
  /** Median gap to the better of the two proofs, basis points. */
  coldGapBp: number
  warmGapBp: number
}

const changes = [
  { change: '10 % of those served left with what they bought, as many came', share: 0.1 },
  { change: '20 % likewise', share: 0.2 },
  { change: 'all intents are new, nothing was sold', share: undefined },
]

interface Attempt {
  ms: number
  score: number
  bound: number
}

/** A fresh model each: pools of arcs and curves are made when first asked for. */
function attempt(problem: Problem, start: Float64Array | undefined): Attempt {
  const model = createMarketModel(problem)
  const begin = performance.now()
  const { plan, prices } = clearMarket(model, { start })
  const ms = performance.now() - begin
  const solution = finishPlan(plan)
  const score = solution ? Number(evaluateSolution(problem, solution).score) : 0
  return { ms, score, bound: Number(surplusBound(problem, priceCertificate(prices))) }
}

/** `undefined` where the case's data is not at hand. */
export function measureWarmStart(caseName: string, seeds: readonly number[]): WarmStartRow[] | undefined {
  const routingCase = routingCases[caseName]
  if (!routingCase) return undefined
  const found = changes.map(() => [] as { cold: Attempt; warm: Attempt }[])
  for (const seed of seeds) {
    const [problem, other] = [routingCase.make(seed), routingCase.make(seed + otherSeeds)]
    if (!problem || !other) return undefined
    const { plan, prices } = clearMarket(createMarketModel(problem))
    const solution = finishPlan(plan)
    if (!solution) continue
    const { served } = evaluateSolution(problem, solution)
    for (const [index, { share }] of changes.entries()) {
      const next =
        share === undefined
          ? prepareProblem({ ...problem, intents: other.intents })
          : nextBatch(problem, solution, other, Math.round(share * served.length))
      // The first of a process compiles what both use.
      if (seed === seeds[0]) attempt(next, undefined)
      found[index]?.push({ cold: attempt(next, undefined), warm: attempt(next, prices) })
    }
  }
  return found.map((pairs, index) => {
    const median = (of: (pair: { cold: Attempt; warm: Attempt }) => number): number => percentile(pairs.map(of), 0.5)
    const gap = (score: number, pair: { cold: Attempt; warm: Attempt }): number =>
      Math.max(0, 1 - score / Math.min(pair.cold.bound, pair.warm.bound)) * 1e4
    return {
      case: caseName,
      size: routingCase.size,
      change: changes[index]?.change ?? '',
      instances: pairs.length,
      coldMs: median(({ cold }) => cold.ms),
      warmMs: median(({ warm }) => warm.ms),
      coldGapBp: median((pair) => gap(pair.cold.score, pair)),
      warmGapBp: median((pair) => gap(pair.warm.score, pair)),
    }
  })
}
