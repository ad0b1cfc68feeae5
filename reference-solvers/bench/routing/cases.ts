import { generateFactsProblem, generateProblem, type Problem } from '@walras/solver-kit'
import { traceMarkets } from '../traces/traceMarkets.ts'

/**
 * What strategies are compared with, besides the certified bound: the optimum by bisection; what an integer program finds, if
 * it proves it to be within a basis point of the optimum; or whatever it finds in time.
 */
export type Oracle = 'bisection' | 'proven-mip' | 'mip'

export interface RoutingCase {
  /** Intents × pools × slots. */
  size: string
  /** What it is. */
  about: string
  /** `undefined` where the data of a traced case is not at hand. */
  make(seed: number): Problem | undefined
  /** Instances of a full run. */
  instances: number
  /** Instances of a quick run; 0 leaves the case out. */
  quick: number
  /** Strategies that a target is about: all instances, and cold times; the others get what they do in a few seconds. */
  inFull?: readonly string[]
  /** Made of files that are not part of the repository. */
  traced?: true
  /** Too large for strategies that look at every arc, and to prove a bound of every instance beside the strategies. */
  large?: true
  oracle?: Oracle
  /** Time for the integer program of one instance in a full run. */
  mipMs?: number
  /** Engines are timed on the first instance's programs. */
  peers?: readonly ('aggregated' | 'monolithic' | 'mip')[]
}

/** A market larger than one transaction: routing alone is measured, not what gas leaves of it. */
const unlimited = { maxGas: Number.POSITIVE_INFINITY, drawnIds: true }

/** Seeds from here on are of markets that are not measured: what prices and compiled code come from. */
export const otherSeeds = 1_000_000

/** The strategies that targets are about. */
const strongest = ['clearing', 'linear', 'linear-integer', 'anytime']

/** Buyers of large markets sign the catalogue's speeds, as wallets propose. */
const large = { ...unlimited, measuredShare: 0 }

/** What a quick run leaves out of large cases. */
export const arcByArc: readonly string[] = ['best-pool', 'greedy-arrival', 'greedy-value', 'grid-5pct', 'waterfill']

/** By name. */
export const routingCases: Readonly<Record<string, RoutingCase>> = {
  tiny: {
    size: '10×10×1',
    about: 'all integer rules',
    make: (seed) => generateProblem({ seed, intents: 10, pools: 10, slots: 1, ...unlimited }),
    inFull: strongest,
    instances: 40,
    quick: 5,
    oracle: 'proven-mip',
    mipMs: 5_000,
  },
  thin: {
    size: '100×50×1',
    about: 'all integer rules',
    make: (seed) => generateProblem({ seed, intents: 100, pools: 50, slots: 1, ...unlimited }),
    inFull: strongest,
    instances: 20,
    quick: 1,
    oracle: 'proven-mip',
    mipMs: 20_000,
    peers: ['aggregated', 'monolithic', 'mip'],
  },
  'few-pools': {
    size: '300×100×1',
    about: 'divisible, over 1, 2 or 4 pools',
    make: (seed) => generateProblem({ seed, intents: 300, pools: 100, slots: 1, rules: 'few-pools', ...unlimited }),
    inFull: strongest,
    instances: 20,
    quick: 1,
    oracle: 'mip',
    mipMs: 5_000,
  },
  single: {
    size: '10000×1000×1',
    large: true,
    about: 'one class, one price, divisible',
    make: (seed) =>
      generateProblem({
        seed,
        intents: 10_000,
        pools: 1_000,
        slots: 1,
        singleClass: true,
        rules: 'divisible',
        ...large,
      }),
    inFull: strongest,
    instances: 20,
    quick: 1,
    oracle: 'bisection',
  },
  joint: {
    size: '10000×1000×1',
    large: true,
    about: '6 classes, 4 regions, 3 tiers; 40 % all or nothing',
    make: (seed) => generateProblem({ seed, intents: 10_000, pools: 1_000, slots: 1, rules: 'whole', ...large }),
    inFull: strongest,
    instances: 20,
    quick: 1,
    peers: ['aggregated', 'monolithic'],
  },
  slots: {
    size: '10000×1000×24',
    large: true,
    about: 'windows; a third wants the same machines in consecutive slots',
    make: (seed) => generateProblem({ seed, intents: 10_000, pools: 1_000, slots: 24, rules: 'contiguous', ...large }),
    inFull: ['clearing'],
    instances: 20,
    quick: 0,
    peers: ['aggregated'],
  },
  huge: {
    size: '100000×10000×1',
    large: true,
    about: 'as joint',
    make: (seed) => generateProblem({ seed, intents: 100_000, pools: 10_000, slots: 1, rules: 'whole', ...large }),
    inFull: ['clearing'],
    instances: 20,
    quick: 0,
    peers: ['aggregated'],
  },
  'facts-thin': {
    size: '60×40×12',
    about: 'published prices, sizes, durations, arrivals; all integer rules',
    make: (seed) =>
      generateFactsProblem({ seed, intents: 60, pools: 40, slots: 12, load: 0.5, maxGas: unlimited.maxGas }),
    instances: 20,
    quick: 1,
  },
  'facts-thick': {
    size: '5000×80×12',
    large: true,
    about: 'the same, thick',
    make: (seed) =>
      generateFactsProblem({ seed, intents: 5_000, pools: 80, slots: 12, load: 0.5, maxGas: unlimited.maxGas }),
    instances: 20,
    quick: 0,
  },
  philly: {
    size: '200×231×24',
    traced: true,
    large: true,
    about: 'jobs of the Philly trace at list prices',
    make: (seed) => traceMarkets.philly(seed, unlimited.maxGas),
    instances: 20,
    quick: 0,
  },
  openb: {
    size: '500×80×12',
    traced: true,
    large: true,
    about: 'tasks and nodes of an Alibaba cluster',
    make: (seed) => traceMarkets.openb(seed, unlimited.maxGas),
    instances: 20,
    quick: 0,
  },
  azure: {
    size: '8819×231×1',
    traced: true,
    large: true,
    about: 'an hour of requests to a language model',
    make: (seed) => traceMarkets.azure(seed, unlimited.maxGas),
    instances: 20,
    quick: 1,
  },
}
