import type { Offer } from './Leftovers.ts'

/** The offers of each pool, ascending by slot. */
export function byPool(offers: readonly Offer[]): Offer[][] {
  const pools = new Map<number, Offer[]>()
  for (const offer of offers) {
    const known = pools.get(offer.pool)
    if (known) known.push(offer)
    else pools.set(offer.pool, [offer])
  }
  return [...pools.values()].map((own) => own.sort((a, b) => a.slot - b.slot))
}

const descending = (a: bigint, b: bigint): number => (a > b ? -1 : a < b ? 1 : 0)

/** Fewest pools that can do the work together; undefined when all of them cannot. */
export function poolsNeeded(reaches: readonly bigint[], wanted: bigint): number | undefined {
  let reach = 0n
  let count = 0
  for (const own of [...reaches].sort(descending)) {
    if (reach >= wanted) break
    reach += own
    count++
  }
  return reach >= wanted ? count : undefined
}

/** A pool with the most work it can do, and its price of work. */
export interface PoolOffer {
  offers: readonly Offer[]
  reach: bigint
  /** Of a fair share of the work: millionths of a base unit per H100-second. */
  price: bigint
}

/**
 * Sets of at most `most` pools that can do the work together, to be quoted: the cheapest that can, and the largest. For
 * one pool every one that can.
 */
export function choosePools(pools: readonly PoolOffer[], wanted: bigint, most: number): PoolOffer[][] {
  if (most === 1) return pools.filter(({ reach }) => reach >= wanted).map((pool) => [pool])
  const largest = [...pools].sort((a, b) => descending(a.reach, b.reach)).slice(0, most)
  const chosen: PoolOffer[] = []
  for (const pool of [...pools].sort((a, b) => descending(b.price, a.price))) {
    if (chosen.length === most) break
    // Only while the largest of the others can still make up for what it lacks.
    const others = largest.filter((each) => each !== pool && !chosen.includes(each)).slice(0, most - chosen.length - 1)
    const reach = [...chosen, pool, ...others].reduce((sum, each) => sum + each.reach, 0n)
    if (reach >= wanted) chosen.push(pool)
  }
  return [chosen, largest].filter((set) => set.reduce((sum, { reach }) => sum + reach, 0n) >= wanted)
}
