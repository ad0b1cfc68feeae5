import type { Strategies } from '@walras/solver-kit'
import { bestPool } from './baselines/bestPool.ts'
import { grid } from './baselines/grid.ts'
import { greedyArrival, greedyValue } from './greedy/greedy.ts'
import { linear } from './linear/linear.ts'
import { waterfill } from './waterfill/waterfill.ts'

/** The reference strategies by name, from the simplest to the strongest. */
export const strategies = {
  'best-pool': bestPool,
  'greedy-arrival': greedyArrival,
  'greedy-value': greedyValue,
  'grid-5pct': grid,
  waterfill,
  linear,
} as const satisfies Strategies
