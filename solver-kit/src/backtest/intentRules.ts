import type { ComputeIntent } from '@walras/intents-schema'
import type { Random } from './random.ts'

/**
 * Which integer rules the buyers of a generated market make. `mixed`: all there are. `divisible`: none, so that the market
 * is a convex program. `whole`: most jobs all or nothing, otherwise divisible. `few-pools`: divisible over one, two or four
 * pools. `contiguous`: divisible, every third job on the same machines in consecutive slots.
 */
export type IntentRules = 'mixed' | 'divisible' | 'whole' | 'few-pools' | 'contiguous'

type RuleFields = Pick<ComputeIntent, 'work' | 'minWork' | 'minUnits' | 'maxPools' | 'contiguous'>

/** The least share of its work that a job takes. */
export function drawLeastShare(random: Random): number {
  return random.pick([
    [1, 4],
    [0.5, 3],
    [0, 3],
  ])
}

/** How finely and how widely a job may be spread. */
export function drawSpread(
  random: Random,
  slotSeconds: bigint,
): Pick<RuleFields, 'minUnits' | 'maxPools' | 'contiguous'> {
  return {
    minUnits: random.pick([
      [1n, 5],
      [slotSeconds / 4n, 3],
      [slotSeconds, 2],
    ]),
    maxPools: random.pick([
      [1n, 2],
      [2n, 2],
      [4n, 2],
      [8n, 4],
    ]),
    contiguous: random.chance(0.15),
  }
}

/** As many pools as an intent may name. */
const anyPools = 255n

/** Keeps of the drawn rules those that a market is to have. `index` is the intent's place. */
export function keepRules(rules: IntentRules, drawn: RuleFields, index: number): RuleFields {
  if (rules === 'mixed') return drawn
  const free = { work: drawn.work, minWork: 1n, minUnits: 1n, maxPools: anyPools, contiguous: false }
  if (rules === 'whole') return { ...free, minWork: drawn.minWork }
  if (rules === 'few-pools') return { ...free, maxPools: drawn.maxPools > 4n ? 4n : drawn.maxPools }
  if (rules === 'contiguous') return { ...free, contiguous: index % 3 === 0 }
  return free
}
