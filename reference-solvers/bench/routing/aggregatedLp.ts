import {
  type Demand,
  floatCost,
  floatPrice,
  type LpBackend,
  type LpProblem,
  type MarketModel,
  priceCertificate,
  surplusBound,
  unitsBelow,
} from '@walras/solver-kit'
import { ProgramBuilder, type Term } from '../../src/mip/ProgramBuilder.ts'

/** GPU-seconds to hours, base units to tokens: engines want numbers near 1. */
const [hour, token] = [3600, 1e6]

/** Half-widths of the band around a price that is cut finely, solve by solve. */
const bands = [0.5, 0.1, 0.02, 0.004, 0.0008]

/** Cuts of the band on either side. */
const cuts = 6

/** Products that a kind of intent may use, the cheapest of the last prices. */
const waysPerKind = 8

export interface AggregatedLp {
  problem: LpProblem
  /** Prices by product, base units per GPU-second, from the duals of a solve. */
  prices(duals: Float64Array): Float64Array
}

/** Price of each product's first unit; infinite where it has none. */
export function firstPrices({ products, cells }: MarketModel): Float64Array {
  return Float64Array.from(products, ({ cells: own }) =>
    own.reduce((least, cell) => {
      const found = cells[cell]
      return found ? Math.min(least, floatPrice(found.curve, found.sold)) : least
    }, Number.POSITIVE_INFINITY),
  )
}

/** Supply of a product in steps of its price: one column for each. */
function addSupply(builder: ProgramBuilder, model: MarketModel, product: number, price: number, band: number): Term[] {
  const cells = (model.products[product]?.cells ?? []).flatMap((cell) => model.cells[cell] ?? [])
  const fine = Array.from({ length: 2 * cuts + 1 }, (_, cut) => price * (1 + ((cut - cuts) / cuts) * band))
  const coarse = [0.5, 0.7, 0.85, 1.2, 1.5, 2, 4].map((factor) => price * factor)
  const grid = [...fine, ...coarse].sort((a, b) => a - b)
  const from = cells.map(({ sold }) => sold)
  return [...grid, Number.POSITIVE_INFINITY].flatMap((limit) => {
    let units = 0
    let cost = 0
    for (const [index, { curve }] of cells.entries()) {
      const start = from[index] ?? 0
      const end = Math.max(start, limit === Number.POSITIVE_INFINITY ? curve.capacity : unitsBelow(curve, limit))
      units += end - start
      if (end > start) cost += floatCost(curve, start, end)
      from[index] = end
    }
    if (units < 1) return []
    return [{ column: builder.column(units / hour, (-cost / units / token) * hour), coefficient: -1 }]
  })
}

/** Intents with equal wishes and windows are one buyer with a demand curve. */
export function kindsOf({ demands }: MarketModel): Demand[][] {
  const kinds = new Map<unknown, Map<string, Demand[]>>()
  for (const demand of demands) {
    const windows = kinds.get(demand.lines) ?? new Map<string, Demand[]>()
    kinds.set(demand.lines, windows)
    const key = `${demand.window.from}-${demand.window.to}`
    const own = windows.get(key)
    if (own) own.push(demand)
    else windows.set(key, [demand])
  }
  return [...kinds.values()].flatMap((windows) => [...windows.values()])
}

interface Way {
  product: number
  speed: number
}

function waysOf({ slots }: MarketModel, { lines, window }: Demand, prices: Float64Array): Way[] {
  const ways: (Way & { price: number })[] = []
  for (const { line, speed } of lines)
    for (let slot = window.from; slot < window.to; slot++) {
      const product = line * slots + slot
      const price = (prices[product] ?? Number.POSITIVE_INFINITY) / Number(speed)
      if (price < Number.POSITIVE_INFINITY) ways.push({ product, speed: Number(speed) / 1e6, price })
    }
  return ways.sort((a, b) => a.price - b.price || a.product - b.product)
}

/** The market as one linear program: kinds of intents against products, curves in steps around `prices`. */
export function aggregatedLp(
  model: MarketModel,
  { prices, band, ways = waysPerKind }: { prices: Float64Array; band: number; ways?: number },
): AggregatedLp {
  const builder = new ProgramBuilder()
  const bought = new Map<number, Term[]>()
  for (const own of kindsOf(model)) {
    const open = waysOf(model, own[0] as Demand, prices).slice(0, ways)
    if (open.length === 0) continue
    const served = own.map(({ work, value }) => {
      return { column: builder.column(work / hour, (value * hour) / token), coefficient: 1 }
    })
    const used = open.map(({ product, speed }) => {
      const column = builder.column(Number.POSITIVE_INFINITY)
      bought.set(product, [...(bought.get(product) ?? []), { column, coefficient: 1 }])
      return { column, coefficient: -speed }
    })
    builder.atMost(0, [...served, ...used])
  }
  const kinds = builder.build(true).rows.length
  const traded = [...bought.keys()]
  for (const [product, terms] of bought)
    builder.atMost(0, [...terms, ...addSupply(builder, model, product, prices[product] ?? 0, band)])
  const first = firstPrices(model)
  return {
    problem: builder.build(true),
    prices(duals) {
      const next = first.slice()
      for (const [index, product] of traded.entries())
        next[product] = Math.max(first[product] ?? 0, ((duals[kinds + index] ?? 0) * token) / hour)
      return next
    },
  }
}

/**
 * The least bound that rounds of the aggregated program prove, whatever strategies say of themselves. Base units; `prices` is
 * where the last round ended.
 */
export function proveBound(
  model: MarketModel,
  backend: LpBackend,
  timeLimitMs: number,
): { bound: bigint; prices: Float64Array } {
  const deadline = performance.now() + timeLimitMs
  let prices = firstPrices(model)
  let bound = surplusBound(model.problem, priceCertificate(prices))
  for (const band of bands) {
    const lp = aggregatedLp(model, { prices, band })
    const result = backend.solve(lp.problem, { timeLimitMs: Math.max(1, deadline - performance.now()) })
    if (result.status !== 'optimal') break
    prices = lp.prices(result.duals)
    const proven = surplusBound(model.problem, priceCertificate(prices))
    if (proven < bound) bound = proven
    if (performance.now() >= deadline) break
  }
  return { bound, prices }
}
