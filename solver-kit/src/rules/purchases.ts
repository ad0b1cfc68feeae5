import type { Fill, Pool, Product } from '@walras/intents-schema'
import { curveCost } from '../market/curve.ts'
import type { Problem } from '../market/Problem.ts'
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

/** Sums fills per (pool, slot), ascending. */
export function purchasesOf(fills: readonly Fill[]): PoolPurchase[] {
  const ofPools = new Map<number, Map<bigint, PoolPurchase>>()
  const purchases: PoolPurchase[] = []
  for (const { pool, slot, units } of fills) {
    let ofPool = ofPools.get(pool)
    if (!ofPool) {
      ofPool = new Map()
      ofPools.set(pool, ofPool)
    }
    const known = ofPool.get(slot)
    if (known) {
      known.units += units
      continue
    }
    const purchase = { pool, slot, units }
    ofPool.set(slot, purchase)
    purchases.push(purchase)
  }
  return purchases.sort((a, b) => a.pool - b.pool || compareBigint(a.slot, b.slot))
}

/** What a purchase costs at the snapshot. */
export function purchaseCost(problem: Problem, { pool, slot, units }: PoolPurchase): bigint {
  const { snapshot, curves } = problem
  const index = Number(slot - snapshot.firstSlot)
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
