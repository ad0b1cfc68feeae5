import type { Problem } from '../../market/Problem.ts'
import { createRandom, type Random } from '../random.ts'
import { arrivalGapDeciles, flexibleShare, jobFacts } from './jobFacts.ts'
import {
  type AcceptedClass,
  type MarketFromFactsParameters,
  marketFromFacts,
  type WantedJob,
} from './marketFromFacts.ts'
import { offerFacts, offersByRegion, offersBySize } from './offerFacts.ts'

export interface GenerateFactsProblemOptions
  extends Pick<MarketFromFactsParameters, 'seed' | 'slotSeconds' | 'load' | 'rules' | 'maxGas'> {
  /** Default 200. */
  intents?: number
  /** Default 32. */
  pools?: number
  /** Default 12. */
  slots?: number
}

/** Somewhere between two neighbouring deciles. */
function drawQuantile(random: Random, deciles: readonly number[]): number {
  const at = random.between(0, deciles.length - 1)
  const [low, high] = [deciles[Math.floor(at)] ?? 0, deciles[Math.ceil(at)] ?? 0]
  return low + (high - low) * (at - Math.floor(at))
}

const classWeights = offerFacts.map((fact, index) => [index, fact.offers] as const)

function drawAccepted(random: Random): [AcceptedClass, ...AcceptedClass[]] {
  const first = random.pick(classWeights)
  const others = random.chance(flexibleShare) ? random.integer(1, 3) : 0
  const option = (index: number): AcceptedClass => ({ gpuClass: offerFacts[index % offerFacts.length]?.gpuClass ?? '' })
  return [option(first), ...Array.from({ length: others }, (_, other) => option(first + other + 1))]
}

/**
 * A market whose prices, sizes, durations, regions and rhythm of arrival are drawn from published figures: `offerFacts` and
 * `jobFacts`, with sources. See {@link marketFromFacts} for what is not published. Ids are drawn, not hashed.
 *
 * @example
 * ```ts
 * const thin = generateFactsProblem({ seed: 1, intents: 60, pools: 40, slots: 12 })
 * const thick = generateFactsProblem({ seed: 1, intents: 5_000, pools: 80, slots: 12, maxGas: Infinity })
 * ```
 */
export function generateFactsProblem({
  intents = 200,
  pools = 32,
  slots = 12,
  ...rest
}: GenerateFactsProblemOptions): Problem {
  const random = createRandom(rest.seed)
  let clock = 0
  const jobs = Array.from({ length: intents }, (): WantedJob => {
    const { gpus, durationDeciles } = random.pick(jobFacts.map((fact) => [fact, fact.jobs] as const))
    clock += drawQuantile(random, arrivalGapDeciles)
    const durationSeconds = drawQuantile(random, durationDeciles)
    return { gpus, durationSeconds, arrivalSeconds: clock, accepts: drawAccepted(random) }
  })
  const offers = Array.from({ length: pools }, () => {
    const { gpuClass, least, median, most } = random.pick(offerFacts.map((fact) => [fact, fact.offers] as const))
    const usdPerGpuHour = drawQuantile(random, [least, median, most])
    return { gpuClass, usdPerGpuHour, region: random.pick(offersByRegion), gpus: random.pick(offersBySize) }
  })
  return marketFromFacts({ ...rest, slots, jobs, offers })
}
