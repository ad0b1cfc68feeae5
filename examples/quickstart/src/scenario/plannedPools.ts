import type { Ladder } from '@walras/intents-schema'
import { ladderAround } from '@walras/solver-kit'
import { type ListPrice, listPrices } from '../facts/listPrices.ts'
import type { Draw } from './draw.ts'

/** A pool to open: a cloud's real list price for a class in a region, with a ladder around it. */
export interface PlannedPool {
  listPrice: ListPrice
  /** Base units of a 6-decimals dollar per GPU-second. */
  price: number
  tier: number
  /** GPUs offered in every slot. */
  gpus: number
  ladder: Ladder
}

const poolCount = 40
const poolsPerClass = 6

/** USD per hour to millionths of a dollar per second. */
export const basePrice = ({ usdPerGpuHour }: ListPrice): number => (usdPerGpuHour * 1e6) / 3600

/** At most 6 rows of each class, the classes that most clouds list first: pools that compete make a market. */
function competing(): ListPrice[] {
  const rows = new Map<string, ListPrice[]>()
  for (const row of listPrices) rows.set(row.gpuClass, [...(rows.get(row.gpuClass) ?? []), row])
  return [...rows.values()].sort((a, b) => b.length - a.length).flatMap((list) => list.slice(0, poolsPerClass))
}

/**
 * 40 pools over the classes that most clouds list. Sizes are ours, since clouds do not publish theirs: 4 to 16 nodes
 * of the listed shape, at least 24 GPUs.
 */
export function planPools(draw: Draw): PlannedPool[] {
  return competing()
    .slice(0, poolCount)
    .map((listPrice) => {
      const price = basePrice(listPrice)
      return {
        listPrice,
        price,
        tier: draw.integer(0, 2),
        gpus: Math.max(24, listPrice.gpus * draw.integer(4, 16)),
        ladder: ladderAround({ price, slotSeconds: 3600n }),
      }
    })
}
