import { divRoundingUp } from '../../market/sqrtPriceMath.ts'
import { speedScale } from '../prices.ts'
import type { Offer } from './Leftovers.ts'
import { type Take, unitsOf } from './spreadWork.ts'

/** A run of slots: offers[start] to offers[end], and the most units that each of them has left. */
interface Run {
  start: number
  end: number
  units: bigint
}

/** Calls back for every run of a pool that can have `minUnits` in each slot. `offers` of one pool, ascending by slot. */
function eachRun(offers: readonly Offer[], minUnits: bigint, visit: (run: Run) => void): void {
  for (let start = 0; start < offers.length; start++) {
    let units: bigint | undefined
    for (let end = start; end < offers.length; end++) {
      const [offer, before] = [offers[end] as Offer, offers[end - 1]]
      if (end > start && before?.slot !== offer.slot - 1) break
      units = units === undefined || offer.left < units ? offer.left : units
      if (units < minUnits) break
      visit({ start, end, units })
    }
  }
}

/** Most work that a pool can do in one run: equal units in consecutive slots. */
export function runReach(offers: readonly Offer[], minUnits: bigint): bigint {
  let most = 0n
  const speed = offers[0]?.speed ?? 0n
  eachRun(offers, minUnits, ({ start, end, units }) => {
    const work = BigInt(end - start + 1) * ((units * speed) / speedScale)
    if (work > most) most = work
  })
  return most
}

/** A run that does some work, and what it costs at least: for choosing, in no unit. */
export interface RunOffer {
  takes: readonly Take[]
  least: bigint
}

/** Runs of a pool that are worth a quote. */
const shortlist = 4

const byLeast = (a: { least: bigint }, b: { least: bigint }): number =>
  a.least < b.least ? -1 : a.least > b.least ? 1 : 0

/**
 * Ways to do `wanted` work in one run of a pool: the few that cost least if no unit cost more than the first. `offers` of
 * one pool, ascending by slot.
 */
export function spreadRuns(offers: readonly Offer[], wanted: bigint, minUnits: bigint): RunOffer[] {
  const sums = [0n]
  for (const { root } of offers) sums.push((sums.at(-1) as bigint) + root * root)
  const speed = offers[0]?.speed ?? 1n
  const neededFor = offers.map((_, at) => {
    const needed = unitsOf(divRoundingUp(wanted, BigInt(at + 1)), speed)
    return needed < minUnits ? minUnits : needed
  })
  const able: { start: number; end: number; units: bigint; least: bigint }[] = []
  eachRun(offers, minUnits, ({ start, end, units: most }) => {
    const units = neededFor[end - start] as bigint
    if (units <= most)
      able.push({ start, end, units, least: units * ((sums[end + 1] as bigint) - (sums[start] as bigint)) })
  })
  return able
    .sort(byLeast)
    .slice(0, shortlist)
    .map(({ start, end, units, least }) => ({
      takes: offers.slice(start, end + 1).map((offer): Take => ({ offer, units })),
      least,
    }))
}

/** The best of several pools' runs, worth a quote. */
export function shortlistRuns(runs: readonly RunOffer[]): RunOffer[] {
  return [...runs].sort(byLeast).slice(0, 4 * shortlist)
}
