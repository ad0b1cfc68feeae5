import { type Certificate, WalrasError } from '@walras/intents-schema'
import { type Curve, marginalSqrtPrice } from '../market/curve.ts'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { divRoundingUp } from '../market/sqrtPriceMath.ts'
import { optionsOf } from './evaluateSolution.ts'
import { priceScale, speedScale } from './prices.ts'
import { addGas, settlementGas } from './settlementGas.ts'

const Q96 = 96n
const Q192 = 192n

/** Prices stay below this, so that floats compare them exactly. */
const priceLimit = 2n ** 53n

const nobody = { orders: 0, options: 0, fills: 0, purchases: 0, products: 0 }
const gasPerPurchase = BigInt(addGas(0, settlementGas({ ...nobody, purchases: 1 })))
const gasPerProduct = BigInt(addGas(0, settlementGas({ ...nobody, products: 1 })))

function malformed(message: string, facts: WalrasError['facts']): never {
  throw new WalrasError({ code: 'certificate/malformed', message, facts })
}

function checkCertificate({ lines, snapshot }: Problem, { prices, gasPrice }: Certificate): void {
  const products = lines.length * snapshot.slotCount
  if (prices.length > products)
    malformed(`The certificate prices ${prices.length} products; the auction has ${products}.`, { products })
  for (const [product, price] of prices.entries())
    if (price < 0n || price >= priceLimit) malformed(`Product ${product} has no price below 2^53.`, { product, price })
  if (gasPrice < 0n || gasPrice >= priceLimit) malformed('Gas has no price below 2^53.', { gasPrice })
}

/** Largest integer whose square is at most `square`. */
function squareRoot(square: bigint): bigint {
  if (square < 2n) return square
  // A float's 53 bits, then each of Newton's steps doubles them.
  const shift = BigInt(Math.max(0, square.toString(16).length * 4 - 1000) & ~1)
  let root = BigInt(Math.floor(Math.sqrt(Number(square >> shift)))) << (shift / 2n)
  for (;;) {
    const next = (root + square / root) >> 1n
    const step = next > root ? next - root : root - next
    root = next
    if (step <= 1n) break
  }
  while (root * root > square) root--
  while ((root + 1n) * (root + 1n) <= square) root++
  return root
}

/** Price of a cell's next unit, rounded down; `undefined` when nothing is left. */
function firstPrice(curve: Curve, sold: bigint): bigint | undefined {
  if (curve.capacity <= sold) return undefined
  // The root is rounded up, by less than one.
  const root = marginalSqrtPrice(curve, sold) - 1n
  const price = (root * root * priceScale) >> Q192
  return price < priceLimit ? price : priceLimit - 1n
}

/**
 * What a seller of a cell gains at most when each unit sells at one price, √price = `root` in Q64.96; from above, base
 * units. In a range it sells up to that price: L·(s − s₀)²/s₀, from its start s₀ to s; where the range ends before, at s₁,
 * L·(s₁ − s₀)·(s² − s₀·s₁)/(s₀·s₁).
 */
function sellersGain({ ranges, capacity }: Curve, sold: bigint, root: bigint): bigint {
  let gain = 0n
  for (const { liquidity, sqrtLower, sqrtUpper, from, to } of ranges) {
    if (to <= sold) continue
    if (sqrtLower >= root || from >= capacity) break
    const start = sold > from ? marginalSqrtPrice({ ranges, capacity }, sold) - 1n : sqrtLower
    if (start >= root) break
    const inside =
      root <= sqrtUpper
        ? divRoundingUp((liquidity * (root - start) * (root - start)) / start + 1n, 1n << Q96)
        : divRoundingUp(
            (liquidity * (sqrtUpper - start) * (root * root - start * sqrtUpper)) / (start * sqrtUpper) + 1n,
            1n << Q96,
          )
    // What rounding √price by one at either end can be worth.
    gain += inside + (liquidity >> (Q96 - 1n)) + 1n
  }
  return gain
}

/** Every product at the certificate's price, but not below its first: that only makes the bound tighter. */
function supplyBound(
  { lines, snapshot, curves }: Problem,
  { prices, gasPrice }: Certificate,
): { gain: bigint; prices: Float64Array } {
  const { slotCount, pools } = snapshot
  const lifted = new Float64Array(lines.length * slotCount).fill(Number.POSITIVE_INFINITY)
  let gain = 0n
  for (const [line, { pools: members }] of lines.entries())
    for (let slot = 0; slot < slotCount; slot++) {
      const product = line * slotCount + slot
      let first: bigint | undefined
      const firsts = members.map((pool) => {
        const own = firstPrice(curves[pool]?.[slot] as Curve, pools[pool]?.slots[slot]?.sold ?? 0n)
        if (own !== undefined && (first === undefined || own < first)) first = own
        return own
      })
      if (first === undefined) continue
      const stated = prices[product] ?? 0n
      lifted[product] = Number(stated > first ? stated : first)
      if (stated <= first) continue
      const root = squareRoot((stated << Q192) / priceScale) + 1n
      let ofProduct = -gasPrice * gasPerProduct
      for (const [index, pool] of members.entries()) {
        const own = firsts[index]
        if (own === undefined || own >= stated) continue
        const sold = pools[pool]?.slots[slot]?.sold ?? 0n
        const ofCell = sellersGain(curves[pool]?.[slot] as Curve, sold, root) * priceScale - gasPrice * gasPerPurchase
        if (ofCell > 0n) ofProduct += ofCell
      }
      if (ofProduct > 0n) gain += ofProduct
    }
  return { gain, prices: lifted }
}

/** Options this near the cheapest by floats are compared to the unit. */
const closeCall = 1 + 1e-12

