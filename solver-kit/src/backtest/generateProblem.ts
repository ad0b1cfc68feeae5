import { defaultSpeed, gpuClassById, poolId, type Snapshot } from '@walras/intents-schema'
import type { Address } from 'viem'
import { createProblem, maxSettlementGas, type Problem, prepareProblem } from '../market/Problem.ts'
import { generateDemand } from './generateDemand.ts'
import { generateSupply } from './generateSupply.ts'
import { createCountedHex, randomHex } from './hexSource.ts'
import type { IntentRules } from './intentRules.ts'
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
  /** Default `mixed`. */
  rules?: IntentRules
  /** All pools sell one product a slot, and all buyers want it at one speed. Default false. */
  singleClass?: boolean
  /** Share of the buyers that sign speeds of their own; the rest takes the catalogue's. Default 0.4. */
  measuredShare?: number
  /** The most gas that settling may take; `Infinity` for a market larger than a transaction. Default {@link maxSettlementGas}. */
  maxGas?: number
  /**
   * Names intents and pools by draws instead of hashes: an eighth of the time at 10,000 intents. Their ids are then not
   * what a chain would call them, and the problem differs from the one with hashes. Default false.
   */
  drawnIds?: boolean
}

const token: Address = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'
const settlement: Address = '0x000000000000000000000000000000000057a7e5'
const protocolFeePips = 50_000n

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
 * const large = generateProblem({ seed: 1, intents: 100_000, pools: 10_000, slots: 1, drawnIds: true, maxGas: Infinity })
 * ```
 */
export function generateProblem({
  seed,
  intents = 200,
  pools = 32,
  slots = 12,
  load = 1,
  slotSeconds = 3600n,
  rules = 'mixed',
  singleClass = false,
  measuredShare = 0.4,
  maxGas = maxSettlementGas,
  drawnIds = false,
}: GenerateProblemOptions): Problem {
  const firstSlot = 1_790_000_000n / slotSeconds + 1n
  const hex = drawnIds ? createCountedHex() : randomHex
  const horizon = { token, slots, slotSeconds, firstSlot, singleClass, hex }
  const demand = generateDemand({ ...horizon, random: createRandom(seed), intents, rules, measuredShare })
  const supply = (gpus: number): Snapshot => {
    const random = createRandom(seed ^ 0x5eed)
    return generateSupply({ ...horizon, random, pools, gpus, name: drawnIds ? () => hex(random, 32) : poolId })
  }
  const wanted = demand.reduce((sum, { intent }) => sum + Number(intent.work), 0)
  const random = createRandom(seed)
  const auctionHash = hex(random, 32)
  const snapshot = supply(meanGpus(wanted, load, supply(meanSample)))
  if (drawnIds) {
    const named = demand.map((signed) => ({ id: hex(random, 32), signed }))
    return prepareProblem({ auctionHash, token, protocolFeePips, maxGas, intents: named, snapshot })
  }
  const deployment = { chainId: 31337, settlement, token, protocolFeePips }
  return createProblem({ auctionHash, deployment, intents: demand, snapshot, maxGas })
}
