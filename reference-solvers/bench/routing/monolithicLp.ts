import { floatCost, floatPrice, type LpProblem, type MarketModel, unitsBelow } from '@walras/solver-kit'
import { ProgramBuilder, type Term } from '../../src/mip/ProgramBuilder.ts'

/** GPU-seconds to hours, base units to tokens: engines want numbers near 1. */
const [hour, token] = [3600, 1e6]

/** Stretches of equal price ratio that each curve is cut in. */
const segments = 8

/** Columns that an engine in 4 GB can still be given. */
export const mostColumns = 400_000

/** How many columns {@link monolithicLp} would have. */
export function monolithicColumns({ demands, slots, products, cells }: MarketModel): number {
  let columns = cells.length * segments + demands.length
  for (const { lines, window } of demands)
    for (const { line } of lines)
      for (let slot = window.from; slot < window.to; slot++)
        if ((products[line * slots + slot]?.cells.length ?? 0) > 0) columns++
  return columns
}

/**
 * The market as one linear program that nobody thought about: every intent against every product it accepts, every curve in
 * eight segments. What aggregation is compared with.
 */
export function monolithicLp({ demands, slots, products, cells }: MarketModel): LpProblem {
  const builder = new ProgramBuilder()
  const bought = new Map<number, Term[]>()
  for (const { lines, window, work, value } of demands) {
    const served = builder.column(work / hour, (value * hour) / token)
    const used: Term[] = []
    for (const { line, speed } of lines)
      for (let slot = window.from; slot < window.to; slot++) {
        const product = line * slots + slot
        if ((products[product]?.cells.length ?? 0) === 0) continue
        const column = builder.column(Number.POSITIVE_INFINITY)
        used.push({ column, coefficient: -Number(speed) / 1e6 })
        const buyers = bought.get(product) ?? []
        buyers.push({ column, coefficient: 1 })
        bought.set(product, buyers)
      }
    builder.atMost(0, [{ column: served, coefficient: 1 }, ...used])
  }
  for (const [product, terms] of bought) {
    const supply = (products[product]?.cells ?? []).flatMap((index): Term[] => {
      const cell = cells[index]
      if (!cell) return []
      const { curve, sold } = cell
      const [first, last] = [floatPrice(curve, sold), floatPrice(curve, curve.capacity)]
      let from = sold
      return Array.from({ length: segments }, (_, segment): Term[] => {
        const share = (segment + 1) / segments
        const end = segment === segments - 1 ? curve.capacity : unitsBelow(curve, first * (last / first) ** share)
        if (end - from < 1) return []
        const cost = floatCost(curve, from, end) / (end - from)
        const column = builder.column((end - from) / hour, (-cost * hour) / token)
        from = end
        return [{ column, coefficient: -1 }]
      }).flat()
    })
    builder.atMost(0, [...terms, ...supply])
  }
  return builder.build(true)
}
