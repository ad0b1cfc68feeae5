import type { ProblemIntent } from '../../market/Problem.ts'
import { divRoundingUp } from '../../market/sqrtPriceMath.ts'
import { bestSingle } from './bestSingle.ts'
import { byPool, choosePools, type PoolOffer, poolsNeeded } from './choosePools.ts'
import { type Offer, reachOf } from './Leftovers.ts'
import { bestQuote, type Quote, quoteTakes } from './quoteTakes.ts'
import { spreadFills } from './spreadFills.ts'
import { runReach, shortlistRuns, spreadRuns } from './spreadRuns.ts'
import { spreadWork, type Take } from './spreadWork.ts'

/** A rule of an intent's own that narrows how it may be served, the loosest first. */
export const shapeRules = ['none', 'min-units', 'contiguous', 'max-pools'] as const
export type ShapeRule = (typeof shapeRules)[number]

/** How an intent could be served by a purchase of its own under its rules up to one of them. */
export interface OwnWay {
  /** Most work that could be done, H100-seconds. */
  reach: bigint
  /** The cheapest way found, if its least work can be done at all. */
  quote: Quote | undefined
  /** Fewest pools that could do the least work. */
  pools: number | undefined
}

/** H100-seconds below which rounding up to a base unit can decide whether a purchase is within a limit. */
const roundingMatters = 3600n

interface Wishes {
  buyer: ProblemIntent
  offers: readonly Offer[]
  wanted: bigint
}

const quoteAll = ({ buyer }: Wishes, ways: readonly (readonly Take[] | undefined)[]): Quote | undefined =>
  bestQuote(ways.flatMap((takes) => (takes && takes.length > 0 ? [quoteTakes(buyer, takes)] : [])))

/** Best run of a pool for some work. */
const bestRun = (wishes: Wishes, offers: readonly Offer[], wanted: bigint): readonly Take[] | undefined =>
  quoteAll(
    wishes,
    spreadRuns(offers, wanted, wishes.buyer.signed.intent.minUnits).map(({ takes }) => takes),
  )?.takes

/** One run in each of several pools, the cheapest pools first. */
function runsInPools(wishes: Wishes, pools: readonly PoolOffer[]): Take[] | undefined {
  let rest = wishes.wanted
  const takes: Take[] = []
  for (const { offers, reach } of pools) {
    if (rest <= 0n) break
    const own = reach < rest ? reach : rest
    const run = bestRun(wishes, offers, own)
    if (!run) return undefined
    takes.push(...run)
    rest -= own
  }
  return rest <= 0n ? takes : undefined
}

function poolOffers({ buyer, offers }: Wishes): PoolOffer[] {
  const { contiguous, minUnits } = buyer.signed.intent
  return byPool(offers)
    .map((own): PoolOffer => {
      const reach = contiguous ? runReach(own, minUnits) : reachOf(own)
      const price = own.reduce((least, { price }) => (price < least ? price : least), (own[0] as Offer).price)
      return { offers: own, reach, price }
    })
    .filter(({ reach }) => reach > 0n)
    .sort((a, b) => (a.price < b.price ? -1 : a.price > b.price ? 1 : 0))
}

/** A pool's price for its fair share of the work, where that is cheap to find. */
function fairShare({ buyer, wanted }: Wishes, pool: PoolOffer, count: number): PoolOffer {
  const share = divRoundingUp(wanted, BigInt(count))
  const takes = spreadFills(pool.offers, share < pool.reach ? share : pool.reach, buyer.signed.intent.minUnits)
  if (!takes || takes.length === 0) return pool
  const { payment, filledWork } = quoteTakes(buyer, takes)
  return filledWork === 0n ? pool : { ...pool, price: (payment * 1_000_000n) / filledWork }
}

function inPools(wishes: Wishes, pools: readonly PoolOffer[], most: number): Quote | undefined {
  const { buyer, wanted } = wishes
  const { contiguous, minUnits } = buyer.signed.intent
  if (contiguous) {
    const able = pools.filter(({ reach }) => reach >= wanted)
    const runs = shortlistRuns(able.flatMap(({ offers }) => spreadRuns(offers, wanted, minUnits)))
    const single = runs.map(({ takes }) => takes)
    const several = most === 1 ? [] : choosePools(pools, wanted, most).map((set) => runsInPools(wishes, set))
    return quoteAll(wishes, [...single, ...several])
  }
  const priced = pools.map((pool) => fairShare(wishes, pool, most))
  return quoteAll(
    wishes,
    choosePools(priced, wanted, most).map((set) =>
      spreadFills(
        set.flatMap(({ offers }) => offers),
        wanted,
        minUnits,
      ),
    ),
  )
}

