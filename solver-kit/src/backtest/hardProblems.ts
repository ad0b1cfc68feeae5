import type { Problem } from '../market/Problem.ts'
import { type CraftedIntent, type CraftProblemParameters, craftProblem } from './craftProblem.ts'
import { generateProblem } from './generateProblem.ts'

export interface HardProblem {
  name: string
  problem: Problem
}

const hour = 3600n
/** An H100-hour at 2.4 USD: a little above the default pool's prices. */
const usual: CraftedIntent = { work: hour, maxPayment: 2_400_000n }

function many(count: number, intent: (index: number) => CraftedIntent): CraftedIntent[] {
  return Array.from({ length: count }, (_, index) => intent(index))
}

const crafted: Readonly<Record<string, CraftProblemParameters>> = {
  'no pools': { pools: [], intents: [usual] },
  'no intents': { pools: [{}], intents: [] },
  'one intent, one pool': { pools: [{ gpus: 8 }], intents: [usual] },
  'nobody can pay': { pools: [{ gpus: 8 }], intents: many(5, () => ({ ...usual, maxPayment: 1_000n })) },
  'nothing of the wanted class': {
    pools: [{ gpuClass: 'l4-24gb', gpus: 8 }],
    intents: [usual],
  },
  'no capacity': { pools: [{ gpus: 0 }], intents: [usual] },
  'sold out': { pools: [{ gpus: 1, sold: [hour] }], intents: [usual] },
  'one unit left': { pools: [{ gpus: 1, sold: [hour - 1n] }], intents: [{ ...usual, minWork: 1n }] },
  'equal pools, equal intents': { pools: many4(), intents: many(9, () => ({ ...usual, minWork: 1n })) },
  'cheap and dear pool of one product': {
    pools: [
      { prices: [300, 310], gpus: 2 },
      { prices: [550, 560], gpus: 8 },
    ],
    intents: many(6, (index) => ({
      ...usual,
      work: hour * BigInt(1 + (index % 3)),
      maxPayment: 2_400_000n * BigInt(1 + (index % 3)),
    })),
  },
  'cheap and dear pool, one pool each': {
    pools: [
      { prices: [300, 310], gpus: 2 },
      { prices: [550, 560], gpus: 8 },
    ],
    intents: many(6, () => ({ ...usual, maxPools: 1n })),
  },
  'one wants more than there is': {
    pools: [{ gpus: 4 }],
    intents: [{ work: 100n * hour, maxPayment: 300_000_000n }, usual],
  },
  contiguous: {
    pools: [{ gpus: 4, sold: [0n, hour, 2n * hour, 0n, 4n * hour, 0n] }, { gpus: 2 }],
    slots: 6,
    intents: many(6, (index) => ({
      work: hour * BigInt(1 + index),
      maxPayment: 2_400_000n * BigInt(1 + index),
      contiguous: true,
      ...(index % 2 ? { minWork: hour / 2n } : {}),
    })),
  },
  'whole GPU-slots only': {
    pools: [{ gpus: 3 }, { gpus: 2 }],
    slots: 3,
    intents: many(8, (index) => ({
      ...usual,
      work: hour * BigInt(1 + (index % 4)),
      maxPayment: 2_500_000n * BigInt(1 + (index % 4)),
      minUnits: hour,
    })),
  },
  'more asked per fill than wanted in all': {
    pools: [{ gpus: 3 }],
    intents: [{ ...usual, work: 10n, maxPayment: 5_000_000n, minUnits: hour }],
  },
  'no least fill asked': {
    pools: [{ gpus: 3 }, { gpus: 2, gpuClass: 'b200-sxm-180gb', prices: [1_000, 1_100] }],
    intents: [
      { ...usual, minUnits: 0n },
      {
        ...usual,
        work: 3_601n,
        minWork: 1n,
        minUnits: 0n,
        hardware: [{ gpuClass: 'b200-sxm-180gb', speed: 2_270_000n }],
      },
      {
        ...usual,
        minUnits: 0n,
        hardware: [
          { gpuClass: 'h100-sxm-80gb', speed: 1_000_000n },
          { gpuClass: 'b200-sxm-180gb', speed: 2_270_001n },
        ],
      },
    ],
  },
  'huge and tiny speeds': {
    pools: [
      { gpuClass: 'b200-sxm-180gb', gpus: 2 },
      { gpuClass: 't4-16gb', gpus: 2, prices: [50, 90] },
    ],
    intents: [
      { work: 1_000_000n, maxPayment: 3_000_000n, hardware: [{ gpuClass: 'b200-sxm-180gb', speed: 1_000_000_000n }] },
      { work: 3n, maxPayment: 3_000_000n, hardware: [{ gpuClass: 't4-16gb', speed: 1_000n }] },
      { work: 7n, minWork: 1n, maxPayment: 900_000n, hardware: [{ gpuClass: 't4-16gb', speed: 1_001n }] },
      {
        work: 999_999n,
        minWork: 1n,
        maxPayment: 2_000_000n,
        hardware: [{ gpuClass: 'b200-sxm-180gb', speed: 999_999_937n }],
      },
    ],
  },
  'as much money and work as there can be': {
    pools: [{ gpus: 2 }],
    intents: [
      { work: 2n ** 96n, minWork: 1n, maxPayment: 2n ** 96n },
      { work: 1n, maxPayment: 2n ** 96n },
      { work: 2n ** 96n, minWork: 1n, maxPayment: 1n },
      usual,
    ],
  },
  'a unit each': { pools: [{ gpus: 1, prices: [1, 2] }], intents: many(20, () => ({ work: 1n, maxPayment: 3n })) },
  'limits that averages break': {
    pools: [{ gpus: 4, prices: [300, 900] }],
    intents: many(8, (index) => ({ ...usual, work: hour / 2n, maxPayment: BigInt(600_000 + index * 130_000) })),
  },
  'another token': {
    pools: [{ gpus: 4 }],
    intents: [{ ...usual, token: '0x000000000000000000000000000000000000dEaD' }, usual],
  },
}

function many4(): CraftProblemParameters['pools'] {
  return [{ gpus: 2 }, { gpus: 2 }, { gpus: 2 }, { gpus: 2 }]
}

/**
 * Small markets that have broken solvers: nothing to sell, nothing to win, everything equal, numbers at the edge of what
 * an intent may say; and seeded random ones, thin and thick.
 */
export function hardProblems(): HardProblem[] {
  const random = [
    { seed: 1, intents: 12, pools: 20, slots: 3 },
    { seed: 2, intents: 30, pools: 4, slots: 2, load: 3 },
    { seed: 3, intents: 40, pools: 24, slots: 6 },
    { seed: 4, intents: 40, pools: 24, slots: 6, load: 0.3 },
    { seed: 5, intents: 80, pools: 6, slots: 12, slotSeconds: 60n },
    { seed: 6, intents: 100, pools: 32, slots: 12, load: 1.5 },
  ]
  return [
    ...Object.entries(crafted).map(([name, parameters]) => ({ name, problem: craftProblem(parameters) })),
    ...random.map((options) => ({
      name: `random ${JSON.stringify(options, (_, value) => (typeof value === 'bigint' ? Number(value) : value))}`,
      problem: generateProblem(options),
    })),
  ]
}
