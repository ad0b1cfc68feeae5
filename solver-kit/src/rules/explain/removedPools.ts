import type { Problem, ProblemIntent } from '../../market/Problem.ts'
import type { RemovedPools } from './Explanation.ts'

/** Which rule keeps each pool from serving an intent; undefined when one of them could. */
export function removedPools(
  { snapshot, curves }: Problem,
  { signed, ...buyer }: ProblemIntent,
): RemovedPools | undefined {
  const removed = { pools: snapshot.pools.length, class: 0, region: 0, tier: 0, window: 0, soldOut: 0 }
  for (const [index, { gpuClass, region, tier, slots }] of snapshot.pools.entries()) {
    if (!buyer.hardwareIds.includes(gpuClass)) removed.class++
    else if (buyer.regionIds.size > 0 && !buyer.regionIds.has(region)) removed.region++
    else if (BigInt(tier) < signed.intent.minTier) removed.tier++
    else if (buyer.window.to <= buyer.window.from) removed.window++
    else {
      const { from, to } = buyer.window
      const isLeft = slots.slice(from, to).some(({ sold }, at) => (curves[index]?.[from + at]?.capacity ?? 0n) > sold)
      if (isLeft) return undefined
      removed.soldOut++
    }
  }
  return removed
}