const applies: Record<ShapeRule, (intent: ProblemIntent['signed']['intent']) => boolean> = {
  none: () => true,
  'min-units': ({ minUnits }) => minUnits > 1n,
  contiguous: ({ contiguous }) => contiguous,
  'max-pools': () => true,
}

/** What it takes to find ways under all rules of an intent: about 5 µs each, on a slow machine. */
export function effortOf(buyer: ProblemIntent, offers: readonly Offer[]): number {
  return shapeRulesOf(buyer).length * offers.length
}

/** The rules that narrow this intent. */
export function shapeRulesOf({ signed }: ProblemIntent): ShapeRule[] {
  return shapeRules.filter((rule) => applies[rule](signed.intent))
}

function reachUnder(wishes: Wishes, rule: ShapeRule, pools: () => readonly PoolOffer[]): bigint {
  const { buyer, offers } = wishes
  const { minUnits, maxPools } = buyer.signed.intent
  if (rule === 'none') return reachOf(offers)
  if (rule === 'min-units') return reachOf(offers.filter(({ left }) => left >= minUnits))
  const reaches = pools()
    .map(({ reach }) => reach)
    .sort((a, b) => (a > b ? -1 : a < b ? 1 : 0))
  const most = rule === 'max-pools' ? Number(maxPools) : reaches.length
  return reaches.slice(0, most).reduce((sum, reach) => sum + reach, 0n)
}

const betterOf = (...quotes: (Quote | undefined)[]): Quote | undefined =>
  bestQuote(quotes.filter((quote) => quote !== undefined))

/** The cheapest way found to do some work under the rules up to `rule`. */
function cheapest(wishes: Wishes, rule: ShapeRule, pools: () => readonly PoolOffer[]): Quote | undefined {
  const { buyer, offers, wanted } = wishes
  const { minUnits, maxPools, contiguous } = buyer.signed.intent
  const least = rule === 'none' ? 1n : minUnits
  const single = bestSingle(buyer, offers, wanted, least)
  const isPooled = rule === 'contiguous' || rule === 'max-pools'
  if (!(isPooled && contiguous)) {
    const spread = rule === 'none' ? spreadWork(offers, wanted) : spreadFills(offers, wanted, least)
    const used = new Set(spread?.map(({ offer }) => offer.pool)).size
    if (spread && (!isPooled || BigInt(used) <= maxPools)) return betterOf(single, quoteAll(wishes, [spread]))
  }
  const most = rule === 'max-pools' ? Math.min(Number(maxPools), pools().length) : pools().length
  return betterOf(single, inPools(wishes, pools(), most))
}

/**
 * How an intent could be served by a purchase of its own, with its rules up to `rule`. What can be done at most is exact.
 * The cheapest way is exact with no rule (within a millionth) and in one pool slot; with rules it is a good one.
 */
export function ownWay(buyer: ProblemIntent, offers: readonly Offer[], rule: ShapeRule): OwnWay {
  const { minWork, work, minUnits } = buyer.signed.intent
  const large = rule === 'none' ? offers : offers.filter(({ left }) => left >= minUnits)
  const wishes: Wishes = { buyer, offers: large, wanted: minWork }
  let known: PoolOffer[] | undefined
  const pools = (): PoolOffer[] => {
    known ??= poolOffers(wishes)
    return known
  }
  const reach = reachUnder(wishes, rule, pools)
  const needed =
    rule === 'max-pools'
      ? poolsNeeded(
          pools().map((pool) => pool.reach),
          minWork,
        )
      : undefined
  if (reach < minWork) return { reach, quote: undefined, pools: needed }
  // The least work is the cheapest on average, but for a few seconds rounding up may cost more than that.
  const least = cheapest(wishes, rule, pools)
  if (!least || least.payment <= least.limit || minWork >= roundingMatters)
    return { reach, quote: least, pools: needed }
  const wanted = [work, reach, roundingMatters].reduce((a, b) => (a < b ? a : b))
  const more = cheapest({ ...wishes, wanted }, rule, pools)
  return { reach, quote: more ? bestQuote([least, more]) : least, pools: needed }
}
