import {
  floatPrice,
  type LpBackend,
  type LpColumn,
  type LpRow,
  type MarketModel,
  type Plan,
  type ReservePrices,
} from '@walras/solver-kit/portable'
import { type Segment, supplySegments } from './supplySegments.ts'

/** GPU-seconds and H100-seconds to hours, base units to whole tokens of 6 decimals: GLPK wants numbers near 1. */
const hour = 3600
const token = 1e6

/** What the linear relaxation says of a market. */
export interface Relaxation {
  /** Base units per GPU-second, by cell: what one more unit there would be worth. */
  prices: ReservePrices
  /** GPU-seconds by intent and product. */
  demand: readonly ReadonlyMap<number, number>[]
  /** GPU-seconds sold by cell. */
  supply: Float64Array
  /** Upper limit of any score that the relaxation claims, base units; short of it by the error of the segments. */
  objective: number
  /** Size of the program. */
  columns: number
}

/** Which products may serve which intent in the program: it grows from round to round. */
export type Ways = Set<number>[]

export interface RelaxationParameters {
  model: MarketModel
  backend: LpBackend
  ways: Ways
  /** By cell: where to look closely. */
  prices: ReservePrices
  /** Base units that serving anybody costs, whatever the work. */
  orderCost: number
  /** Half-width of the price band that is cut finely, as a share of the price. */
  band: number
}

interface Columns {
  columns: LpColumn[]
  /** What each column stands for: an intent's units of a product, or units of a cell that are sold. */
  meaning: { intent: number; product: number; cell?: number }[]
  demand: Map<number, LpRow & { terms: { column: number; coefficient: number }[] }>
  supply: Map<number, LpRow & { terms: { column: number; coefficient: number }[] }>
}

function row(lower: number, upper: number): LpRow & { terms: { column: number; coefficient: number }[] } {
  return { lower, upper, terms: [] }
}

/** Cheapest price of each product: units of one product are one good, so its pools share one supply row. */
function productPrices({ products }: MarketModel, prices: ReservePrices): Float64Array {
  return Float64Array.from(products, ({ cells }) => Math.min(...cells.map((cell) => prices[cell] ?? 0)))
}

/** Opens, for every intent, the `count` products that serve it cheapest at these prices. */
export function openWays(model: MarketModel, ways: Ways, prices: ReservePrices, count: number): void {
  const atPrice = productPrices(model, prices)
  for (const { intent, arcs, value } of model.demands) {
    const costs = new Map(
      arcs.map(({ cell, speed }) => {
        const product = model.cells[cell]?.product ?? -1
        return [product, (atPrice[product] ?? 0) / speed]
      }),
    )
    const cheapest = [...costs].filter(([, cost]) => cost < value).sort(([a, x], [b, y]) => x - y || a - b)
    for (const [product] of cheapest.slice(0, count)) ways[intent]?.add(product)
  }
}

function addDemand(problem: Columns, { model, ways, orderCost }: RelaxationParameters): void {
  const { columns, demand, supply } = problem
  for (const { intent, arcs, work, value } of model.demands) {
    const open = ways[intent]
    if (!open || open.size === 0) continue
    const speeds = new Map(arcs.map(({ cell, speed }) => [model.cells[cell]?.product ?? -1, speed]))
    const wanted = row(Number.NEGATIVE_INFINITY, work / hour)
    demand.set(intent, wanted)
    for (const product of open) {
      const speed = speeds.get(product) ?? 0
      const column =
        columns.push({
          objective: ((value - orderCost / work) * speed * hour) / token,
          lower: 0,
          upper: Number.POSITIVE_INFINITY,
        }) - 1
      problem.meaning.push({ intent, product })
      wanted.terms.push({ column, coefficient: speed })
      const sold = supply.get(product) ?? row(Number.NEGATIVE_INFINITY, 0)
      supply.set(product, sold)
      sold.terms.push({ column, coefficient: 1 })
    }
  }
}

function addSupply({ columns, meaning, supply }: Columns, { model, prices, band }: RelaxationParameters): void {
  for (const [product, sold] of supply)
    for (const cell of model.products[product]?.cells ?? [])
      for (const { units, unitCost } of supplySegments(model, cell, prices[cell] ?? 0, band) as Segment[]) {
        const column = columns.push({ objective: (-unitCost * hour) / token, lower: 0, upper: units / hour }) - 1
        meaning.push({ intent: -1, product, cell })
        sold.terms.push({ column, coefficient: -1 })
      }
}

/**
 * Solves the market as if every job were divisible and could be spread at will: intents against products, price curves
 * in linear segments. `undefined` when the engine finds no optimum.
 */
export function solveRelaxation(parameters: RelaxationParameters): Relaxation | undefined {
  const { model, backend } = parameters
  const problem: Columns = { columns: [], meaning: [], demand: new Map(), supply: new Map() }
  addDemand(problem, parameters)
  addSupply(problem, parameters)
  const rows = [...problem.demand.values(), ...problem.supply.values()]
  const result = backend.solve({ sense: 'maximise', columns: problem.columns, rows })
  if (result.status !== 'optimal') return undefined
  // Where nothing is bought, and in degenerate optima, the first price is as good a proof as a lower one, and a better guide.
  const next = Float64Array.from(model.cells, ({ curve, sold }) => floatPrice(curve, sold))
  for (const [index, product] of [...problem.supply.keys()].entries()) {
    const dual = result.duals[problem.demand.size + index] ?? 0
    for (const cell of model.products[product]?.cells ?? [])
      next[cell] = Math.max(next[cell] ?? 0, (dual * token) / hour)
  }
  const amount = (column: number): number => (result.primal[column] ?? 0) * hour
  const demand = model.demands.map(() => new Map<number, number>())
  const supply = new Float64Array(model.cells.length)
  for (const [column, { intent, product, cell }] of problem.meaning.entries()) {
    if (amount(column) <= 0) continue
    if (cell === undefined) demand[intent]?.set(product, amount(column))
    else supply[cell] = (supply[cell] ?? 0) + amount(column)
  }
  return { prices: next, demand, supply, objective: result.objective * token, columns: problem.columns.length }
}

/** Marginal prices of a plan, by cell. */
export function planPrices(plan: Plan): ReservePrices {
  return Float64Array.from(plan.model.cells, (_, cell) => plan.price(cell))
}
