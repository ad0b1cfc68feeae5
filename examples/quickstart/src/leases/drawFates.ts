import type { Draw } from '../scenario/draw.ts'

/** What will become of any lease, by its operator's or its holder's doing. */
export const commonFates = [
  /** Delivered from the start to the end, and submitted. */
  'delivered',
  /** The holder releases it before its slot: the units go back to the pool. */
  'releasedBefore',
  /** The holder releases it in the middle of its slot, and pays by the second. */
  'releasedDuring',
  /** Handed on before its slot; the new holder releases it in the middle, and is who gets the refund. */
  'handedOn',
  /** The operator says in time that it cannot deliver. */
  'declared',
  /** The operator never starts. */
  'vanished',
  /** The operator starts, and is not heard of again. */
  'silent',
  /** The operator delivers and forgets to say so. */
  'notSubmitted',
] as const

/** What else may become of a lease of tier 1. */
export const disputedFates = [
  /** Submitted and challenged, and the operator has no answer until its clock has run out. */
  'disproven',
  /** Submitted and challenged; both sides speak, and the attestors find for the operator. */
  'upheld',
] as const

export const leaseFates = [...commonFates, ...disputedFates] as const

export type LeaseFate = (typeof leaseFates)[number]

/** How often leases do not just get delivered. Far worse than a real market, so that a small one shows everything. */
const trouble = 0.15
/** Claims that are challenged, of which every second is disproven. */
const challenges = 6

/** A fate for a lease of each of the tiers: each common fate once, on as many leases as there are, then by chance. One is
 * handed on. Of what is delivered in tier 1, a few claims are challenged. */
export function drawFates(draw: Draw, tiers: readonly number[]): LeaseFate[] {
  const byChance = commonFates.filter((fate) => fate !== 'delivered' && fate !== 'handedOn')
  const fates = tiers.map((): LeaseFate => (draw.chance(trouble) ? draw.pick(byChance) : 'delivered'))
  const places = draw.sample([...fates.keys()], commonFates.length)
  for (const [index, place] of places.entries()) fates[place] = commonFates[index] ?? 'delivered'
  const claims = [...fates.keys()].filter((place) => tiers[place] === 1 && fates[place] === 'delivered')
  for (const [index, place] of draw.sample(claims, challenges).entries())
    fates[place] = disputedFates[index % disputedFates.length] ?? 'disproven'
  return fates
}
