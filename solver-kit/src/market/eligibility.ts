import type { Pool } from '@walras/intents-schema'
import type { Problem, ProblemIntent } from './Problem.ts'

/** Index of the intent's hardware option that this pool is, or -1. */
export function hardwareOption({ hardwareIds }: ProblemIntent, { gpuClass }: Pool): number {
  return hardwareIds.indexOf(gpuClass)
}

/** Whether the pool's place and proof of delivery are acceptable. */
export function acceptsPlace({ regionIds, signed }: ProblemIntent, { region, tier }: Pool): boolean {
  return (regionIds.size === 0 || regionIds.has(region)) && BigInt(tier) >= signed.intent.minTier
}

/** Whether the slot lies inside the intent's window. */
export function acceptsSlot({ signed: { intent } }: ProblemIntent, slot: bigint, slotSeconds: bigint): boolean {
  return slot * slotSeconds >= intent.startAfter && (slot + 1n) * slotSeconds <= intent.finishBy
}

/** A way to serve an intent: units of this pool in this slot are work at this speed. */
export interface Arc {
  /** Index into `snapshot.pools`. */
  pool: number
  slot: bigint
  /** Index into the intent's `hardware`. */
  hardware: number
  /** Millionths of an H100-second of work per unit. */
  speed: bigint
}

/** Every (pool, slot) on offer that may serve the intent, ascending by (pool, slot). */
export function eligibleArcs({ snapshot, intents }: Problem, intent: number): Arc[] {
  const buyer = intents[intent]
  if (!buyer) return []
  return snapshot.pools.flatMap((pool, index) => {
    const hardware = hardwareOption(buyer, pool)
    const option = buyer.signed.intent.hardware[hardware]
    if (!option || !acceptsPlace(buyer, pool)) return []
    return pool.slots
      .filter(({ gpus, slot }) => gpus > 0 && acceptsSlot(buyer, slot, snapshot.slotSeconds))
      .map(({ slot }) => ({ pool: index, slot, hardware, speed: option.speed }))
  })
}
