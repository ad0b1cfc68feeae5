import type { Demand } from '../MarketModel.ts'
import { unitsFor, workOf } from '../waterFill.ts'
import type { DemandCurve } from './DemandCurve.ts'
import { mayAdd } from './mayAdd.ts'
import { leastPart, type Share } from './Share.ts'

/** A share of none of a product, at one of a kind's options. */
export function emptyShare({ options }: DemandCurve, intent: number, option: number, product: number): Share {
  const { hardware, microSpeeds } = options
  return {
    intent,
    product,
    hardware: hardware[option] as number,
    microSpeed: microSpeeds[option] as number,
    units: 0,
  }
}

/**
 * What a job holds once up to `most` units of one of its shares are another product's: as much work, and no part smaller than
 * any may be. `undefined` where its rules forbid that.
 */
export function movePart(
  job: Demand,
  own: readonly Share[],
  from: Share,
  to: Share,
  most: number,
  slots: number,
): Share[] | undefined {
  const leastOf = (share: Share) => Math.max(job.minUnits, unitsFor(share, leastPart * job.work))
  const least = leastOf(from)
  let units = Math.min(from.units, most)
  if (units < from.units && from.units - units < least) units = from.units - least
  if (units < 1) return undefined
  const left = { ...from, units: from.units - units }
  const moved = unitsFor(to, workOf(from, from.units) - workOf(from, left.units))
  const rest = own.filter((share) => share !== from && share.product !== to.product)
  if (left.units > 0) rest.push(left)
  const held = own.find((share) => share.product === to.product)
  if (!held && (moved < leastOf(to) || !mayAdd(job, rest, to.product, slots))) return undefined
  rest.push(held ? { ...held, units: held.units + moved } : { ...to, units: moved })
  return rest
}
