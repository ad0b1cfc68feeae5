import { buildIntent, defaultSpeed, type SignedIntent } from '@walras/intents-schema'
import { type Address, concat } from 'viem'
import { classOffers, unitPrice } from './generateSupply.ts'
import type { HexSource } from './hexSource.ts'
import { drawLeastShare, drawSpread, type IntentRules, keepRules } from './intentRules.ts'
import type { Random } from './random.ts'

const regionChoices = [
  [[], 4],
  [['eu-north', 'eu-west'], 4],
  [['us-east', 'us-west'], 3],
  [['eu-north'], 1],
  [['us-east'], 1],
] as const satisfies readonly (readonly [readonly string[], number])[]

const microSpeed = 1_000_000

interface Option {
  gpuClass: string
  speed: bigint
  /** Base units per H100-second at list price. */
  workPrice: number
}

function catalogueOption({ slug, listPrice }: (typeof classOffers)[number]): Option {
  const speed = Number(defaultSpeed(slug))
  return { gpuClass: slug, speed: BigInt(speed), workPrice: (unitPrice(listPrice) * microSpeed) / speed }
}

const onlyClass: readonly [Option] = [catalogueOption(classOffers[0])]

/** Acceptable classes; most buyers take the catalogue's speeds, some sign what they measured. */
function generateHardware(random: Random, measuredShare: number): readonly [Option, ...Option[]] {
  const measured = random.chance(measuredShare)
  const option = ({ slug, listPrice }: (typeof classOffers)[number]): Option => {
    const speed = Math.round(Number(defaultSpeed(slug)) * (measured ? random.between(0.8, 1.25) : 1))
    return { gpuClass: slug, speed: BigInt(speed), workPrice: (unitPrice(listPrice) * microSpeed) / speed }
  }
  const primary = random.pick(classOffers.map((offer) => [offer, offer.weight] as const))
  const others = classOffers.filter((offer) => offer !== primary)
  const substitutes = random.pick([
    [0, 4],
    [1, 4],
    [2, 2],
    [5, 1],
  ])
  const chosen = others.filter((_, index) => random.chance(substitutes / (others.length - index * 0.1)))
  return [option(primary), ...chosen.map(option)]
}

export interface GenerateDemandParameters {
  random: Random
  token: Address
  intents: number
  slots: number
  slotSeconds: bigint
  firstSlot: bigint
  hex: HexSource
  rules: IntentRules
  /** Everybody wants the first class of {@link classOffers} alone, anywhere, at the catalogue's speed. */
  singleClass: boolean
  /** Share of the buyers that sign speeds of their own. */
  measuredShare: number
}

/** Jobs of 1 to 32 GPUs for some slots; limits of 0.9 to 1.6 times what the cheapest acceptable class lists at. */
export function generateDemand(parameters: GenerateDemandParameters): SignedIntent[] {
  const { random, token, slots, slotSeconds, firstSlot, hex, rules, singleClass } = parameters
  return Array.from({ length: parameters.intents }, (_, index) => {
    const drawn = generateHardware(random, parameters.measuredShare)
    const hardware = singleClass ? onlyClass : drawn
    const gpus = random.pick([
      [1, 4],
      [2, 3],
      [4, 3],
      [8, 4],
      [16, 1],
      [32, 0.5],
    ])
    const duration = random.integer(1, Math.max(1, Math.ceil(slots / 3)))
    const start = random.integer(0, Math.max(0, slots - duration))
    const slack = random.integer(0, slots - duration)
    const end = Math.min(slots, start + duration + slack)
    const work = Math.max(
      1,
      Math.round((gpus * duration * Number(slotSeconds) * Number(hardware[0].speed)) / microSpeed),
    )
    const workPrice = Math.min(...hardware.map((option) => option.workPrice)) * random.between(0.9, 1.6)
    const leastShare = drawLeastShare(random)
    const owner = hex(random, 20)
    const place = {
      regions: random.pick<readonly string[]>(regionChoices),
      minTier: random.pick([
        [0n, 6],
        [1n, 3],
        [2n, 1],
      ]),
    }
    const drawnRules = {
      work: BigInt(work),
      minWork: BigInt(Math.max(1, Math.round(work * leastShare))),
      ...drawSpread(random, slotSeconds),
    }
    const unsigned = buildIntent({
      owner,
      token,
      maxPayment: BigInt(Math.max(1, Math.round(work * workPrice))),
      hardware: hardware.map(({ gpuClass, speed }) => ({ gpuClass, speed })),
      ...(singleClass ? { regions: [], minTier: 0n } : place),
      startAfter: (firstSlot + BigInt(start)) * slotSeconds,
      finishBy: (firstSlot + BigInt(end)) * slotSeconds,
      validUntil: firstSlot * slotSeconds,
      ...keepRules(rules, drawnRules, index),
      nonce: BigInt(hex(random, 32)),
    })
    // Nobody's key signed it: the rules of an auction do not look at signatures, admission did.
    return { ...unsigned, signature: concat([hex(random, 32), hex(random, 32), '0x1b']) }
  })
}
