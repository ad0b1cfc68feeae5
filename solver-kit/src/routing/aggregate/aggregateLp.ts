import type { LpColumn, LpProblem, LpRow } from '../LpBackend.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import type { Place } from './assignProducts.ts'
import { countAbove, type DemandCurve } from './DemandCurve.ts'
import { cutsOf, type PriceWindow, reach } from './PriceWindow.ts'
import { type SupplyCurve, sellersGain, suppliedAt } from './SupplyCurve.ts'

/** GPU-seconds and H100-seconds to hours, base units to tokens: engines want numbers near 1. */
const [hour, token] = [3600, 1e6]

/** Products newly opened to a kind in a round, at most: the cheapest of the last prices. More make the program slower. */
const mostWays = 6

/** What an optimum of the program says. */
export interface AggregateOptimum {
  /** By product, base units per GPU-second, where the program trades it: what one more unit would be worth. */
  prices: (number | undefined)[]
  /** By demand curve: where its work is done. Nowhere where the optimum serves nobody. */
  places: (readonly Place[])[]
  /** What it is worth, base units. Curves in stretches lose something, so the market's optimum is not below it. */
  worth: number
}

/** By demand curve: the products that were ever open to it. They stay open where they are within reach. */
export type OpenWays = readonly Set<number>[]

export interface AggregateLp {
  problem: LpProblem
  read(solution: { objective: number; primal: Float64Array; duals: Float64Array }): AggregateOptimum
}

/** Demand curves that have the same ways open: in the program they are one buyer. */
interface Group {
  curves: { index: number; options: readonly number[] }[]
  products: readonly number[]
  unitsPerWork: readonly number[]
}

type Terms = { column: number; coefficient: number }[]

/**
 * The market as a linear program: kinds of wishes against products, curves cut in stretches that are fine near the windows'
 * middle. Products that no buyer would look at near these prices are closed to it; buyers with the same products open are
 * one; a buyer with one product needs no row of its own. What it opens it adds to `opened`.
 */
export function createAggregateLp(
  market: AggregateMarket,
  windows: readonly (PriceWindow | undefined)[],
  opened: OpenWays,
): AggregateLp {
  const { supply, demand } = market
  const columns: LpColumn[] = []
  const rows: (LpRow & { terms: Terms })[] = []
  const column = (objective: number, upper: number): number => columns.push({ objective, lower: 0, upper }) - 1
  const rowOf = new Map<number, number>()
  const productRow = (product: number): Terms => {
    const known = rowOf.get(product)
    if (known !== undefined) return rows[known]?.terms as Terms
    const terms: Terms = []
    rowOf.set(product, rows.push({ lower: Number.NEGATIVE_INFINITY, upper: 0, terms }) - 1)
    return terms
  }
  const groups = groupDemand(market, windows, opened)
  const bought: { group: Group; options: number[] }[] = []
  for (const group of groups) {
    const steps = demandSteps(group, demand, windows)
    if (steps.length === 0) continue
    const [only] = group.products
    if (group.products.length === 1 && only !== undefined) {
      const perWork = group.unitsPerWork[0] as number
      const terms = productRow(only)
      for (const { work, worth } of steps)
        terms.push({
          column: column(((worth / (work * perWork)) * hour) / token, (work * perWork) / hour),
          coefficient: 1,
        })
      bought.push({ group, options: [] })
      continue
    }
    const served = steps.map(({ work, worth }) => {
      return { column: column(((worth / work) * hour) / token, work / hour), coefficient: 1 }
    })
    const options = group.products.map((product) => {
      const option = column(0, Number.POSITIVE_INFINITY)
      productRow(product).push({ column: option, coefficient: 1 })
      return option
    })
    const used = options.map((option, k) => ({ column: option, coefficient: -1 / (group.unitsPerWork[k] as number) }))
    rows.push({ lower: Number.NEGATIVE_INFINITY, upper: 0, terms: [...served, ...used] })
    bought.push({ group, options })
  }
  for (const [product, row] of rowOf)
    for (const { units, cost } of supplySteps(supply[product] as SupplyCurve, windows[product] as PriceWindow))
      rows[row]?.terms.push({ column: column(((-cost / units) * hour) / token, units / hour), coefficient: -1 })
  return {
    problem: { sense: 'maximise', columns, rows },
    read({ objective, primal, duals }) {
      const places: (readonly Place[])[] = demand.map(() => [])
      for (const { group, options } of bought) {
        const work = options.map(
          (option, k) => Math.max(0, primal[option] as number) / (group.unitsPerWork[k] as number),
        )
        const sum = work.reduce((total, part) => total + part, 0)
        for (const curve of group.curves)
          if (options.length === 0)
            places[curve.index] = [
              { product: group.products[0] as number, option: curve.options[0] as number, share: 1 },
            ]
          else if (sum > 0)
            places[curve.index] = curve.options.flatMap((option, k) => {
              const share = (work[k] as number) / sum
              return share > 0 ? [{ product: group.products[k] as number, option, share }] : []
            })
      }
      const prices = supply.map((_, product): number | undefined => {
        const row = rowOf.get(product)
        return row === undefined ? undefined : ((duals[row] as number) * token) / hour
      })
      return { prices, places, worth: objective * token }
    },
  }
}

