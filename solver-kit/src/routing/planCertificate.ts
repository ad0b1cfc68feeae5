import { type Certificate, wireLimits } from '@walras/intents-schema'
import type { Problem } from '../market/Problem.ts'
import { surplusBound } from '../rules/certificate/surplusBound.ts'
import type { Plan } from './Plan.ts'

/** Base units as the whole millionths that a certificate carries; 0 for what has no price. */
function toCertificatePrice(price: number): bigint {
  if (!(price > 0 && Number.isFinite(price))) return 0n
  const millionths = BigInt(Math.round(price * 1e6))
  return millionths < wireLimits.certificatePrice ? millionths : wireLimits.certificatePrice
}

/** A certificate at prices by product, base units per GPU-second, and a price of gas. */
export function priceCertificate(prices: Iterable<number>, gasPrice = 0): Certificate {
  const exact = Array.from(prices, toCertificatePrice)
  while (exact.at(-1) === 0n) exact.pop()
  return { prices: exact, gasPrice: toCertificatePrice(gasPrice) }
}

/** The one of several certificates that proves most. */
export function tightestCertificate(
  problem: Problem,
  certificates: readonly [Certificate, ...Certificate[]],
): Certificate {
  let [best] = certificates
  let least: bigint | undefined
  for (const certificate of certificates) {
    const bound = surplusBound(problem, certificate)
    if (least !== undefined && bound >= least) continue
    least = bound
    best = certificate
  }
  return best
}

/**
 * A certificate at the prices of what a plan leaves: each product at its cheapest next unit, gas at the plan's price. The
 * better the plan, the nearer the bound; true in any case.
 *
 * @example
 * ```ts
 * const solution = finishPlan(plan)
 * return solution && { solutions: [solution], certificate: planCertificate(plan) }
 * ```
 */
export function planCertificate(plan: Plan): Certificate {
  return priceCertificate(
    plan.model.products.map(({ cells }) => Math.min(...cells.map((cell) => plan.price(cell)))),
    plan.gasPrice,
  )
}
