import { type Certificate, WalrasError } from '@walras/intents-schema'
import type { Problem } from '../../market/Problem.ts'
import { divRoundingUp } from '../../market/sqrtPriceMath.ts'
import { priceScale } from '../prices.ts'
import { settlementGas } from '../settlementGas.ts'
import { buyersBound } from './buyersBound.ts'
import { priceLimit, sellersBound } from './sellersBound.ts'

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
  const sellers = sellersBound(problem, certificate)
  let bound = sellers.gain + buyersBound(problem, sellers.prices, gasPrice)
  if (gasPrice > 0n) {
    const room = problem.maxGas - settlementGas({ orders: 0, options: 0, fills: 0, purchases: 0, products: 0 })
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
