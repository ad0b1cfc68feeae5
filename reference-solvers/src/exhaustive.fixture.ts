import type { Fill } from '@walras/intents-schema'
import {
  canonicalSolution,
  checkFairness,
  createMarketModel,
  evaluateSolution,
  floatCost,
  generateProblem,
  isAcceptable,
  type Placement,
  Plan,
  type PlannedFill,
  type Problem,
  weigh,
} from '@walras/solver-kit'

/** Slots of 4 seconds, so that every unit can be tried. */
export const tiny = { intents: 3, pools: 2, slots: 1, slotSeconds: 4n, load: 40 }

/** Every way to serve one intent by its own rules, and not at all. */
function placements(plan: Plan, intent: number): (Placement | undefined)[] {
  const demand = plan.model.demands[intent]
  if (!demand) return [undefined]
  let ways: PlannedFill[][] = [[]]
  for (const arc of demand.arcs)
    ways = ways.flatMap((fills) =>
      Array.from({ length: plan.left(arc.cell) + 1 }, (_, units) => (units > 0 ? [...fills, { arc, units }] : fills)),
    )
  return [undefined, ...ways.filter((fills) => isAcceptable(demand, fills)).map((fills) => weigh(plan, intent, fills))]
}

/** The best score there is, by trying everything in order of welfare until the rules accept one. */
export function bestScore(problem: Problem): { score: number; tried: number } {
  const model = createMarketModel(problem)
  const empty = new Plan(model)
  const [first = [], second = [], third = []] = model.demands.map(({ intent }) => placements(empty, intent))
  const all: { welfare: number; chosen: Placement[] }[] = []
  for (const a of first)
    for (const b of second)
      for (const c of third) {
        const chosen = [a, b, c].filter((placement) => placement !== undefined)
        const taken = model.cells.map(() => 0)
        for (const { fills } of chosen)
          for (const { arc, units } of fills) taken[arc.cell] = (taken[arc.cell] ?? 0) + units
        if (taken.some((units, cell) => units > empty.left(cell))) continue
        const value = chosen.reduce((sum, { intent, work }) => sum + (model.demands[intent]?.value ?? 0) * work, 0)
        const cost = model.cells.reduce(
          (sum, { curve, sold }, cell) => sum + floatCost(curve, sold, sold + (taken[cell] ?? 0)),
          0,
        )
        if (chosen.length > 0 && value > cost) all.push({ welfare: value - cost, chosen })
      }
  all.sort((a, b) => b.welfare - a.welfare)
  for (const [tried, { chosen }] of all.entries()) {
    const fills = chosen.flatMap(({ intent, fills }): Fill[] => fills.map((fill) => empty.fillOf(intent, fill)))
    try {
      const evaluation = evaluateSolution(problem, canonicalSolution(problem, fills))
      checkFairness(problem, evaluation)
      return { score: Number(evaluation.score), tried }
    } catch {}
  }
  return { score: 0, tried: all.length }
}

/** Tiny markets with enough ways to be interesting, and few enough to try all. */
export const tinyMarkets = Array.from({ length: 300 }, (_, seed) => seed)
  .map((seed) => ({ seed, problem: generateProblem({ seed, ...tiny }) }))
  .filter(({ problem }) => {
    const model = createMarketModel(problem)
    const ways = model.demands.map(({ arcs }) =>
      arcs.reduce((product, { cell }) => product * (new Plan(model).left(cell) + 1), 1),
    )
    const total = ways.reduce((product, count) => product * count, 1)
    return total > 20 && total < 60_000
  })
  .slice(0, 40)
