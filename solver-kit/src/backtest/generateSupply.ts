import { type Ladder, type Pool, type PoolTerms, type Snapshot, slugId } from '@walras/intents-schema'
import type { Address, Hex } from 'viem'
import { tickAtPrice } from '../market/ladderAround.ts'
import type { HexSource } from './hexSource.ts'
import type { Random } from './random.ts'

export interface ClassOffer {
  slug: string
  /** USD per GPU-hour. */
  listPrice: number
  /** How much of the market it is. */
  weight: number
}

/**
 * List prices: median on-demand offers of 18 providers in skypilot-org/skypilot `shadeform/vms.csv` (2025-10-12), where
 * 8×H100 shapes start at 1.79 USD an hour and GPU; MI300X by its vendor's resellers. Weights: what demand looks like.
 */
export const classOffers: readonly [ClassOffer, ...ClassOffer[]] = [
  { slug: 'h100-sxm-80gb', listPrice: 2.4, weight: 8 },
  { slug: 'h200-sxm-141gb', listPrice: 3.2, weight: 4 },
  { slug: 'b200-sxm-180gb', listPrice: 4.7, weight: 2 },
  { slug: 'a100-sxm-80gb', listPrice: 1.5, weight: 4 },
  { slug: 'l40s-48gb', listPrice: 1.2, weight: 2 },
  { slug: 'mi300x-192gb', listPrice: 2.6, weight: 1 },
]

const offerWeights = classOffers.map((offer) => [offer, offer.weight] as const)

export const regionWeights = [
  ['eu-north', 4],
  ['us-east', 4],
  ['eu-west', 2],
  ['us-west', 2],
] as const

/** USD per GPU-hour in 6-decimal base units per GPU-second. */
export function unitPrice(usdPerHour: number): number {
  return (usdPerHour * 1e6) / 3600
}

/** 1 to 3 ranges upwards from the list price; together they sell exactly one GPU's slot per GPU. */
export function generateLadder(random: Random, listPrice: number, slotSeconds: number): Ladder {
  const shares = random.pick<readonly number[]>([
    [[1], 3],
    [[0.7, 0.3], 4],
    [[0.5, 0.3, 0.2], 3],
  ])
  let low = unitPrice(listPrice) * random.between(0.75, 1.1)
  return shares.map((share) => {
    const high = low * random.between(1.06, 1.3)
    const [tickLower, tickUpper] = [tickAtPrice(low), tickAtPrice(high)]
    const perLiquidity = 1.0001 ** (-tickLower / 2) - 1.0001 ** (-tickUpper / 2)
    low =
      high *
      random.pick([
        [1, 3],
        [1.03, 1],
        [1.1, 1],
      ])
    return { tickLower, tickUpper, liquidityPerGpu: BigInt(Math.ceil((share * slotSeconds) / perLiquidity)) }
  })
}

export interface GenerateSupplyParameters {
  random: Random
  token: Address
  pools: number
  slots: number
  slotSeconds: bigint
  firstSlot: bigint
  /** Mean GPUs of a pool. */
  gpus: number
  hex: HexSource
  /** Names a pool. */
  name: (terms: PoolTerms) => Hex
  /** All pools are one product a slot: the first class of {@link classOffers}, first region, tier 0. */
  singleClass: boolean
}

/** Slugs are few and hashing is slow. */
export function createSlugIds(): (slug: string) => Hex {
  const known = new Map<string, Hex>()
  return (slug) => {
    const id = known.get(slug) ?? slugId(slug)
    known.set(slug, id)
    return id
  }
}

/** Operators with idle hours: some slots are not offered, near ones are partly sold already. */
export function generateSupply(parameters: GenerateSupplyParameters): Snapshot {
  const { random, token, slots, slotSeconds, firstSlot, hex, name, singleClass } = parameters
  const idOf = createSlugIds()
  const pools = Array.from({ length: parameters.pools }, (): Pool => {
    const drawn = random.pick(offerWeights)
    const offer = singleClass ? classOffers[0] : drawn
    const operator = hex(random, 20)
    const region = random.pick(regionWeights)
    const tier = random.pick([
      [0, 5],
      [1, 4],
      [2, 1],
    ])
    const terms = {
      operator,
      gpuClass: idOf(offer.slug),
      region: idOf(singleClass ? regionWeights[0][0] : region),
      tier: singleClass ? 0 : tier,
      token,
      ladder: generateLadder(random, offer.listPrice, Number(slotSeconds)),
    }
    const relativeSize = random.pick([
      [0.25, 3],
      [0.75, 4],
      [1.5, 2],
      [3, 1],
    ])
    const size = Math.max(1, Math.round(parameters.gpus * relativeSize * random.between(0.7, 1.4)))
    return {
      ...terms,
      id: name(terms),
      slots: Array.from({ length: slots }, (_, index) => {
        const gpus = random.chance(0.05) ? 0 : size
        const busy = random.chance(0.03) ? 1 : random.next() * random.next() * (1 - index / (slots + 1))
        return {
          slot: firstSlot + BigInt(index),
          gpus,
          sold: BigInt(Math.floor(busy * gpus * Number(slotSeconds))),
        }
      }),
    }
  })
  return {
    blockNumber: 1_000n,
    blockHash: hex(random, 32),
    timestamp: firstSlot * slotSeconds - 60n,
    slotSeconds,
    firstSlot,
    slotCount: slots,
    pools: pools.sort((a, b) => (a.id < b.id ? -1 : 1)),
  }
}