/** A way to serve an intent: a line at its cheapest in the intent's window. */
interface PricedOption {
  price: number
  /** Millionths of an H100-second per GPU-second. */
  speed: bigint
  /** Price per work. */
  ratio: number
}

/** The least price in a window of a line; Infinity where it has nothing left. */
function leastPrice(prices: Float64Array, first: number, { from, to }: ProblemIntent['window']): number {
  let least = Number.POSITIVE_INFINITY
  for (let at = first + from; at < first + to; at++) if ((prices[at] as number) < least) least = prices[at] as number
  return least
}

/** What buyers can buy at some prices. */
class Ways {
  readonly #prices: Float64Array
  readonly #slotCount: number
  readonly #cheapest = new Map<ProblemIntent['lines'], Map<number, PricedOption | undefined>>()

  constructor(prices: Float64Array, slotCount: number) {
    this.#prices = prices
    this.#slotCount = slotCount
  }

  all({ lines, window }: ProblemIntent): PricedOption[] {
    return lines.flatMap(({ line, speed }) => {
      const price = leastPrice(this.#prices, line * this.#slotCount, window)
      return price < Number.POSITIVE_INFINITY ? [{ price, speed, ratio: price / Number(speed) }] : []
    })
  }

  /** The option with the least price per work, exactly; found once for equal wishes and windows. */
  cheapest(intent: ProblemIntent): PricedOption | undefined {
    const { lines, window } = intent
    const windows = this.#cheapest.get(lines) ?? new Map<number, PricedOption | undefined>()
    this.#cheapest.set(lines, windows)
    const key = window.from * (this.#slotCount + 1) + window.to
    if (windows.has(key)) return windows.get(key)
    const cheapest = this.#find(intent)
    windows.set(key, cheapest)
    return cheapest
  }

  #find({ lines, window }: ProblemIntent): PricedOption | undefined {
    let best: PricedOption | undefined
    for (const { line, speed } of lines) {
      const price = leastPrice(this.#prices, line * this.#slotCount, window)
      if (price === Number.POSITIVE_INFINITY) continue
      const ratio = price / Number(speed)
      if (best && ratio > best.ratio * closeCall) continue
      if (!best || ratio * closeCall < best.ratio || BigInt(price) * best.speed < BigInt(best.price) * speed)
        best = { price, speed, ratio }
    }
    return best
  }
}

/**
 * What a buyer gains at most when each product has one price: all its work at the cheapest, or nothing. In millionths of a
 * base unit, from above.
 */
function buyersGain(intent: ProblemIntent, ways: Ways): bigint {
  const cheapest = ways.cheapest(intent)
  if (!cheapest) return 0n
  const { maxPayment } = intent.signed
  const { work } = intent.signed.intent
  // Far too dear, whatever the last digit says.
  if (cheapest.ratio * Number(work) > Number(maxPayment) * closeCall) return 0n
  const most = maxPayment * priceScale
  const cost = leastCost(intent, ways, cheapest)
  return most > cost ? most - cost : 0n
}

/**
 * The least that all of an intent's work can cost, from below: at the cheapest price of work, unless that is less than a fill
 * of the least units. Then one fill does it all, or there are two at least, of which one leaves the rest to the cheapest.
 */
function leastCost(buyer: ProblemIntent, ways: Ways, { price, speed }: PricedOption): bigint {
  const { intent } = buyer.signed
  const { minUnits } = intent
  const wanted = intent.work * speedScale
  if (speed * minUnits <= wanted) return (BigInt(price) * wanted) / speed
  let single: bigint | undefined
  let several: bigint | undefined
  let cheapestUnit: bigint | undefined
  for (const option of ways.all(buyer)) {
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

/**
 * What no valid solution of an auction scores more than, in base units; nor do solutions that settle together. Prices of
 * a good plan make it tight, any prices make it true.
 *
 * Why: a score is at most limits less costs. Let every product be sold at its stated price, and every unit of gas at
 * its own. Prices cancel between buyers and sellers, so limits less costs is what buyers gain plus what sellers gain plus what
 * is paid for gas, each at most what is counted here, whatever the rules about whole jobs, pools and fills forbid on top.
 *
 * @example
 * ```ts
 * const bound = surplusBound(problem, { prices: [], gasPrice: 0n }) // everybody at first prices
 * const gap = gapBps(evaluateSolution(problem, solution).score, bound)
 * ```
 *
 * @throws {@link WalrasError} `certificate/malformed`
 */
export function surplusBound(problem: Problem, certificate: Certificate): bigint {
  checkCertificate(problem, certificate)
  const { gasPrice } = certificate
  const supply = supplyBound(problem, certificate)
  const ways = new Ways(supply.prices, problem.snapshot.slotCount)
  let bound = supply.gain
  for (const intent of problem.intents) {
    const gain = buyersGain(intent, ways)
    if (gain === 0n) continue
    if (gasPrice === 0n) {
      bound += gain
      continue
    }
    const order = { ...nobody, orders: 1, options: optionsOf(intent), fills: 1 }
    const net = gain - gasPrice * BigInt(addGas(0, settlementGas(order)))
    if (net > 0n) bound += net
  }
  if (gasPrice > 0n) {
    const room = problem.maxGas - settlementGas(nobody)
    if (room === Number.POSITIVE_INFINITY) malformed('Gas has a price, but no limit here.', { gasPrice })
    bound += gasPrice * BigInt(Math.max(0, Math.floor(room)))
  }
  return divRoundingUp(bound, priceScale)
}

/** How far a score may be from the best there is, as a share of the bound: basis points, from above, two decimals. */
export function gapBps(score: bigint, bound: bigint): number {
  if (bound <= 0n || score >= bound) return 0
  return Number(divRoundingUp((bound - score) * 1_000_000n, bound)) / 100
}
