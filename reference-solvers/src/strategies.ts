import type { Strategies } from '@walras/solver-kit'
import { greedy } from './greedy/greedy.ts'
import { linear } from './linear/linear.ts'
import { waterfill } from './waterfill/waterfill.ts'

/** The reference strategies by name, from the simplest to the strongest. */
export const strategies = { greedy, waterfill, linear } as const satisfies Strategies
