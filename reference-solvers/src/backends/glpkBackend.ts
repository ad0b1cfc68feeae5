import type { LpBackend, LpColumn, LpOptions, LpProblem, LpResult, LpRow } from '@walras/solver-kit/portable'
import loadGlpk, { type GLPK, type LP } from 'glpk.js/node'
import { solveEmpty } from './solveEmpty.ts'

let instance: Promise<LpBackend> | undefined

/**
 * glpk.js behind {@link LpBackend}. One engine per thread, kept: loading the WASM takes longer than most solves. A dummy
 * solve at the start halves the first real one, for the same reason.
 */
export function glpkBackend(): Promise<LpBackend> {
  instance ??= loadGlpk().then((glpk) => {
    const backend: LpBackend = {
      name: `glpk.js (GLPK ${glpk.version})`,
      solve(problem, options = {}) {
        if (problem.columns.length === 0) return solveEmpty(problem)
        try {
          const integer = problem.columns.some((column) => column.integer)
          return integer ? solveInteger(glpk, problem, options) : solve(glpk, problem, options)
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
    generals: columns.flatMap(({ integer }, index) => (integer ? [columnName(index)] : [])),
  }
}

/** GLPK takes whole seconds here. */
function limit({ timeLimitMs }: LpOptions): { tmlim?: number } {
  return timeLimitMs === undefined ? {} : { tmlim: Math.max(1, Math.ceil(timeLimitMs / 1000)) }
}

function primalOf({ columns }: LpProblem, vars: Record<string, number>): Float64Array {
  return Float64Array.from(columns, (_, index) => vars[columnName(index)] ?? 0)
}

/**
 * Without the presolver: it reports infeasible and unbounded alike as status 1, and returns nothing at the time limit.
 * Only status OPT carries numbers that mean something.
 */
function solve(glpk: GLPK, problem: LpProblem, options: LpOptions): LpResult {
  const { result } = glpk.solve(toGlpk(glpk, problem), { presol: false, msglev: glpk.GLP_MSG_OFF, ...limit(options) })
  if (result.status === glpk.GLP_NOFEAS || result.status === glpk.GLP_INFEAS) return { status: 'infeasible' }
  if (result.status === glpk.GLP_UNBND) return { status: 'unbounded' }
  if (result.status !== glpk.GLP_OPT) return { status: 'stopped' }
  return {
    status: 'optimal',
    objective: result.z,
    primal: primalOf(problem, result.vars),
    duals: Float64Array.from(problem.rows, (_, index) => result.dual?.[rowName(index)] ?? 0),
  }
}

/** With the presolver, which branch and cut needs; where it says nothing, the relaxation says why. */
function solveInteger(glpk: GLPK, problem: LpProblem, options: LpOptions): LpResult {
  const { result } = glpk.solve(toGlpk(glpk, problem), {
    presol: true,
    msglev: glpk.GLP_MSG_OFF,
    mipgap: options.mipGap ?? 1e-6,
    ...limit(options),
  })
  if (result.status === glpk.GLP_NOFEAS) return { status: 'infeasible' }
  if (result.status === glpk.GLP_OPT || result.status === glpk.GLP_FEAS) {
    const primal = primalOf(problem, result.vars)
    if (result.status === glpk.GLP_OPT)
      return { status: 'optimal', objective: result.z, primal, duals: new Float64Array(problem.rows.length) }
    const bound = problem.sense === 'maximise' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
    return { status: 'feasible', objective: result.z, bound, primal }
  }
  const relaxed = { ...problem, columns: problem.columns.map((column) => ({ ...column, integer: false })) }
  const relaxation = solve(glpk, relaxed, options)
  return {
    status: relaxation.status === 'infeasible' || relaxation.status === 'unbounded' ? relaxation.status : 'stopped',
  }
}
