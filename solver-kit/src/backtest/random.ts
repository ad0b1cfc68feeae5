/** A stream of random numbers that is the same on every machine for the same seed. Not for secrets. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [low, high). */
  between(low: number, high: number): number
  /** Uniform integer, both ends included. */
  integer(low: number, high: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One of `choices`, by weight. */
  pick<T>(choices: readonly (readonly [choice: T, weight: number])[]): T
}

/** mulberry32 by Tommy Ettinger (public domain): 32 bits of state, passes gjrand; ample for test data. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick(choices) {
      const total = choices.reduce((sum, [, weight]) => sum + weight, 0)
      let at = next() * total
      for (const [choice, weight] of choices) {
        at -= weight
        if (at < 0) return choice
      }
      const last = choices.at(-1)
      if (!last) throw new RangeError('There is nothing to pick from.')
      return last[0]
    },
  }
}
