import { mulDiv, mulDivRoundingUp, type Natural } from '../market/natural.ts'
import { divRoundingUp } from '../market/sqrtPriceMath.ts'

/**
 * Prices are millionths of a token base unit per GPU-second. A whole base unit would be too coarse: a cheap GPU costs
 * about 28 of them a second, so rounding up would overcharge its buyers by up to 3 %.
 */
export const priceScale = 1_000_000n

/** Speeds are millionths of an H100-second per GPU-second. */
export const speedScale = 1_000_000n

/** {@link priceScale} and {@link speedScale}. */
const millionths = 1e6

/** One price for all units of a product: average cost, rounded up so that it always covers cost, plus the margin. */
export function productPrice({ cost, units, margin }: { cost: bigint; units: bigint; margin: bigint }): bigint {
  return divRoundingUp(cost * priceScale, units) + margin
}

/** What a fill pays: rounded up, so that payments always cover costs. */
export function fillPayment(price: bigint, units: bigint): bigint
export function fillPayment(price: Natural, units: Natural): Natural
export function fillPayment(price: Natural, units: Natural): Natural {
  return mulDivRoundingUp(price, units, millionths)
}

/** Work done by `units` at `speed`, rounded down: a buyer never pays for work that is not there. */
export function fillWork(units: bigint, speed: bigint): bigint
export function fillWork(units: Natural, speed: Natural): Natural
export function fillWork(units: Natural, speed: Natural): Natural {
  return mulDiv(units, speed, millionths)
}

/** What a limit depends on. */
export interface LimitTerms<Amount extends Natural = bigint> {
  maxPayment: Amount
  filledWork: Amount
  work: Amount
}

/** The most an intent pays for what it got: floor(maxPayment · filledWork / work). */
export function paymentLimit(terms: LimitTerms): bigint
export function paymentLimit(terms: LimitTerms<Natural>): Natural
export function paymentLimit({ maxPayment, filledWork, work }: LimitTerms<Natural>): Natural {
  return mulDiv(maxPayment, filledWork, work)
}

/** The protocol's share of a solver's gross margin, rounded down. */
export function protocolFee(grossMargin: bigint, protocolFeePips: bigint): bigint {
  return (grossMargin * protocolFeePips) / 1_000_000n
}
