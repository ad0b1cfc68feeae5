import type { LpColumn, LpProblem, LpRow } from '@walras/solver-kit/portable'

export interface Term {
  column: number
  coefficient: number
}

/** A program to be maximised, made column by column and row by row. */
export class ProgramBuilder {
  readonly #columns: LpColumn[] = []
  readonly #rows: LpRow[] = []

  /** A share between 0 and `upper`; returns its index. */
  column(upper: number, objective = 0): number {
    return this.#columns.push({ objective, lower: 0, upper }) - 1
  }

  /** Yes or no. */
  binary(): number {
    return this.#columns.push({ objective: 0, lower: 0, upper: 1, integer: true }) - 1
  }

  /** Σ terms ≤ `upper`. */
  atMost(upper: number, terms: readonly Term[]): void {
    this.#rows.push({ lower: Number.NEGATIVE_INFINITY, upper, terms })
  }

  /** `relaxed`: integers may be fractions. */
  build(relaxed: boolean): LpProblem {
    const columns = relaxed ? this.#columns.map((column) => ({ ...column, integer: false })) : this.#columns
    return { sense: 'maximise', columns, rows: this.#rows }
  }
}
