import { type IntentTerms, intentTerms } from '../../market/intentTerms.ts'
import { toFloat } from '../../market/natural.ts'
import type { Problem, ProblemIntent } from '../../market/Problem.ts'
import { priceScale, speedScale } from '../prices.ts'
import { addGas, settlementGas } from '../settlementGas.ts'
import { lossOfWholeUnits, type UnitPrice } from './wholeUnits.ts'

/** What floats tell apart by no more than this is compared to the unit. */
const closeCall = 1 + 1e-12

/** Whole numbers below it are exact as floats, and so is the sum of two. */
const exactLimit = 2 ** 52

/** {@link priceScale} and {@link speedScale}. */
const millionths = 1e6

/** A way to serve an intent: a line at its cheapest in the intent's window. */
interface PricedOption {
  price: number
  /** Millionths of an H100-second per GPU-second. */
  speed: bigint
  /** Price per work. */
  ratio: number
}

type Wishes = Pick<IntentTerms, 'lines' | 'from' | 'to'>
type Window = Pick<IntentTerms, 'from' | 'to'>

/** The option that is the cheapest to some buyers, and what those who gain by it pay at most and want, in all. */
class Offer implements UnitPrice {
  readonly option: PricedOption
  readonly price: number
  readonly speed: number
  /** Options of other speeds, each speed at its least price. */
  readonly others: readonly UnitPrice[]
  #payments = 0
  #work = 0
  #losses = 0
  #gain = 0n

  constructor(option: PricedOption, others: readonly UnitPrice[]) {
    this.option = option
    this.price = option.price
    this.speed = Number(option.speed)
    this.others = others
  }

