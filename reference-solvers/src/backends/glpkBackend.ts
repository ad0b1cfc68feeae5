import type { LpBackend, LpColumn, LpProblem, LpResult, LpRow } from '@walras/solver-kit'
import loadGlpk, { type GLPK, type LP } from 'glpk.js/node'

let instance: Promise<LpBackend> | undefined

/**
 * glpk.js behind {@link LpBackend}. One engine per thread, kept: loading the WASM takes longer than most solves. A dummy
 * solve at the start halves the first real one, for the same reason.
 */
export function glpkBackend(): Promise<LpBackend> {
  instance ??= loadGlpk().then((glpk) => {
    const backend: LpBackend = {
      name: `glpk.js (GLPK ${glpk.version})`,
      solve(problem, { timeLimitMs } = {}) {
        if (problem.columns.length === 0) return solveEmpty(problem)
        try {
          return solve(glpk, problem, timeLimitMs)
        } catch {
          // GLPK aborts its WASM on input it dislikes, and cannot be used after that: the next caller gets a new one.
          instance = undefined
          return { status: 'stopped' }
        }
      },
    }
    backend.solve({
      sense: 'maximise',
      columns: [{ objective: 1, lower: 0, upper: 1 }],
      rows: [{ lower: 0, upper: 1, terms: [{ column: 0, coefficient: 1 }] }],
    })
    return backend
  })
  return instance
}

/** GLPK aborts on a program without columns; it has one point, and either it is feasible or not. */
function solveEmpty({ rows }: LpProblem): LpResult {
  if (rows.some(({ lower, upper }) => lower > 0 || upper < 0)) return { status: 'infeasible' }
  return { status: 'optimal', objective: 0, primal: new Float64Array(), duals: new Float64Array(rows.length) }
}

function bound(glpk: GLPK, { lower, upper }: LpColumn | LpRow): { type: number; lb: number; ub: number } {
  const [open, closed] = [Number.isFinite(lower), Number.isFinite(upper)]
  const lb = open ? lower : 0
  const ub = closed ? upper : 0
  if (open && closed) return { type: lower === upper ? glpk.GLP_FX : glpk.GLP_DB, lb, ub }
  return { type: open ? glpk.GLP_LO : closed ? glpk.GLP_UP : glpk.GLP_FR, lb, ub }
}

const columnName = (index: number): string => `c${index}`
const rowName = (index: number): string => `r${index}`

function toGlpk(glpk: GLPK, { sense, columns, rows }: LpProblem): LP {
  return {
    name: 'lp',
    objective: {
      direction: sense === 'maximise' ? glpk.GLP_MAX : glpk.GLP_MIN,
      name: 'objective',
      vars: columns.map(({ objective }, index) => ({ name: columnName(index), coef: objective })),
    },
    subjectTo: rows.map((row, index) => ({
      name: rowName(index),
      vars: row.terms.map(({ column, coefficient }) => ({ name: columnName(column), coef: coefficient })),
      bnds: bound(glpk, row),
    })),
    bounds: columns.map((column, index) => ({ name: columnName(index), ...bound(glpk, column) })),
  }
}

/**
 * Without the presolver: it reports infeasible and unbounded alike as status 1, and returns nothing at the time limit.
 * Only status OPT carries numbers that mean something.
 */
function solve(glpk: GLPK, problem: LpProblem, timeLimitMs: number | undefined): LpResult {
  const { result } = glpk.solve(toGlpk(glpk, problem), {
    presol: false,
    msglev: glpk.GLP_MSG_OFF,
    // GLPK takes whole seconds here.
    ...(timeLimitMs === undefined ? {} : { tmlim: Math.max(1, Math.ceil(timeLimitMs / 1000)) }),
  })
  if (result.status === glpk.GLP_NOFEAS || result.status === glpk.GLP_INFEAS) return { status: 'infeasible' }
  if (result.status === glpk.GLP_UNBND) return { status: 'unbounded' }
  if (result.status !== glpk.GLP_OPT) return { status: 'stopped' }
  return {
    status: 'optimal',
    objective: result.z,
    primal: Float64Array.from(problem.columns, (_, index) => result.vars[columnName(index)] ?? 0),
    duals: Float64Array.from(problem.rows, (_, index) => result.dual?.[rowName(index)] ?? 0),
  }
}
