/** A way to serve an intent: millionths of a base unit per GPU-second, millionths of an H100-second per GPU-second. */
export interface UnitPrice {
  price: number
  speed: number
}

/** What an intent wants: H100-seconds, and what a unit of work is worth, millionths of a base unit. */
export interface WholeJob {
  work: number
  minWork: number
  /** GPU-seconds of a fill, at least; 1 or more. */
  minUnits: number
  value: number
}

const millionths = 1e6

/**
 * How many units more than the least of a second option, and fewer than enough of the cheapest, are looked at one by one; beyond,
 * more cost and fewer leave undone at least as much as the last.
 */
const mostLookedAt = 8

/** Work beyond it, in millionths, is not exact as a float. */
const exactLimit = 2 ** 53

/** Share of all that a job costs by which floats are wrong at most, and more. */
const roundingError = 1e-11

/** What others than the cheapest option do of a job: millionths of an H100-second, and what is paid for of them. */
interface DoneElsewhere {
  micro: number
  paid: number
}

const nothing: DoneElsewhere = { micro: 0, paid: 0 }

/**
 * What is lost at least where the cheapest option does what others leave of a job: more than that, or so much less that a unit
 * more would be too much.
 */
function lossOfRest({ work, minWork, value }: WholeJob, speed: number, perWork: number, others: DoneElsewhere): number {
  const { micro, paid } = others
  const rest = work - paid
  if (rest <= 0) return (micro / millionths - work) * perWork
  const units = Math.ceil((rest * millionths) / speed)
  let loss = ((units * speed + micro) / millionths - work) * perWork
  for (let fewer = 1; ; fewer++) {
    const done = (units - fewer) * speed
    const most = paid + Math.floor(done / millionths)
    const undone = (value - perWork) * (work - most)
    // Still fewer units leave more undone.
    if (most < minWork || undone >= loss) return loss
    if (fewer === mostLookedAt) return undone
    // What is paid for may be nearer to what is done.
    loss = Math.min(loss, undone + ((done + micro) / millionths - most) * perWork)
  }
}

/**
 * What a job loses at least because it buys whole GPU-seconds and is paid for whole H100-seconds, beside buying all its work at
 * the cheapest price of work; millionths of a base unit, from below. A least fill of `cheapest` does no more than the work.
 *
 * With units of `cheapest` alone the last one does more than is needed, or what it would do is left undone. With units of
 * another speed a job may fit better, but each of those costs more than its work does at `cheapest`.
 *
 * @param others options of other speeds, each speed once, at its least price
 */
export function lossOfWholeUnits(job: WholeJob, cheapest: UnitPrice, others: readonly UnitPrice[]): number {
  const { work, minUnits, value } = job
  if (work * millionths >= exactLimit) return 0
  const perSpeed = cheapest.price / cheapest.speed
  const perWork = perSpeed * millionths
  let loss = Math.min((value - perWork) * work, lossOfRest(job, cheapest.speed, perWork, nothing))
  let [least, second] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (const { price, speed } of others) {
    const excess = Math.max(0, price - perSpeed * speed)
    if (excess < least) [least, second] = [excess, least]
    else if (excess < second) second = excess
    for (let units = minUnits; excess * units < loss; units++) {
      if (units === minUnits + mostLookedAt) {
        loss = excess * units
        break
      }
      const micro = speed * units
      const paid = Math.floor(micro / millionths)
      loss = Math.min(loss, excess * units + lossOfRest(job, cheapest.speed, perWork, { micro, paid }))
    }
  }
  // Two of the others at once: a least fill of each.
  loss = Math.min(loss, (least + second) * minUnits)
  return Math.max(0, loss - (value + perWork) * work * roundingError)
}
