import { buildIntent, defaultSpeed, type Pool, type SignedIntent } from '@walras/intents-schema'
import { type Address, concat } from 'viem'
import { maxSettlementGas, type Problem, prepareProblem } from '../../market/Problem.ts'
import { createSlugIds, generateLadder, unitPrice } from '../generateSupply.ts'
import { createCountedHex } from '../hexSource.ts'
import { drawLeastShare, drawSpread, type IntentRules, keepRules } from '../intentRules.ts'
import { createRandom } from '../random.ts'

/** Machines that somebody offered. */
export interface OfferedMachines {
  /** Slug of the catalogue. */
  gpuClass: string
  /** Slug of the catalogue. */
  region: string
  usdPerGpuHour: number
  /** Beside other offers; `load` decides how many there are. */
  gpus: number
}

/** A class that a job accepts. */
export interface AcceptedClass {
  /** Slug of the catalogue. */
  gpuClass: string
  /** Millionths of an H100. Default: the catalogue's. */
  speed?: bigint
}

/** A job that somebody ran. */
export interface WantedJob {
  gpus: number
  durationSeconds: number
  /** On any clock: only the order and the relative distances count. */
  arrivalSeconds: number
  /** The one it ran on first. */
  accepts: readonly [AcceptedClass, ...AcceptedClass[]]
}

export interface MarketFromFactsParameters {
  seed: number
  offers: readonly OfferedMachines[]
  jobs: readonly WantedJob[]
  slots: number
  /** Default 3600. */
  slotSeconds?: bigint | undefined
  /** Work wanted relative to work on offer. Default 1. */
  load?: number | undefined
  /** Default `mixed`. */
  rules?: IntentRules | undefined
  /** Default {@link maxSettlementGas}. */
  maxGas?: number | undefined
}

const token: Address = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48'

function speedOf({ gpuClass, speed }: AcceptedClass): bigint {
  return speed ?? defaultSpeed(gpuClass) ?? 1_000_000n
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}

/** Base units per H100-second at the median list price of the cheapest accepted class; of the first if none is listed. */
function listPriceOfWork({ accepts }: WantedJob, medians: ReadonlyMap<string, number>): number {
  const listed = accepts.flatMap((option) => {
    const usd = medians.get(option.gpuClass)
    return usd === undefined ? [] : [(unitPrice(usd) * 1e6) / Number(speedOf(option))]
  })
  return listed.length > 0 ? Math.min(...listed) : unitPrice(2)
}

/**
 * Makes a market of what others offered and ran. Theirs are classes, places, prices, sizes, durations, substitutes, and the
 * order and rhythm of arrival. Not theirs, but drawn as in `generateProblem`, because nobody publishes them: ladders around
 * the list prices, what is sold already, limits (0.9 to 1.6 times the list price), rules, and the slack after a job's
 * duration. Jobs arrive over the first half of the horizon and are cut at its end; all pools are of tier 0.
 */
export function marketFromFacts({
  seed,
  offers,
  jobs,
  slots,
  slotSeconds = 3600n,
  load = 1,
  rules = 'mixed',
  maxGas = maxSettlementGas,
}: MarketFromFactsParameters): Problem {
  const random = createRandom(seed)
  const hex = createCountedHex()
  const idOf = createSlugIds()
  const seconds = Number(slotSeconds)
  const firstSlot = 1_790_000_000n / slotSeconds + 1n
  const medians = new Map(
    [...Map.groupBy(offers, ({ gpuClass }) => gpuClass)].map(([gpuClass, own]) => [
      gpuClass,
      median(own.map(({ usdPerGpuHour }) => usdPerGpuHour)),
    ]),
  )
  const arrivals = jobs.map(({ arrivalSeconds }) => arrivalSeconds)
  const earliest = arrivals.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY)
  const span = Math.max(1, arrivals.reduce((most, time) => Math.max(most, time), 0) - earliest)

  let wanted = 0
  const intents = jobs.map((job, index): SignedIntent => {
    const duration = Math.min(job.durationSeconds, slots * seconds)
    const length = Math.max(1, Math.ceil(duration / seconds))
    const arrival = Math.floor(((job.arrivalSeconds - earliest) / span) * (slots / 2))
    const start = Math.min(arrival, slots - length)
    const end = Math.min(slots, start + length + random.integer(0, Math.ceil(slots / 3)))
    const work = Math.max(1, Math.round((job.gpus * duration * Number(speedOf(job.accepts[0]))) / 1e6))
    const limit = work * listPriceOfWork(job, medians) * random.between(0.9, 1.6)
    const drawn = {
      work: BigInt(work),
      minWork: BigInt(Math.max(1, Math.round(work * drawLeastShare(random)))),
      ...drawSpread(random, slotSeconds),
    }
    if (job.accepts.some(({ gpuClass }) => medians.has(gpuClass))) wanted += work
    const unsigned = buildIntent({
      owner: hex(random, 20),
      token,
      maxPayment: BigInt(Math.max(1, Math.round(limit))),
      hardware: job.accepts.map((option) => ({ gpuClass: option.gpuClass, speed: speedOf(option) })),
      startAfter: (firstSlot + BigInt(start)) * slotSeconds,
      finishBy: (firstSlot + BigInt(end)) * slotSeconds,
      validUntil: firstSlot * slotSeconds,
      nonce: BigInt(index),
      ...keepRules(rules, drawn, index),
    })
    return { ...unsigned, signature: concat([hex(random, 32), hex(random, 32), '0x1b']) }
  })

  const perGpu = slots * seconds
  const offered =
    offers.reduce((sum, { gpuClass, gpus }) => sum + gpus * Number(speedOf({ gpuClass })) * perGpu, 0) / 1e6
  const scale = wanted / load / Math.max(1, offered)
  const pools = offers.map(({ gpuClass, region, usdPerGpuHour, gpus }): Pool => {
    const size = Math.max(1, Math.round(gpus * scale))
    return {
      id: hex(random, 32),
      operator: hex(random, 20),
      gpuClass: idOf(gpuClass),
      region: idOf(region),
      tier: 0,
      token,
      ladder: generateLadder(random, usdPerGpuHour, seconds),
      slots: Array.from({ length: slots }, (_, index) => {
        const busy = random.next() * random.next() * (1 - index / (slots + 1))
        return { slot: firstSlot + BigInt(index), gpus: size, sold: BigInt(Math.floor(busy * size * seconds)) }
      }),
    }
  })
  return prepareProblem({
    auctionHash: hex(random, 32),
    token,
    protocolFeePips: 50_000n,
    maxGas,
    intents: intents.map((signed) => ({ id: hex(random, 32), signed })),
    snapshot: {
      blockNumber: 1_000n,
      blockHash: hex(random, 32),
      timestamp: firstSlot * slotSeconds - 60n,
      slotSeconds,
      firstSlot,
      slotCount: slots,
      pools: pools.sort((a, b) => (a.id < b.id ? -1 : 1)),
    },
  })
}
