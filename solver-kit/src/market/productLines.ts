import type { Snapshot } from '@walras/intents-schema'
import type { Hex } from 'viem'

/** What pools of one class, region and tier sell: a product in each slot. */
export interface ProductLine {
  gpuClass: Hex
  region: Hex
  tier: number
  /** Indices into `snapshot.pools`, ascending. */
  pools: readonly number[]
}

/** The lines of a snapshot, in the order of their first pools. */
export function productLines({ pools }: Pick<Snapshot, 'pools'>): ProductLine[] {
  const lines = new Map<string, ProductLine & { pools: number[] }>()
  for (const [index, { gpuClass, region, tier }] of pools.entries()) {
    const key = `${gpuClass}${region}${tier}`
    const line = lines.get(key) ?? { gpuClass, region, tier, pools: [] }
    lines.set(key, line)
    line.pools.push(index)
  }
  return [...lines.values()]
}
