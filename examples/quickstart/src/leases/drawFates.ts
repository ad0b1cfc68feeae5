import type { Draw } from '../scenario/draw.ts'

/** What will become of a lease, by its operator's or its holder's doing. */
export const leaseFates = [
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

export type LeaseFate = (typeof leaseFates)[number]

/** How often leases do not just get delivered. Far worse than a real market, so that a small one shows everything. */
const trouble = 0.15

/** A fate for each of `count` leases: each fate once, on as many leases as there are, then by chance. One is handed on. */
export function drawFates(draw: Draw, count: number): LeaseFate[] {
  const byChance = leaseFates.filter((fate) => fate !== 'delivered' && fate !== 'handedOn')
  const fates = Array.from(
    { length: count },
    (): LeaseFate => (draw.chance(trouble) ? draw.pick(byChance) : 'delivered'),
  )
  const places = draw.sample([...fates.keys()], leaseFates.length)
  for (const [index, place] of places.entries()) fates[place] = leaseFates[index] ?? 'delivered'
  return fates
}
