import type { Placement, Plan, PlannedFill } from './Plan.ts'
import { weigh } from './waterFill.ts'

interface Sharer {
  placement: Placement
  demand: { minUnits: number }
  /** Units it holds of the product. */
  units: number
}

function sharersOf(plan: Plan, used: ReadonlySet<number>): Sharer[] {
  const { demands, cells } = plan.model
  const pools = new Set([...used].map((cell) => cells[cell]?.pool ?? -1))
  return plan.placements.flatMap((placement) => {
    const demand = demands[placement.intent]
    const inside = placement.fills.filter(({ arc }) => used.has(arc.cell))
    if (inside.length === 0 || !demand || demand.contiguous) return []
    const all = new Set([...placement.fills.map(({ arc }) => arc.pool), ...pools])
    if (all.size > demand.maxPools) return []
    return [{ placement, demand, units: inside.reduce((sum, { units }) => sum + units, 0) }]
  })
}

/** Integer parts of `units` in proportion to `weights`, without exceeding them. */
function apportion(units: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const parts = weights.map((weight) => Math.floor((units * weight) / total))
  let rest = units - parts.reduce((sum, part) => sum + part, 0)
  for (let index = 0; rest > 0 && index < parts.length; index++) {
    const step = Math.min(rest, (weights[index] ?? 0) - (parts[index] ?? 0))
    parts[index] = (parts[index] ?? 0) + step
    rest -= step
  }
  return parts
}

/**
 * Gives every buyer of a product the same mix of its pools. All pay the product's one average price, so whoever holds
 * only the cheapest pool's units would do better alone; with equal shares nobody does. Costs and prices stay as they are.
 */
export function shareProduct(plan: Plan, product: number): void {
  const { cells, products, demands } = plan.model
  const used = (products[product]?.cells ?? []).filter((cell) => plan.sold(cell) > (cells[cell]?.sold ?? 0))
  if (used.length < 2) return
  let sharers = sharersOf(plan, new Set(used))
  for (;;) {
    const pooled = used.map((cell) =>
      sharers.reduce((sum, { placement }) => {
        return sum + placement.fills.reduce((held, { arc, units }) => held + (arc.cell === cell ? units : 0), 0)
      }, 0),
    )
    const total = pooled.reduce((sum, units) => sum + units, 0)
    const least = Math.min(...pooled.filter((units) => units > 0))
    const tooSmall = sharers.filter(({ units, demand }) => (units * least) / total < demand.minUnits + 1)
    if (tooSmall.length > 0) {
      sharers = sharers.filter((sharer) => !tooSmall.includes(sharer))
      continue
    }
    if (sharers.length < 2) return
    const left = [...pooled]
    const next = sharers.map(({ placement, units }) => {
      const parts = apportion(units, left)
      const outside = placement.fills.filter(({ arc }) => !used.includes(arc.cell))
      const inside = used.flatMap((cell, index): PlannedFill[] => {
        left[index] = (left[index] ?? 0) - (parts[index] ?? 0)
        const arc = demands[placement.intent]?.arcs.find((candidate) => candidate.cell === cell)
        return arc && (parts[index] ?? 0) > 0 ? [{ arc, units: parts[index] ?? 0 }] : []
      })
      return { placement, fills: [...outside, ...inside] }
    })
    for (const { placement } of next) plan.remove(placement.intent)
    for (const { placement, fills } of next) plan.place(weigh(plan, placement.intent, fills))
    return
  }
}