/** The products that each demand curve would look at near these prices, and who looks at the same. */
function groupDemand(
  { model: { slots }, demand }: AggregateMarket,
  windows: readonly (PriceWindow | undefined)[],
  opened: OpenWays,
): Group[] {
  const groups = new Map<string, Group>()
  for (const [index, { options, window }] of demand.entries()) {
    const ways: { option: number; product: number; perWork: number; price: number; low: number }[] = []
    let ceiling = Number.POSITIVE_INFINITY
    for (let option = 0; option < options.lines.length; option++) {
      const perWork = options.unitsPerWork[option] as number
      for (let slot = window.from; slot < window.to; slot++) {
        const product = (options.lines[option] as number) * slots + slot
        const own = windows[product]
        if (!own) continue
        const low = Math.max(0, own.root * (1 - reach * own.half))
        const high = own.root * (1 + reach * own.half)
        ways.push({ option, product, perWork, price: own.root * own.root * perWork, low: low * low * perWork })
        ceiling = Math.min(ceiling, high * high * perWork)
      }
    }
    const open = ways
      .filter(({ low }) => low <= ceiling)
      .sort((a, b) => a.price - b.price || a.product - b.product)
      .filter(({ product }, rank) => rank < mostWays || opened[index]?.has(product))
      .sort((a, b) => a.product - b.product)
    if (open.length === 0) continue
    for (const { product } of open) opened[index]?.add(product)
    const key = open.map(({ product, perWork }) => `${product}:${perWork}`).join()
    const group = groups.get(key) ?? {
      curves: [],
      products: open.map(({ product }) => product),
      unitsPerWork: open.map(({ perWork }) => perWork),
    }
    groups.set(key, group)
    group.curves.push({ index, options: open.map(({ option }) => option) })
  }
  return [...groups.values()]
}

interface DemandStep {
  /** H100-seconds. */
  work: number
  /** What they would pay at most, base units. */
  worth: number
}

/** What a group wants, by falling value: cut where its price is looked for. Nothing that its price will hardly fall to. */
function demandSteps(
  { curves, products, unitsPerWork }: Group,
  demand: readonly DemandCurve[],
  windows: readonly (PriceWindow | undefined)[],
): DemandStep[] {
  let cheapest: PriceWindow = { root: Number.POSITIVE_INFINITY, half: 0 }
  for (const [k, product] of products.entries()) {
    const { root, half } = windows[product] as PriceWindow
    const own = root * Math.sqrt(unitsPerWork[k] as number)
    if (own < cheapest.root) cheapest = { root: own, half }
  }
  const limits = cutsOf(cheapest).map((root) => root * root)
  /** By place below, at and between the limits. */
  const work = new Float64Array(limits.length + 1)
  const worth = new Float64Array(limits.length + 1)
  for (const { index } of curves) {
    const curve = demand[index] as DemandCurve
    let from = 0
    for (let step = limits.length; step > 0; step--) {
      const to = countAbove(curve, limits[step - 1] as number)
      work[step] = (work[step] as number) + (curve.work[to] as number) - (curve.work[from] as number)
      worth[step] = (worth[step] as number) + (curve.worth[to] as number) - (curve.worth[from] as number)
      from = to
    }
  }
  const steps: DemandStep[] = []
  for (let step = limits.length; step > 0; step--)
    if ((work[step] as number) > 0) steps.push({ work: work[step] as number, worth: worth[step] as number })
  return steps
}

/** What a product sells, by rising price, cut around its window; all of it. */
function supplySteps(curve: SupplyCurve, window: PriceWindow): { units: number; cost: number }[] {
  const last = curve.roots.at(-1) as number
  const ends = [...cutsOf(window).filter((cut) => cut > (curve.roots[0] as number) && cut < last), last]
  const steps: { units: number; cost: number }[] = []
  let before = { units: 0, cost: 0 }
  for (const root of ends) {
    const units = suppliedAt(curve, root)
    const cost = root * root * units - sellersGain(curve, root)
    if (units - before.units < leastUnits) continue
    steps.push({ units: units - before.units, cost: cost - before.cost })
    before = { units, cost }
  }
  return steps
}

/** Shorter stretches (GPU-seconds) are left to their neighbour. */
const leastUnits = 1
