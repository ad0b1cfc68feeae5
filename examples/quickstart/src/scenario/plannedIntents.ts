import { type BuildIntentParameters, defaultSpeed } from '@walras/intents-schema'
import { type JobFact, jobFacts } from '../facts/jobFacts.ts'
import { substitutionSets } from '../facts/substitutionSets.ts'
import type { Draw } from './draw.ts'
import type { PlannedPool } from './plannedPools.ts'

/** What an intent asks, before it has an owner and a market. */
export type PlannedIntent = Omit<BuildIntentParameters, 'owner' | 'token' | 'validUntil'>

interface Horizon {
  slotSeconds: bigint
  /** First slot that pools offer. */
  firstSlot: bigint
  slotCount: number
}

/** How many classes a task accepts, as often as in the production cluster of the facts. */
function acceptedClasses(draw: Draw): number {
  const ticket = draw.integer(1, 1000) / 1000
  let seen = 0
  for (const { gpuClasses, share } of substitutionSets) {
    seen += share
    if (ticket <= seen) return gpuClasses.length
  }
  return 1
}

/** The class asked for and those nearest to it in speed. */
function chooseHardware(draw: Draw, pools: readonly PlannedPool[]): [string, ...string[]] {
  const first = draw.pick(pools).listPrice.gpuClass
  const distance = (slug: string): number => Math.abs(Number(defaultSpeed(slug)) - Number(defaultSpeed(first)))
  const others = [...new Set(pools.map(({ listPrice }) => listPrice.gpuClass))]
    .filter((slug) => slug !== first)
    .sort((a, b) => distance(a) - distance(b))
  return [first, ...others.slice(0, acceptedClasses(draw) - 1)]
}

function chooseRegions(draw: Draw, hardware: readonly string[], pools: readonly PlannedPool[]): string[] {
  if (draw.chance(0.5)) return []
  const regions = new Set(
    pools.filter(({ listPrice }) => hardware.includes(listPrice.gpuClass)).map(({ listPrice }) => listPrice.region),
  )
  return draw.sample([...regions], draw.integer(1, 3)).sort()
}

/** Cheapest list price for an H100-second of work among the pools that qualify, in base units. */
function cheapestWork(hardware: readonly string[], regions: readonly string[], pools: readonly PlannedPool[]): number {
  const prices = pools
    .filter(({ listPrice }) => hardware.includes(listPrice.gpuClass))
    .filter(({ listPrice }) => regions.length === 0 || regions.includes(listPrice.region))
    .map(({ price, listPrice }) => (price * 1e6) / Number(defaultSpeed(listPrice.gpuClass)))
  return Math.min(...prices)
}

function planIntent(draw: Draw, job: JobFact, pools: readonly PlannedPool[], horizon: Horizon): PlannedIntent {
  const hardware = chooseHardware(draw, pools)
  const regions = chooseRegions(draw, hardware, pools)
  const gpuSeconds = BigInt(job.gpus * job.durationSeconds)
  const speed = defaultSpeed(hardware[0]) ?? 1n
  const scaled = (gpuSeconds * speed) / 1_000_000n
  const work = scaled > 60n ? scaled : 60n
  const hours = Math.ceil(job.durationSeconds / Number(horizon.slotSeconds))
  const slots = Math.min(horizon.slotCount, hours + draw.integer(1, 6))
  const value = (cheapestWork(hardware, regions, pools) * draw.integer(90, 170)) / 100
  const contiguous = draw.chance(0.1) && hours <= 4
  return {
    work,
    minWork: draw.chance(0.5) ? work : (work * BigInt(draw.integer(30, 80))) / 100n || 1n,
    maxPayment: BigInt(Math.ceil(value * Number(work))),
    hardware,
    regions,
    minTier: draw.chance(0.2) ? 1n : 0n,
    startAfter: horizon.firstSlot * horizon.slotSeconds,
    finishBy: (horizon.firstSlot + BigInt(slots)) * horizon.slotSeconds,
    // No slivers: ten minutes of a GPU at a time, for jobs that take long enough.
    minUnits: draw.chance(0.2) && gpuSeconds >= 7200n ? 600n : 1n,
    maxPools: BigInt(draw.integer(2, 8)),
    contiguous,
  }
}

/** `count` jobs of real sizes and durations, with limits from 0.9 to 1.7 of the cheapest list price for their work. */
export function planIntents(
  draw: Draw,
  count: number,
  pools: readonly PlannedPool[],
  horizon: Horizon,
): PlannedIntent[] {
  return Array.from({ length: count }, () => planIntent(draw, draw.pick(jobFacts), pools, horizon))
}
