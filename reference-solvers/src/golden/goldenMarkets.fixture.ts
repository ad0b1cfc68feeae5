import type { GenerateProblemOptions } from '@walras/solver-kit'

export interface GoldenMarket extends Omit<GenerateProblemOptions, 'maxGas'> {
  /** Base units. */
  optimum: number
}

/**
 * Markets whose best score is known by trying everything (`bestScore`): three intents, two pools, one slot of four seconds,
 * as `tiny` says. Rules about average prices, fairness and whole units included.
 */
export const enumeratedMarkets: readonly { seed: number; optimum: number }[] = [
  { seed: 29, optimum: 188 },
  { seed: 66, optimum: 353 },
  { seed: 77, optimum: 390 },
  { seed: 121, optimum: 240 },
  { seed: 124, optimum: 451 },
  { seed: 128, optimum: 1441 },
]

/**
 * Markets whose highest welfare an integer program proved to within 0.01 bp (`solveMarketMip`). No score is above it; whole
 * units and fairness keep every score a little below. Without a limit to gas.
 */
export const provenMarkets: readonly GoldenMarket[] = [
  { seed: 11, intents: 12, pools: 8, slots: 1, optimum: 4_027_519 },
  { seed: 12, intents: 12, pools: 8, slots: 2, optimum: 3_788_155 },
  { seed: 13, intents: 20, pools: 10, slots: 3, optimum: 14_373_434 },
  { seed: 14, intents: 20, pools: 8, slots: 1, rules: 'whole', optimum: 16_157_083 },
  { seed: 15, intents: 20, pools: 12, slots: 2, rules: 'whole', load: 2, optimum: 6_277_155 },
  { seed: 16, intents: 20, pools: 10, slots: 1, rules: 'few-pools', optimum: 44_729_233 },
  { seed: 17, intents: 20, pools: 16, slots: 2, rules: 'few-pools', load: 0.7, optimum: 12_272_934 },
  { seed: 18, intents: 12, pools: 6, slots: 4, rules: 'contiguous', optimum: 47_395_677 },
  { seed: 19, intents: 40, pools: 20, slots: 4, rules: 'divisible', optimum: 99_727_232 },
]
