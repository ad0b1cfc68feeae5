import { defaultSpeed, gpuClassById, type Snapshot } from '@walras/intents-schema'
import type { Address } from 'viem'
import { createProblem, type Problem } from '../market/Problem.ts'
import { generateDemand } from './generateDemand.ts'
import { generateSupply, randomHex } from './generateSupply.ts'
import { createRandom } from './random.ts'

export interface GenerateProblemOptions {
  /** Equal seeds and options make equal problems. */
  seed: number
  /** Default 200. */
  intents?: number
  /** Default 32. */
  pools?: number
  /** Default 12. */
  slots?: number
  /** Work wanted relative to work on offer: below 1 is a buyers' market. Default 1. */
  load?: number
  /** Default 3600. */
  slotSeconds?: bigint
}

const token: Address = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
const settlement: Address = '0x000000000000000000000000000000000057a7e5'

/** GPUs that pools must have on average for `load`, given what the buyers want in sum. */
function meanGpus(wantedWork: number, load: number, supply: Snapshot): number {
  const perGpu = supply.pools.reduce((sum, { gpuClass, slots }) => {
    const speed = Number(defaultSpeed(gpuClassById(gpuClass)?.slug ?? '') ?? 1_000_000n) / 1e6
    const idle = slots.reduce((left, { gpus, sold }) => left + (gpus * Number(supply.slotSeconds) - Number(sold)), 0)
    return sum + (idle * speed) / meanSample
  }, 0)
  return perGpu > 0 ? wantedWork / load / perGpu : 1
}

/** Pool size at which supply is first drawn, to learn how much one more GPU adds. */
const meanSample = 100

/**
 * Makes a random market that looks like one: list prices of real providers, jobs of 1 to 32 GPUs for part of the
 * horizon, several classes, regions and tiers, all-or-nothing and divisible, fluid and contiguous. Few intents per pool
 * make it thin (each job moves prices), many make it thick: pools are sized to meet `load`.
 *
 * @example
 * ```ts
 * const thin = generateProblem({ seed: 1, intents: 40, pools: 40, slots: 6 })
 * const thick = generateProblem({ seed: 1, intents: 500, pools: 24, slots: 12 })
 * ```
 */
export function generateProblem({
  seed,
  intents = 200,
  pools = 32,
  slots = 12,
  load = 1,
  slotSeconds = 3600n,
}: GenerateProblemOptions): Problem {
  const firstSlot = 1_790_000_000n / slotSeconds + 1n
  const horizon = { token, slots, slotSeconds, firstSlot }
  const demand = generateDemand({ ...horizon, random: createRandom(seed), intents })
  const supply = (gpus: number): Snapshot =>
    generateSupply({ ...horizon, random: createRandom(seed ^ 0x5eed), pools, gpus })
  const wanted = demand.reduce((sum, { intent }) => sum + Number(intent.work), 0)
  return createProblem({
    auctionHash: randomHex(createRandom(seed), 32),
    deployment: { chainId: 31337, settlement, token, protocolFeePips: 50_000n },
    intents: demand,
    snapshot: supply(meanGpus(wanted, load, supply(meanSample))),
  })
}