  /** A buyer who gains, but for `loss`, millionths of a base unit. Whole numbers below {@link exactLimit}. */
  add(maxPayment: number, work: number, loss: number): void {
    this.#payments += maxPayment
    this.#work += work
    this.#losses += Math.floor(Math.min(loss, exactLimit))
    if (this.#payments >= exactLimit || this.#work >= exactLimit || this.#losses >= exactLimit) this.#count()
  }

  /** What they gain when each buys all its work, less their losses: millionths of a base unit, from above. */
  gain(): bigint {
    this.#count()
    return this.#gain
  }

  #count(): void {
    const { price, speed } = this.option
    const cost = (BigInt(price) * BigInt(this.#work) * speedScale) / speed
    this.#gain += BigInt(this.#payments) * priceScale - cost - BigInt(this.#losses)
    this.#payments = 0
    this.#work = 0
    this.#losses = 0
  }
}

/** The least price in a window of a line; Infinity where it has nothing left. */
function leastPrice(prices: Float64Array, first: number, { from, to }: Window): number {
  let least = Number.POSITIVE_INFINITY
  for (let at = first + from; at < first + to; at++) if ((prices[at] as number) < least) least = prices[at] as number
  return least
}

/** What buyers can buy at some prices. */
class Offers {
  readonly #prices: Float64Array
  readonly #slotCount: number
  readonly #cheapest = new Map<IntentTerms['lines'], Map<number, Offer | null>>()

  constructor(prices: Float64Array, slotCount: number) {
    this.#prices = prices
    this.#slotCount = slotCount
  }

  options(wishes: Wishes): PricedOption[] {
    return wishes.lines.flatMap(({ line, speed }) => {
      const price = leastPrice(this.#prices, line * this.#slotCount, wishes)
      return price < Number.POSITIVE_INFINITY ? [{ price, speed, ratio: price / Number(speed) }] : []
    })
  }

  /** The option with the least price per work, exactly; found once for equal wishes and windows. */
  cheapest(wishes: Wishes): Offer | undefined {
    const { lines, from, to } = wishes
    let windows = this.#cheapest.get(lines)
    if (!windows) {
      windows = new Map()
      this.#cheapest.set(lines, windows)
    }
    const key = from * (this.#slotCount + 1) + to
    const known = windows.get(key)
    if (known !== undefined) return known ?? undefined
    const option = this.#find(wishes)
    const offer = option ? new Offer(option, this.#others(wishes, option)) : null
    windows.set(key, offer)
    return offer ?? undefined
  }

  *all(): Iterable<Offer> {
    for (const windows of this.#cheapest.values()) for (const offer of windows.values()) if (offer) yield offer
  }

  #others(wishes: Wishes, cheapest: PricedOption): UnitPrice[] {
    const others: { price: number; speed: number }[] = []
    for (const { line, speed } of wishes.lines) {
      const price = leastPrice(this.#prices, line * this.#slotCount, wishes)
      if (speed === cheapest.speed || price === Number.POSITIVE_INFINITY) continue
      const exact = toFloat(speed)
      const known = others.find((other) => other.speed === exact)
      if (!known) others.push({ price, speed: exact })
      else if (price < known.price) known.price = price
    }
    return others
  }

  #find(wishes: Wishes): PricedOption | undefined {
    let best: PricedOption | undefined
    for (const { line, speed } of wishes.lines) {
      const price = leastPrice(this.#prices, line * this.#slotCount, wishes)
      if (price === Number.POSITIVE_INFINITY) continue
      const ratio = price / toFloat(speed)
      if (best && ratio > best.ratio * closeCall) continue
      if (!best || ratio * closeCall < best.ratio || BigInt(price) * best.speed < BigInt(best.price) * speed)
        best = { price, speed, ratio }
    }
    return best
  }
}

/**
 * The least that all of an intent's work can cost, from below: at the cheapest price of work, unless that is less than a fill
 * of the least units. Then one fill does it all, or there are two at least, of which one leaves the rest to the cheapest.
 */
function leastCost(
  { signed }: ProblemIntent,
  options: readonly PricedOption[],
  { price, speed }: PricedOption,
): bigint {
  const { work } = signed.intent
  const minUnits = signed.intent.minUnits > 0n ? signed.intent.minUnits : 1n
  const wanted = work * speedScale
  if (speed * minUnits <= wanted) return (BigInt(price) * wanted) / speed
  let single: bigint | undefined
  let several: bigint | undefined
  let cheapestUnit: bigint | undefined
  for (const option of options) {
    const unit = BigInt(option.price)
    const first = option.speed * minUnits
    const alone = first < wanted ? (unit * wanted) / option.speed : unit * minUnits
    if (single === undefined || alone < single) single = alone
    const rest = wanted > first ? ((wanted - first) * BigInt(price)) / speed : 0n
    if (several === undefined || unit * minUnits + rest < several) several = unit * minUnits + rest
    if (cheapestUnit === undefined || unit < cheapestUnit) cheapestUnit = unit
  }
  const two = 2n * minUnits * (cheapestUnit ?? 0n)
  const split = several !== undefined && several > two ? several : two
  return single !== undefined && single < split ? single : split
}

/** Gas that serving an intent takes at least, purchases and products aside. */
function orderGas({ options }: IntentTerms): number {
  return addGas(0, settlementGas({ orders: 1, options, fills: 1, purchases: 0, products: 0 }))
}

/** Sums up what buyers gain at most. */
class Gains {
  readonly #offers: Offers
  readonly #gasPrice: bigint
  readonly #pricePerGas: number
  /** Of those who were counted one by one. */
  #exact = 0n
  /** What serving the others takes. */
  #gas = 0

  constructor(offers: Offers, gasPrice: bigint) {
    this.#offers = offers
    this.#gasPrice = gasPrice
    this.#pricePerGas = Number(gasPrice)
  }

  add(buyer: ProblemIntent, terms: IntentTerms): void {
    const offer = this.#offers.cheapest(terms)
    if (!offer) return
    const payment = Number(terms.maxPayment)
    const work = Number(terms.work)
    const gas = this.#gasPrice === 0n ? 0 : orderGas(terms)
    const most = payment * millionths
    const least = offer.option.ratio * work * millionths + this.#pricePerGas * gas
    if (least > most * closeCall) return
    // Who asks for none takes a unit at least.
    const minUnits = Math.max(1, Number(terms.minUnits))
    const leastFillFits = offer.speed * minUnits * closeCall < work * millionths
    if (leastFillFits && least * closeCall < most && payment < exactLimit && work < exactLimit) {
      const job = { work, minWork: Number(terms.minWork), minUnits, value: most / work }
      const loss = lossOfWholeUnits(job, offer, offer.others)
      offer.add(payment, work, Math.min(loss, most - least * closeCall))
      this.#gas += gas
      return
    }
    const cost = leastCost(buyer, this.#offers.options(terms), offer.option) + this.#gasPrice * BigInt(gas)
    const gain = buyer.signed.maxPayment * priceScale - cost
    if (gain > 0n) this.#exact += gain
  }

  sum(): bigint {
    let sum = this.#exact
    for (const offer of this.#offers.all()) sum += offer.gain()
    return sum - this.#gasPrice * BigInt(this.#gas)
  }
}

/**
 * What all buyers together gain at most, less the gas that serving them takes, when each product has one price: each buys all
 * its work at the cheapest, or nothing, and loses by whole units what it must. In millionths of a base unit, from above.
 *
 * Most buyers are a clear case: floats decide, and the sums are exact. The others are counted one by one.
 *
 * @param prices of each product, whole numbers; Infinity where nothing is left
 */
export function buyersBound(problem: Problem, prices: Float64Array, gasPrice: bigint): bigint {
  const { intents, snapshot } = problem
  const terms = intentTerms(problem)
  const gains = new Gains(new Offers(prices, snapshot.slotCount), gasPrice)
  for (let intent = 0; intent < intents.length; intent++)
    gains.add(intents[intent] as ProblemIntent, terms[intent] as IntentTerms)
  return gains.sum()
}
