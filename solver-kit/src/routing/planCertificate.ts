import { type Certificate, wireLimits } from '@walras/intents-schema'
import type { Plan } from './Plan.ts'

/** Base units as the whole millionths that a certificate carries; 0 for what has no price. */
function toCertificatePrice(price: number): bigint {
  if (!(price > 0 && Number.isFinite(price))) return 0n
  const millionths = BigInt(Math.round(price * 1e6))
  return millionths < wireLimits.certificatePrice ? millionths : wireLimits.certificatePrice
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
  const prices = plan.model.products.map(({ cells }) =>
    toCertificatePrice(Math.min(...cells.map((cell) => plan.price(cell)))),
  )
  return { prices, gasPrice: toCertificatePrice(plan.gasPrice) }
}
