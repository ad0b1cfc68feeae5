import {
  type BuildIntentParameters,
  buildIntent,
  type Ladder,
  type Pool,
  type PoolSlot,
  poolId,
  type SignedIntent,
  slugId,
} from '@walras/intents-schema'
import { type Address, numberToHex, pad } from 'viem'
import { createProblem, type Problem } from '../market/Problem.ts'

export interface CraftedPool {
  /** Default h100-sxm-80gb. */
  gpuClass?: string
  /** Default eu-north. */
  region?: string
  /** Default 0. */
  tier?: number
  /** Base units per GPU-second at which the first and the last unit sell. Default 500 and 600. */
  prices?: readonly [first: number, last: number]
  /** Ranges that sell equal parts, each from where the last one ends; at most 8. Default 1. */
  ranges?: number
  /** GPUs in each slot. Default 1. */
  gpus?: number
  /** GPU-seconds sold in each slot. Default none. */
  sold?: readonly bigint[]
}

export type CraftedIntent = Partial<BuildIntentParameters> & Pick<BuildIntentParameters, 'work' | 'maxPayment'>

export interface CraftProblemParameters {
  pools: readonly CraftedPool[]
  intents: readonly CraftedIntent[]
  /** Default 1. */
  slots?: number
  /** Default 3600. */
  slotSeconds?: bigint
}

const token: Address = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'

/** The slot that a crafted horizon starts with. */
export const craftedFirstSlot = 500_000n

function address(index: number): Address {
  return pad(numberToHex(index + 1), { size: 20 })
}

function craftLadder({ prices: [first, last] = [500, 600], ranges = 1 }: CraftedPool, slotSeconds: bigint): Ladder {
  const lowest = Math.round(Math.log(first) / Math.log(1.0001))
  const highest = Math.max(lowest + ranges, Math.round(Math.log(last) / Math.log(1.0001)))
  return Array.from({ length: ranges }, (_, range) => {
    const [tickLower, tickUpper] = [range, range + 1].map((at) => {
      return lowest + Math.floor(((highest - lowest) * at) / ranges)
    }) as [number, number]
    const perLiquidity = 1.0001 ** (-tickLower / 2) - 1.0001 ** (-tickUpper / 2)
    return { tickLower, tickUpper, liquidityPerGpu: BigInt(Math.ceil(Number(slotSeconds) / ranges / perLiquidity)) }
  })
}

/**
 * A market made by hand: says only what matters, the rest is ordinary. Intents accept h100-sxm-80gb anywhere at any time,
 * all or nothing. Note that a problem sorts intents and pools by id: find them again by `nonce` (their place here).
 *
 * @example
 * ```ts
 * const problem = craftProblem({ pools: [{ gpus: 8 }], intents: [{ work: 3600n, maxPayment: 2_500_000n }] })
 * ```
 */
export function craftProblem({ pools, intents, slots = 1, slotSeconds = 3600n }: CraftProblemParameters): Problem {
  const firstSlot = craftedFirstSlot
  const crafted = pools.map((pool, index): Pool => {
    const terms = {
      operator: address(index),
      gpuClass: slugId(pool.gpuClass ?? 'h100-sxm-80gb'),
      region: slugId(pool.region ?? 'eu-north'),
      tier: pool.tier ?? 0,
      token,
      ladder: craftLadder(pool, slotSeconds),
    }
    const inventory = Array.from({ length: slots }, (_, slot): PoolSlot => {
      return { slot: firstSlot + BigInt(slot), gpus: pool.gpus ?? 1, sold: pool.sold?.[slot] ?? 0n }
    })
    return { ...terms, id: poolId(terms), slots: inventory }
  })
  const signed = intents.map((intent, index): SignedIntent => {
    const unsigned = buildIntent({
      owner: address(index),
      token,
      hardware: [{ gpuClass: 'h100-sxm-80gb', speed: 1_000_000n }],
      finishBy: (firstSlot + BigInt(slots)) * slotSeconds,
      validUntil: firstSlot * slotSeconds,
      nonce: BigInt(index),
      ...intent,
    })
    return { ...unsigned, signature: pad('0x1b', { size: 65 }) }
  })
  return createProblem({
    auctionHash: numberToHex(1, { size: 32 }),
    deployment: { chainId: 31337, settlement: address(0), token, protocolFeePips: 50_000n },
    intents: signed,
    snapshot: {
      blockNumber: 1n,
      blockHash: numberToHex(2, { size: 32 }),
      timestamp: firstSlot * slotSeconds - 60n,
      slotSeconds,
      firstSlot,
      slotCount: slots,
      pools: crafted.sort((a, b) => (a.id < b.id ? -1 : 1)),
    },
  })
}
