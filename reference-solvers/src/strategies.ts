import type { Strategies } from '@walras/solver-kit'
import { anytime } from './anytime/anytime.ts'
import { bestPool } from './baselines/bestPool.ts'
import { grid } from './baselines/grid.ts'
import { clearing } from './clearing/clearing.ts'
import { greedyArrival, greedyValue } from './greedy/greedy.ts'
import { linear } from './linear/linear.ts'
import { linearInteger } from './linear/linearInteger.ts'
import { waterfill } from './waterfill/waterfill.ts'

/** The reference strategies by name, from the simplest to the strongest. */
export const strategies = {
  'best-pool': bestPool,
  'greedy-arrival': greedyArrival,
  'greedy-value': greedyValue,
  'grid-5pct': grid,
  waterfill,
  clearing,
  linear,
  'linear-integer': linearInteger,
  anytime,
} as const satisfies Strategies
