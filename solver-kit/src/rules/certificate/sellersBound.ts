import type { Certificate, Snapshot } from '@walras/intents-schema'
import { type Curve, marginalSqrtPrice } from '../../market/curve.ts'
import type { Problem } from '../../market/Problem.ts'
import { divRoundingUp } from '../../market/sqrtPriceMath.ts'
import { priceScale } from '../prices.ts'
import { addGas, settlementGas } from '../settlementGas.ts'

const Q96 = 96n
const Q192 = 192n

/** Prices stay below this, so that floats compare them exactly. */
export const priceLimit = 2n ** 53n

const nobody = { orders: 0, options: 0, fills: 0, purchases: 0, products: 0 }
const gasPerPurchase = BigInt(addGas(0, settlementGas({ ...nobody, purchases: 1 })))
const gasPerProduct = BigInt(addGas(0, settlementGas({ ...nobody, products: 1 })))

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
    const start = sold > from ? marginalSqrtPrice({ ranges }, sold) - 1n : sqrtLower
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

function soldBefore({ pools }: Snapshot, pool: number, slot: number): bigint {
  return pools[pool]?.slots[slot]?.sold ?? 0n
}

/** What the pools of a line sell their next unit for in a slot: see {@link firstPrice}. */
function firstPrices({ curves, snapshot }: Problem, pools: readonly number[], slot: number): (bigint | undefined)[] {
  const prices: (bigint | undefined)[] = []
  for (const pool of pools) prices.push(firstPrice(curves[pool]?.[slot] as Curve, soldBefore(snapshot, pool, slot)))
  return prices
}

function leastOf(prices: readonly (bigint | undefined)[]): bigint | undefined {
  let least: bigint | undefined
  for (const price of prices) if (price !== undefined && (least === undefined || price < least)) least = price
  return least
}

interface ProductSellers {
  pools: readonly number[]
  slot: number
  /** Of those pools. */
  firsts: readonly (bigint | undefined)[]
  price: bigint
  gasPrice: bigint
}

/** What the sellers of a product gain at most, less the gas of buying from them, in millionths of a base unit. */
function productGain({ curves, snapshot }: Problem, { pools, slot, firsts, price, gasPrice }: ProductSellers): bigint {
  const root = squareRoot((price << Q192) / priceScale) + 1n
  let gain = -gasPrice * gasPerProduct
  for (let at = 0; at < pools.length; at++) {
    const first = firsts[at]
    if (first === undefined || first >= price) continue
    const pool = pools[at] as number
    const inCurve = sellersGain(curves[pool]?.[slot] as Curve, soldBefore(snapshot, pool, slot), root)
    const ofCell = inCurve * priceScale - gasPrice * gasPerPurchase
    if (ofCell > 0n) gain += ofCell
  }
  return gain
}

/**
 * What all sellers together gain at most, less the gas of buying from them, in millionths of a base unit, from above: every
 * product at the certificate's price, but not below its first, which only makes the bound tighter. Infinity is the price of
 * what is sold out.
 */
export function sellersBound(
  problem: Problem,
  { prices, gasPrice }: Certificate,
): { gain: bigint; prices: Float64Array } {
  const { lines, snapshot } = problem
  const { slotCount } = snapshot
  const lifted = new Float64Array(lines.length * slotCount).fill(Number.POSITIVE_INFINITY)
  let gain = 0n
  for (const [line, { pools }] of lines.entries())
    for (let slot = 0; slot < slotCount; slot++) {
      const product = line * slotCount + slot
      const firsts = firstPrices(problem, pools, slot)
      const first = leastOf(firsts)
      if (first === undefined) continue
      const stated = prices[product] ?? 0n
      lifted[product] = Number(stated > first ? stated : first)
      if (stated <= first) continue
      const ofProduct = productGain(problem, { pools, slot, firsts, price: stated, gasPrice })
      if (ofProduct > 0n) gain += ofProduct
    }
  return { gain, prices: lifted }
}
