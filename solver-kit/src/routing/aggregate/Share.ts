import type { Demand } from '../MarketModel.ts'
import { workOf } from '../waterFill.ts'

/** Units of one product for one intent. */
export interface Share {
  intent: number
  product: number
  /** Index into the intent's `hardware`. */
  hardware: number
  /** Millionths of an H100-second per GPU-second. */
  microSpeed: number
  /** GPU-seconds, an integer. */
  units: number
}

/** No part of a job is smaller than this share of it: every fill costs gas and bytes. */
export const leastPart = 1 / 32

/** H100-seconds that shares do together, each rounded down. */
export function doneBy(shares: readonly Share[]): number {
  let done = 0
  for (const share of shares) done += workOf(share, share.units)
  return done
}

/** GPU-seconds for a job: rounded down where the buyer takes a little less and the last one would cost more than it is worth. */
export function unitsForJob(
  { work, minWork, value, minUnits }: Pick<Demand, 'work' | 'minWork' | 'value' | 'minUnits'>,
  microSpeed: number,
  unitPrice: number,
): number {
  const exact = (work * 1e6) / microSpeed
  const least = Math.floor(exact)
  const whole = Math.max(minUnits, least < exact ? least + 1 : least)
  if (least === whole || least < minUnits || workOf({ microSpeed }, least) < minWork) return whole
  return (value * (exact - least) * microSpeed) / 1e6 < unitPrice ? least : whole
}
