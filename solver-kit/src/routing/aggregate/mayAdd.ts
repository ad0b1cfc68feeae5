import type { Demand } from '../MarketModel.ts'
import type { Share } from './Share.ts'

/**
 * Whether a job that has these shares may have one of another product. A reservation has one slot of a line: in two it would
 * need equal units of the same pools, or other pools.
 */
export function mayAdd(
  { contiguous, maxPools }: Demand,
  shares: readonly Share[],
  product: number,
  slots: number,
): boolean {
  if (shares.length >= maxPools) return false
  if (shares.length === 0) return true
  const line = Math.floor(product / slots)
  return shares.every((share) => (contiguous ? Math.floor(share.product / slots) !== line : share.product !== product))
}
