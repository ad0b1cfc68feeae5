/** A variable of a linear program. */
export interface LpColumn {
  /** What one unit of it adds to the objective. */
  objective: number
  lower: number
  /** `Infinity` for none. */
  upper: number
}

/** A constraint `lower ≤ Σ coefficient · column ≤ upper`; `±Infinity` for a side that is open. */
export interface LpRow {
  lower: number
  upper: number
  /** Each column at most once. */
  terms: readonly { column: number; coefficient: number }[]
}

export interface LpProblem {
  sense: 'maximise' | 'minimise'
  columns: readonly LpColumn[]
  rows: readonly LpRow[]
}

/** Only `optimal` carries numbers. `stopped`: the time limit, or an engine that gave up. */
export type LpResult =
  | {
      status: 'optimal'
      objective: number
      /** By column. */
      primal: Float64Array
      /** By row: what the objective gains per unit that the row's binding side is relaxed. */
      duals: Float64Array
    }
  | { status: 'infeasible' | 'unbounded' | 'stopped' }

export interface LpOptions {
  /** Default: none. */
  timeLimitMs?: number
}

/**
 * An engine that solves linear programs. Numbers are floats: scale a model to about 1e-2 … 1e4 before it goes in. Every
 * backend passes the suite in reference-solvers' `lpBackend.test.ts`.
 */
export interface LpBackend {
  /** Name and version of the engine. */
  readonly name: string
  solve(problem: LpProblem, options?: LpOptions): LpResult
}
