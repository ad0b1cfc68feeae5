import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Seeded draws: the same seed makes the same market everywhere. */
export interface Draw {
  /** An integer in [least, most]. */
  integer(least: number, most: number): number
  /** True with the given probability, to a thousandth. */
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** `count` different elements, or all if there are fewer. */
  sample<T>(list: readonly T[], count: number): T[]
}

export function createDraw(seed: number): Draw {
  const generator = xoroshiro128plus(seed)
  const integer = (least: number, most: number): number => uniformInt(generator, least, most)
  const pick = <T>(list: readonly T[]): T => {
    const found = list[integer(0, list.length - 1)]
    if (found === undefined) throw new RangeError('Nothing to pick from.')
    return found
  }
  return {
    integer,
    pick,
    chance: (probability) => integer(1, 1000) <= probability * 1000,
    sample: (list, count) => {
      const left = [...list]
      return Array.from({ length: Math.min(count, list.length) }, () => {
        const [taken] = left.splice(integer(0, left.length - 1), 1)
        return taken as (typeof list)[number]
      })
    },
  }
}
