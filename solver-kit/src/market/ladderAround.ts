import type { Ladder } from '@walras/intents-schema'

/** The tick whose price is nearest: price = 1.0001^tick. */
export function tickAtPrice(price: number): number {
  return Math.round(Math.log(price) / Math.log(1.0001))
}

export interface LadderAroundParameters {
  /** List price, in token base units per GPU-second. */
  price: number
  slotSeconds: bigint
  /** Multiples of `price` between which equal shares of the capacity are sold. Default 0.8, 1, 1.15, 1.5. */
  steps?: readonly number[]
}

/**
 * A ladder around a list price: idle capacity sells below it, scarce capacity above. Each range holds an equal share of
 * a GPU's slot, so that one GPU offers all its seconds.
 *
 * @example
 * ```ts
 * const ladder = ladderAround({ price: (2.26 * 1e6) / 3600, slotSeconds: 3600n }) // 2.26 USD an hour
 * ```
 */
export function ladderAround({ price, slotSeconds, steps = [0.8, 1, 1.15, 1.5] }: LadderAroundParameters): Ladder {
  const ticks = steps.map((step) => tickAtPrice(price * step))
  const share = Number(slotSeconds) / (steps.length - 1)
  return ticks.slice(1).map((tickUpper, index) => {
    const tickLower = ticks[index] ?? tickUpper
    const depth = 1 / Math.sqrt(1.0001 ** tickLower) - 1 / Math.sqrt(1.0001 ** tickUpper)
    // A little more than the share: integer rounding must not leave a slot short of its last second.
    return { tickLower, tickUpper, liquidityPerGpu: BigInt(Math.ceil((share / depth) * 1.0005)) }
  })
}
