import type { LpBackend, LpColumn, LpOptions, LpProblem, LpResult, LpRow, LpSession } from '@walras/solver-kit/portable'
import highsModule, { type Highs, type Model, type ModelData } from 'highs'
import { solveEmpty } from './solveEmpty.ts'

// Its types describe the CommonJS build, where the loader is `exports.default`; the ES module that runs exports the loader.
const loadHighs = highsModule as unknown as typeof highsModule.default

let instance: Promise<LpBackend> | undefined

/**
 * HiGHS (MIT) compiled to WASM, behind {@link LpBackend}. One engine per thread, kept. Takes sparse arrays, no text, so no
 * digit of a number is lost. It starts with a dummy solve: the first one of a process takes several times as long.
 */
export function highsBackend(): Promise<LpBackend> {
  instance ??= loadHighs().then((highs) => {
    const attempt = <Result>(operation: () => Result): Result | undefined => {
      try {
        return operation()
      } catch (error) {
        // What HiGHS refuses it refuses before it starts; after anything else the WASM may not be used again.
        if (!(error instanceof highs.errors.HighsError)) instance = undefined
        return undefined
      }
    }
    const backend: LpBackend = {
      name: `HiGHS ${highs.version.string} (WASM)`,
      solve(problem, options = {}) {
        if (problem.columns.length === 0) return solveEmpty(problem)
        const run = () => highs.withModel(toModel(highs, problem), (model) => solve(highs, model, problem, options))
        return attempt(run) ?? { status: 'stopped' }
      },
      open: (problem) => attempt(() => openSession(highs, problem)),
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

function isInteger({ columns }: LpProblem): boolean {
  return columns.some(({ integer }) => integer)
}

const lowers = (bounds: readonly { lower: number }[]) => Float64Array.from(bounds, ({ lower }) => lower)
const uppers = (bounds: readonly { upper: number }[]) => Float64Array.from(bounds, ({ upper }) => upper)

function toModel(highs: Highs, problem: LpProblem): ModelData {
  const { sense, columns, rows } = problem
  const { objectiveSense, variableType } = highs.constants
  const size = { numCols: columns.length, numRows: rows.length }
  const starts = new Int32Array(rows.length + 1)
  for (const [index, { terms }] of rows.entries()) starts[index + 1] = (starts[index] ?? 0) + terms.length
  return {
    ...size,
    sense: sense === 'maximise' ? objectiveSense.maximize : objectiveSense.minimize,
    colCost: Float64Array.from(columns, ({ objective }) => objective),
    colLower: lowers(columns),
    colUpper: uppers(columns),
    rowLower: lowers(rows),
    rowUpper: uppers(rows),
    matrix: {
      format: 'csr',
      ...size,
      starts,
      indices: Int32Array.from(rows.flatMap(({ terms }) => terms.map(({ column }) => column))),
      values: Float64Array.from(rows.flatMap(({ terms }) => terms.map(({ coefficient }) => coefficient))),
    },
    ...(isInteger(problem)
      ? { integrality: columns.map(({ integer }) => (integer ? variableType.integer : variableType.continuous)) }
      : {}),
  }
}

/**
 * For linear programs the primal simplex without presolve: "nobody is served" is a feasible start in every market, and
 * presolve throws the last basis away. Measured on programs of 600 rows and 2900 columns: 30 ms, against 90 to 240 ms with
 * the defaults. Integer programs need all that HiGHS has.
 */
function configure(model: Model, integer: boolean, { timeLimitMs, mipGap = 1e-6 }: LpOptions): void {
  model.options.set({
    output_flag: false,
    // Seconds since the model was made, over all its runs.
    time_limit: timeLimitMs === undefined ? noLimit : model.getRunTime() + timeLimitMs / 1000,
    ...(integer ? { mip_rel_gap: mipGap, mip_abs_gap: 0 } : { presolve: 'off', simplex_strategy: primalSimplex }),
  })
}

/** Seconds. HiGHS' own default is infinite, which its wrapper refuses to set. */
const noLimit = 1e9

/** `kSimplexStrategyPrimal` of HiGHS. */
const primalSimplex = 4

/** `kSolutionStatusFeasible` of HiGHS. */
const feasiblePoint = 2

function solve(highs: Highs, model: Model, problem: LpProblem, options: LpOptions): LpResult {
  const { modelStatus } = highs.constants
  const integer = isInteger(problem)
  configure(model, integer, options)
  model.run()
  let status = model.getModelStatus()
  if (status === modelStatus.unboundedOrInfeasible) {
    model.options.set({ presolve: 'off' })
    model.run()
    status = model.getModelStatus()
  }
  if (status === modelStatus.infeasible) return { status: 'infeasible' }
  if (status === modelStatus.unbounded) return { status: 'unbounded' }
  const objective = model.getObjectiveValue()
  if (status === modelStatus.optimal) {
    const { colValue, rowDual } = model.getSolution()
    const duals = integer ? new Float64Array(problem.rows.length) : rowDual
    return { status: 'optimal', objective, primal: colValue, duals }
  }
  if (integer && model.info.get('primal_solution_status') === feasiblePoint) {
    const bound = Number(model.info.get('mip_dual_bound'))
    return { status: 'feasible', objective, bound, primal: model.getSolution().colValue }
  }
  return { status: 'stopped' }
}

/** Ascending keys, as HiGHS wants a set of indices, and the values in their order. */
function ascending<T>(changes: ReadonlyMap<number, T>): { indices: Int32Array; values: T[] } {
  const sorted = [...changes].sort(([a], [b]) => a - b)
  return { indices: Int32Array.from(sorted, ([index]) => index), values: sorted.map(([, value]) => value) }
}

/** Changes are gathered and handed over at once: one call for each takes longer than the solve. */
function openSession(highs: Highs, problem: LpProblem): LpSession {
  const model = highs.createModel(toModel(highs, problem))
  const columns = new Map<number, LpColumn>()
  const rows = new Map<number, Pick<LpRow, 'lower' | 'upper'>>()
  const flush = (): void => {
    if (columns.size > 0) {
      const { indices, values } = ascending(columns)
      const objectives = Float64Array.from(values, ({ objective }) => objective)
      model.changeColsCost({ kind: 'set', indices }, objectives)
      model.changeColsBounds({ kind: 'set', indices }, lowers(values), uppers(values))
    }
    if (rows.size > 0) {
      const { indices, values } = ascending(rows)
      model.changeRowsBounds({ kind: 'set', indices }, lowers(values), uppers(values))
    }
    columns.clear()
    rows.clear()
  }
  return {
    setColumn: (column, next) => columns.set(column, next),
    setRow: (row, bounds) => rows.set(row, bounds),
    solve(options = {}) {
      try {
        flush()
        return solve(highs, model, problem, options)
      } catch {
        return { status: 'stopped' }
      }
    },
    close: () => model.dispose(),
  }
}
