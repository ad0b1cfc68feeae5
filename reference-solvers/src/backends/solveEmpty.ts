import type { LpProblem, LpResult } from '@walras/solver-kit/portable'

/** Engines dislike a program without columns; it has one point, and either it is feasible or not. */
export function solveEmpty({ rows }: LpProblem): LpResult {
  if (rows.some(({ lower, upper }) => lower > 0 || upper < 0)) return { status: 'infeasible' }
  return { status: 'optimal', objective: 0, primal: new Float64Array(), duals: new Float64Array(rows.length) }
}
