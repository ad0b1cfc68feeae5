import { floatCost, type LpBackend, type LpResult, type MarketModel, type ModelArc } from '@walras/solver-kit/portable'
import { CostTangents } from './CostTangents.ts'
import { type ArcUnits, addDemand } from './demandColumns.ts'
import { ProgramBuilder } from './ProgramBuilder.ts'

export interface MarketMipOptions {
  /** For all solves together. Default: none. */
  timeLimitMs?: number
  /** Ends when the best solution is this near the bound, relatively. Default 1e-6. */
  gap?: number
  /** Intents to plan for. Default: all. */
  intents?: readonly number[]
}

/** Units of an arc that an intent is given: GPU-seconds, not yet whole. */
export interface MipFill {
  intent: number
  arc: ModelArc
  units: number
}

export interface MarketMipResult {
  /** Welfare of `fills` at true costs, base units. */
  welfare: number
  /** No plan has a higher welfare, base units. */
  bound: number
  /** Ascending by intent and cell. */
  fills: MipFill[]
  /** Size of the last program. */
  columns: number
  rows: number
}

/** Half-widths of the price band around the relaxation's optimum that tangents are added at, solve by solve. */
const bands = [0.1, 0.03, 0.01]

/** Solves of the integer program: each adds a tangent where the last one bought. */
const mostSolves = 8

/** Units below this share of a slot of one GPU are noise of the engine. */
const noise = 1e-7

/**
 * The welfare optimum of a market with all its integer rules, as a mixed-integer program: units per intent and (pool, slot),
 * supply in segments per (pool, slot), a binary for each all-or-nothing intent, each counted pool, each fill with a least
 * size and each possible reservation. For small markets: an oracle for tests and benches, and a core for strategies.
 *
 * Costs are tangents from below, added where the last solve bought, so `bound` holds for the true costs and `welfare` is
 * counted with them; when they meet, the optimum is proven.
 *
 * Left out: whole units, the rounding of work, that a limit is compared with average prices, fairness between buyers, and
 * gas. All of them only take away: no score is above `bound`, but a valid solution need not reach `welfare`.
 *
 * `undefined` when the engine has no solution in time, or fails.
 */
export function solveMarketMip(
  model: MarketModel,
  backend: LpBackend,
  { timeLimitMs, gap = 1e-6, intents }: MarketMipOptions = {},
): MarketMipResult | undefined {
  const wanted = new Set(intents ?? model.demands.keys())
  const tangents = model.cells.map((cell) => new CostTangents(cell))
  const deadline = timeLimitMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeLimitMs
  const remaining = () => (timeLimitMs === undefined ? {} : { timeLimitMs: Math.max(1, deadline - performance.now()) })
  for (const band of bands) {
    const program = buildProgram(model, tangents, wanted)
    const result = backend.solve(program.builder.build(true), remaining())
    if (result.status !== 'optimal') return undefined
    for (const [cell, units] of program.bought(result.primal).entries()) tangents[cell]?.touch(units, band)
  }
  let best: MarketMipResult | undefined
  for (let solve = 0; solve < mostSolves; solve++) {
    const program = buildProgram(model, tangents, wanted)
    const result = backend.solve(program.builder.build(false), { ...remaining(), mipGap: gap / 2 })
    if (result.status !== 'optimal' && result.status !== 'feasible') return best
    const fills = program.fills(result.primal)
    const bought = program.bought(result.primal)
    const welfare = trueWelfare(model, fills, bought)
    const bound = Math.min(best?.bound ?? Number.POSITIVE_INFINITY, boundOf(result, gap / 2) * program.money)
    const { columns, rows } = program.builder.build(true)
    const size = { columns: columns.length, rows: rows.length }
    best = best && best.welfare >= welfare ? { ...best, bound } : { welfare, bound, fills, ...size }
    if (best.bound - best.welfare <= gap * Math.abs(best.bound) || performance.now() >= deadline) break
    for (const [cell, units] of bought.entries()) tangents[cell]?.touch(units, 0)
  }
  return best
}

/** What the program's objective can be at most, given how far it was solved. */
function boundOf(result: LpResult, gap: number): number {
  if (result.status === 'feasible') return result.bound
  return result.status === 'optimal' ? result.objective + Math.abs(result.objective) * gap : Number.POSITIVE_INFINITY
}

function trueWelfare({ cells, demands }: MarketModel, fills: readonly MipFill[], bought: Float64Array): number {
  let welfare = 0
  for (const [intent, own] of Map.groupBy(fills, (fill) => fill.intent)) {
    const demand = demands[intent]
    if (!demand) continue
    const work = own.reduce((sum, { arc, units }) => sum + units * arc.speed, 0)
    welfare += demand.value * Math.min(work, demand.work)
  }
  for (const [cell, units] of bought.entries()) {
    const found = cells[cell]
    if (found && units > 0) welfare -= floatCost(found.curve, found.sold, found.sold + units)
  }
  return welfare
}

interface Program {
  builder: ProgramBuilder
  /** Base units of a unit of the objective. */
  money: number
  /** GPU-seconds bought, by cell. */
  bought(primal: Float64Array): Float64Array
  fills(primal: Float64Array): MipFill[]
}

function buildProgram(model: MarketModel, tangents: readonly CostTangents[], intents: ReadonlySet<number>): Program {
  const slotSeconds = Number(model.problem.snapshot.slotSeconds)
  const builder = new ProgramBuilder()
  const limits = model.demands.map(({ value, work }) => value * work)
  const money = Math.max(1, limits.reduce((sum, limit) => sum + limit, 0) / Math.max(1, limits.length))
  const units: { intent: number; of: ArcUnits[] }[] = []
  const buyers = new Map<number, ArcUnits[]>()
  for (const demand of model.demands) {
    if (!intents.has(demand.intent)) continue
    const of = addDemand(builder, model, demand, { slotSeconds, money })
    units.push({ intent: demand.intent, of })
    for (const own of of) buyers.set(own.arc.cell, [...(buyers.get(own.arc.cell) ?? []), own])
  }
  for (const [cell, own] of buyers) {
    const supply = (tangents[cell]?.segments ?? []).map(({ units: most, unitCost }) => {
      return { column: builder.column(most / slotSeconds, (-unitCost * slotSeconds) / money), coefficient: -1 }
    })
    builder.atMost(0, [...own.flatMap(({ terms }) => terms), ...supply])
  }
  const unitsOf = ({ terms }: ArcUnits, primal: Float64Array): number => {
    const slots = terms.reduce((sum, { column }) => sum + (primal[column] ?? 0), 0)
    return slots > noise ? slots * slotSeconds : 0
  }
  return {
    builder,
    money,
    bought(primal) {
      const bought = new Float64Array(model.cells.length)
      for (const [cell, own] of buyers)
        bought[cell] = Math.min(
          tangents[cell]?.left ?? 0,
          own.reduce((sum, of) => sum + unitsOf(of, primal), 0),
        )
      return bought
    },
    fills: (primal) =>
      units.flatMap(({ intent, of }) =>
        of.flatMap((own) => {
          const amount = unitsOf(own, primal)
          return amount > 0 ? [{ intent, arc: own.arc, units: amount }] : []
        }),
      ),
  }
}
