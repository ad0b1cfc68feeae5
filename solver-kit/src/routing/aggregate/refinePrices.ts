import type { LpBackend, LpOptions } from '../LpBackend.ts'
import type { AggregateMarket } from './AggregateMarket.ts'
import { createAggregateLp, type OpenWays } from './aggregateLp.ts'
import type { Clearing } from './assignProducts.ts'
import { nextWindow, type PriceWindow, wholeWindow } from './PriceWindow.ts'
import { priceBound } from './priceBound.ts'

/** Solves, at most. Over one slot four are the rule; over many slots up to ten. */
const mostRounds = 16

/** A bound this near the program's optimum, relatively, is near enough: a twentieth of a basis point. */
const near = 5e-6

/** Who is nearer to the edge than this share of the price of work counts as undecided. */
const temperature = 1e-5

export interface RefinePricesOptions extends LpOptions {
  /** Ends when the bound is this near the program's optimum, relatively. Default 5e-6: a twentieth of a basis point. */
  gap?: number
}

/** What a round of the linear program knows of a market whose jobs are divisible. */
export interface PriceRound extends Clearing {
  /** What the program's optimum is worth, base units: the market's is not below it. */
  worth: number
  /** And not above this, which the prices prove. */
  bound: number
}

/**
 * Prices by linear programs: each round cuts curves finely around the prices of the last, the first all along. Ends when
 * prices prove what the program reaches, or the engine finds no optimum. The next round is solved when it is asked for.
 *
 * @example
 * ```ts
 * for (const { prices, bound } of refinePrices(createAggregateMarket(model), backend)) if (signal.aborted) break
 * ```
 */
export function* refinePrices(
  market: AggregateMarket,
  backend: LpBackend,
  { gap = near, ...options }: RefinePricesOptions = {},
): Generator<PriceRound, undefined, undefined> {
  const { supply, demand } = market
  let windows: readonly (PriceWindow | undefined)[] = supply.map(wholeWindow)
  const opened: OpenWays = demand.map(() => new Set<number>())
  for (let round = 0; round < mostRounds; round++) {
    const program = createAggregateLp(market, windows, opened)
    const result = backend.solve(program.problem, options)
    if (result.status !== 'optimal') return
    const optimum = program.read(result)
    const prices = Float64Array.from(supply, ({ roots }, product) => {
      const window = windows[product]
      if (!window) return Number.POSITIVE_INFINITY
      const first = roots[0] as number
      // What nobody looks at is too dear.
      const low = window.root * (1 - window.half)
      return Math.max(first * first, optimum.prices[product] ?? low * low)
    })
    const bound = priceBound(market, prices)
    yield { prices, temperature, places: optimum.places, worth: optimum.worth, bound }
    if (bound - optimum.worth <= gap * bound) return
    const left = bound / optimum.worth - 1
    windows = windows.map((window, at) => window && nextWindow(window, Math.sqrt(prices[at] as number), left))
  }
}
