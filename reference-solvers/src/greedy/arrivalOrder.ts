import type { Problem } from '@walras/solver-kit/portable'

/**
 * Intents in the order in which they came. An auction says nothing of it, and ids are hashes: their order is as good as any
 * that does not look at what an intent wants.
 */
export function arrivalOrder({ intents }: Problem): number[] {
  return [...intents.keys()]
}
