/** A variable of a linear program. */
export interface LpColumn {
  /** What one unit of it adds to the objective. */
  objective: number
  lower: number
  /** `Infinity` for none. */
  upper: number
  /** Whole numbers only: makes it a mixed-integer program. Default false. */
  integer?: boolean
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

/**
 * `optimal` and `feasible` carry numbers. `feasible`: the time limit ended a mixed-integer program that had a solution by
 * then. `stopped`: it had none, or an engine gave up.
 */
export type LpResult =
  | {
      status: 'optimal'
      objective: number
      /** By column. */
      primal: Float64Array
      /** By row: what the objective gains per unit that the row's binding side is relaxed. Zeros for integer programs. */
      duals: Float64Array
    }
  | {
      status: 'feasible'
      objective: number
      /** No solution has a better objective; infinite where the engine does not say. */
      bound: number
      primal: Float64Array
    }
  | { status: 'infeasible' | 'unbounded' | 'stopped' }

export interface LpOptions {
  /** Default: none. */
  timeLimitMs?: number
  /** An integer solution this near the bound, relatively, is called optimal. Default 1e-6. */
  mipGap?: number
}

/** A program that stays in the engine, so that the next solve starts from the basis where the last one ended. */
export interface LpSession {
  /** Replaces a column's objective and bounds. Its terms in the rows stay. */
  setColumn(column: number, next: LpColumn): void
  /** Replaces a row's bounds. */
  setRow(row: number, bounds: Pick<LpRow, 'lower' | 'upper'>): void
  solve(options?: LpOptions): LpResult
  /** Frees the engine's memory. The session must not be used after. */
  close(): void
}

/**
 * An engine that solves linear programs, and mixed-integer ones. Numbers are floats: scale a model to about 1e-2 … 1e4
 * before it goes in. Every backend passes the suite in reference-solvers' `lpBackend.test.ts`.
 */
export interface LpBackend {
  /** Name and version of the engine. */
  readonly name: string
  solve(problem: LpProblem, options?: LpOptions): LpResult
  /** Keeps a program without integer columns for several solves. `undefined` when the engine refuses it. */
  open?(problem: LpProblem): LpSession | undefined
}
