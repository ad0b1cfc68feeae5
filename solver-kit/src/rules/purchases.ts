import type { Fill, Pool, Product, Snapshot } from '@walras/intents-schema'
import { curveCost } from '../market/curve.ts'
import { add, toBigint, toNatural } from '../market/natural.ts'
import type { Problem } from '../market/Problem.ts'
import { slotIndex } from '../market/slotIndex.ts'
import { refuseSolution } from './refuseSolution.ts'

const compareBigint = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/** Order of fills in a solution: by intent, pool, slot. */
export function compareFills(a: Fill, b: Fill): number {
  return a.intent - b.intent || a.pool - b.pool || compareBigint(a.slot, b.slot)
}

/** The pool of a fill, if there is one. */
export function fillPool({ snapshot }: Problem, { pool }: Pick<Fill, 'pool'>): Pool {
  const found = snapshot.pools[pool]
  if (!found)
    refuseSolution('unknown-pool', `There is no pool ${pool}; the snapshot has ${snapshot.pools.length}.`, { pool })
  return found
}

/** The product that a fill's pool sells in its slot. */
export function fillProduct(problem: Problem, { pool, slot }: Pick<Fill, 'pool' | 'slot'>): Product {
  const found = fillPool(problem, { pool })
  return { gpuClass: found.gpuClass, region: found.region, tier: found.tier, slot }
}

/** One (pool, slot) of a solution, bought once with the sum of its fills. */
export interface PoolPurchase {
  pool: number
  slot: bigint
  units: bigint
}

/** Adds a fill to what is bought; false if no auction has it, or the sum is no exact float. */
function addFill(snapshot: Snapshot, bought: Float64Array, { pool, slot, units }: Fill): boolean {
  const { pools, slotCount } = snapshot
  const index = slotIndex(snapshot, slot)
  const more = toNatural(units)
  const isOffered = more > 0 && pools[pool] !== undefined && index >= 0 && index < slotCount
  const sum = isOffered ? add(bought[pool * slotCount + index] as number, more) : 0n
  if (typeof sum === 'bigint') return false
  bought[pool * slotCount + index] = sum
  return true
}

/** Sums fills per (pool, slot), ascending. */
export function purchasesOf({ snapshot }: Pick<Problem, 'snapshot'>, fills: readonly Fill[]): PoolPurchase[] {
  const { pools, firstSlot, slotCount } = snapshot
  /** By `pool · slotCount + slot`: a solution of a large market has tens of thousands of fills. */
  const bought = new Float64Array(pools.length * slotCount)
  for (const fill of fills) if (!addFill(snapshot, bought, fill)) return purchasesAnywhere(fills)
  const slots = Array.from({ length: slotCount }, (_, index) => firstSlot + BigInt(index))
  const purchases: PoolPurchase[] = []
  for (let pool = 0; pool < pools.length; pool++) addPurchases(purchases, pool, bought, slots)
  return purchases
}

function addPurchases(purchases: PoolPurchase[], pool: number, bought: Float64Array, slots: readonly bigint[]): void {
  for (let index = 0, at = pool * slots.length; index < slots.length; index++, at++) {
    const units = bought[at] as number
    if (units > 0) purchases.push({ pool, slot: slots[index] as bigint, units: toBigint(units) })
  }
}

/** {@link purchasesOf}, also of what no auction has. */
function purchasesAnywhere(fills: readonly Fill[]): PoolPurchase[] {
  const purchases = new Map<string, PoolPurchase>()
  for (const { pool, slot, units } of fills) {
    const key = `${pool}/${slot}`
    const known = purchases.get(key)
    if (known) known.units += units
    else purchases.set(key, { pool, slot, units })
  }
  return [...purchases.values()].sort((a, b) => a.pool - b.pool || compareBigint(a.slot, b.slot))
}

/** What a purchase costs at the snapshot. */
export function purchaseCost(problem: Problem, { pool, slot, units }: PoolPurchase): bigint {
  const { snapshot, curves } = problem
  const index = slotIndex(snapshot, slot)
  const curve = curves[pool]?.[index]
  const inventory = snapshot.pools[pool]?.slots[index]
  if (!curve || !inventory)
    refuseSolution('slot-not-tradable', `Pool ${pool} has no slot ${slot} in this auction.`, { pool, slot })
  const left = curve.capacity > inventory.sold ? curve.capacity - inventory.sold : 0n
  if (units > left)
    refuseSolution('oversold', `Pool ${pool} has ${left} GPU-seconds left in slot ${slot}; the fills take ${units}.`, {
      pool,
      slot,
      units,
      left,
    })
  return curveCost(curve, inventory.sold, units)
}
