import { floatCost, floatPrice, type MarketModel, unitsBelow } from '@walras/solver-kit/portable'

/** A stretch of a price curve, taken as linear. */
export interface Segment {
  /** GPU-seconds. */
  units: number
  /** Base units per GPU-second, on average over the stretch: exact at its ends. */
  unitCost: number
}

/** Cuts inside the band around the price, and at its ends. */
const bandCuts = [-1, -0.5, 0, 0.5, 1]

/** Shorter stretches (GPU-seconds) are left to their neighbour. */
const leastUnits = 1

/**
 * What a cell has left, in stretches of rising price: fine around the price where the market is expected to clear, coarse
 * elsewhere.
 */
export function supplySegments({ cells }: MarketModel, cell: number, price: number, band: number): Segment[] {
  const found = cells[cell]
  if (!found) return []
  const { curve, sold } = found
  const [lowest, highest] = [floatPrice(curve, sold), floatPrice(curve, curve.capacity)]
  const cuts = [...bandCuts.map((cut) => price * (1 + cut * band)), Math.sqrt(lowest * highest)]
    .filter((cut) => cut > lowest && cut < highest)
    .sort((a, b) => a - b)
  const segments: Segment[] = []
  let from = sold
  for (const end of [...cuts.map((cut) => unitsBelow(curve, cut)), curve.capacity]) {
    if (end - from < leastUnits) continue
    segments.push({ units: end - from, unitCost: floatCost(curve, from, end) / (end - from) })
    from = end
  }
  return segments
}
