import type { Solution } from '@walras/intents-schema'
import { type Problem, prepareProblem } from '@walras/solver-kit'

/**
 * The batch after one: those who were served are gone with what they bought, the first so many of them; as many new ones
 * have come, from another market that is made alike.
 */
export function nextBatch(problem: Problem, solution: Solution, other: Problem, changed: number): Problem {
  const served = [...new Set(solution.fills.map(({ intent }) => intent))].slice(0, changed)
  const gone = new Set(served)
  const taken = new Map<string, bigint>()
  for (const { intent, pool, slot, units } of solution.fills) {
    if (!gone.has(intent)) continue
    const cell = `${pool} ${slot}`
    taken.set(cell, (taken.get(cell) ?? 0n) + units)
  }
  const { snapshot } = problem
  const pools = snapshot.pools.map((pool, index) => ({
    ...pool,
    slots: pool.slots.map((slot, at) => {
      return { ...slot, sold: slot.sold + (taken.get(`${index} ${snapshot.firstSlot + BigInt(at)}`) ?? 0n) }
    }),
  }))
  const kept = problem.intents.filter((_, index) => !gone.has(index))
  const known = new Set(kept.map(({ id }) => id))
  const come = other.intents.filter(({ id }) => !known.has(id)).slice(0, served.length)
  return prepareProblem({ ...problem, intents: [...kept, ...come], snapshot: { ...snapshot, pools } })
}
