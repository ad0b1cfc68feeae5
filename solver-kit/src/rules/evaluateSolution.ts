import {
  type Fill,
  type Product,
  type ProductTerms,
  productId,
  type Solution,
  WalrasError,
} from '@walras/intents-schema'
import { type Hex, isAddressEqual } from 'viem'
import { curveCost } from '../market/curve.ts'
import { acceptsPlace, acceptsSlot } from '../market/eligibility.ts'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { fillPayment, fillWork, paymentLimit, productPrice, protocolFee } from './prices.ts'
import { maxSettlementGas, settlementGas } from './settlementGas.ts'

/** A product of a solution at its price. Prices in millionths of a base unit per GPU-second, cost in base units. */
export interface PricedProduct {
  id: Hex
  terms: ProductTerms
  price: bigint
  units: bigint
  cost: bigint
}

/** What one intent gets and pays, in work units and token base units. */
export interface ServedIntent {
  /** Index into the problem's intents. */
  intent: number
  fills: readonly Fill[]
  filledWork: bigint
  payment: bigint
  limit: bigint
  surplus: bigint
}

/** A solution that obeys every rule, with its money counted to the unit. */
export interface Evaluation {
  solution: Solution
  products: readonly PricedProduct[]
  served: readonly ServedIntent[]
  /** Σ payments − Σ costs: the solver's margin with rounding dust, before the protocol's share. */
  grossMargin: bigint
  protocolFee: bigint
  /** Σ surplus + protocol fee: what auctions maximise. */
  score: bigint
  /** What settling it alone takes, from above. */
  gas: number
}

function refuse(code: string, message: string, facts: Record<string, string | number | bigint | boolean>): never {
  throw new WalrasError({ code: `solution/${code}`, message, facts })
}

const compareBigint = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/** Order of fills in a solution: by intent, pool, slot. */
export function compareFills(a: Fill, b: Fill): number {
  return a.intent - b.intent || a.pool - b.pool || compareBigint(a.slot, b.slot)
}

/** The product that a fill's pool sells in its slot. */
export function fillProduct({ snapshot }: Problem, { pool, slot }: Pick<Fill, 'pool' | 'slot'>): Product {
  const found = snapshot.pools[pool]
  if (!found) refuse('unknown-pool', `There is no pool ${pool}; the snapshot has ${snapshot.pools.length}.`, { pool })
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
export function purchaseCost({ snapshot, curves }: Problem, { pool, slot, units }: PoolPurchase): bigint {
  const index = Number(slot - snapshot.firstSlot)
  const curve = curves[pool]?.[index]
  const inventory = snapshot.pools[pool]?.slots[index]
  if (!curve || !inventory)
    refuse('slot-not-tradable', `Pool ${pool} has no slot ${slot} in this auction.`, { pool, slot })
  const left = curve.capacity > inventory.sold ? curve.capacity - inventory.sold : 0n
  if (units > left)
    refuse('oversold', `Pool ${pool} has ${left} GPU-seconds left in slot ${slot}; the fills take ${units}.`, {
      pool,
      slot,
      units,
      left,
    })
  return curveCost(curve, inventory.sold, units)
}

function checkCanonical(solution: Solution): void {
  const { fills } = solution
  for (let i = 1; i < fills.length; i++)
    if (compareFills(fills[i - 1] as Fill, fills[i] as Fill) >= 0)
      refuse('not-canonical', 'Fills must ascend by (intent, pool, slot) without duplicates.', { fill: i })
}

function priceProducts(problem: Problem, { fills, products }: Solution): Map<Hex, PricedProduct> {
  const ids = new Map<string, Hex>()
  const totals = new Map<Hex, { units: bigint; cost: bigint }>()
  for (const purchase of purchasesOf(fills)) {
    const id = productId(fillProduct(problem, purchase))
    ids.set(`${purchase.pool}/${purchase.slot}`, id)
    const total = totals.get(id) ?? { units: 0n, cost: 0n }
    totals.set(id, { units: total.units + purchase.units, cost: total.cost + purchaseCost(problem, purchase) })
  }
  const priced = new Map<Hex, PricedProduct>()
  let previous = ''
  for (const terms of products) {
    const id = productId(terms)
    if (id <= previous) refuse('not-canonical', 'Products must ascend by id without duplicates.', { product: id })
    previous = id
    const total = totals.get(id)
    if (!total) refuse('unused-product', `Product ${id} is priced, but no fill buys it.`, { product: id })
    if (terms.margin < 0n) refuse('negative-margin', `The margin on ${id} is negative.`, { product: id })
    const price = productPrice({ ...total, margin: terms.margin })
    if (price > terms.maxPrice)
      refuse('price-above-max', `Product ${id} costs ${price}, above the stated ${terms.maxPrice}.`, {
        product: id,
        price,
        maxPrice: terms.maxPrice,
      })
    priced.set(id, { id, terms, price, ...total })
  }
  for (const id of totals.keys())
    if (!priced.has(id))
      refuse('unpriced-product', `Fills buy product ${id}, but the solution does not price it.`, { product: id })
  return priced
}

function checkFill({ snapshot }: Problem, buyer: ProblemIntent, fill: Fill): void {
  const { intent } = buyer.signed
  const { intent: index, pool: poolIndex, slot, units, hardware } = fill
  const pool = snapshot.pools[poolIndex]
  if (!pool) refuse('unknown-pool', `There is no pool ${poolIndex}.`, { pool: poolIndex })
  const facts = { intent: index, pool: poolIndex, slot }
  if (buyer.hardwareIds[hardware] !== pool.gpuClass)
    refuse('wrong-class', `Pool ${poolIndex} is not option ${hardware} of intent ${index}.`, facts)
  if (!acceptsPlace(buyer, pool))
    refuse('wrong-place', `Pool ${poolIndex}'s region or tier does not suit intent ${index}.`, facts)
  if (!acceptsSlot(buyer, slot, snapshot.slotSeconds))
    refuse('outside-window', `Slot ${slot} is outside the window of intent ${index}.`, facts)
  if (units <= 0n || units < intent.minUnits)
    refuse('too-few-units', `A fill of ${units} units is below the ${intent.minUnits} that intent ${index} asks.`, {
      ...facts,
      units,
      minUnits: intent.minUnits,
    })
}

/** Fills on one pool of a contiguous intent: consecutive slots, equal units. `fills` ascend by (pool, slot). */
function checkContiguous(fills: readonly Fill[]): void {
  for (let i = 1; i < fills.length; i++) {
    const [before, after] = [fills[i - 1] as Fill, fills[i] as Fill]
    if (before.pool === after.pool && (after.slot !== before.slot + 1n || after.units !== before.units))
      refuse('not-contiguous', `Intent ${after.intent} wants the same machines in consecutive slots of a pool.`, {
        intent: after.intent,
        pool: after.pool,
        slot: after.slot,
      })
  }
}

function serve(problem: Problem, prices: Map<Hex, PricedProduct>, fills: readonly Fill[]): ServedIntent {
  const index = (fills[0] as Fill).intent
  const buyer = problem.intents[index]
  if (!buyer) refuse('unknown-intent', `There is no intent ${index} in this auction.`, { intent: index })
  const { signed } = buyer
  if (!isAddressEqual(signed.token, problem.token))
    refuse('wrong-token', `Intent ${index} pays in ${signed.token}.`, { intent: index })
  for (const fill of fills) checkFill(problem, buyer, fill)
  if (signed.intent.contiguous) checkContiguous(fills)
  const pools = new Set(fills.map(({ pool }) => pool)).size
  if (BigInt(pools) > signed.intent.maxPools)
    refuse('too-many-pools', `Intent ${index} is spread over ${pools} pools, it allows ${signed.intent.maxPools}.`, {
      intent: index,
      pools,
    })
  const { work, minWork, hardware } = signed.intent
  const done = fills.reduce((sum, fill) => sum + fillWork(fill.units, hardware[fill.hardware]?.speed ?? 0n), 0n)
  const filledWork = done < work ? done : work
  if (filledWork < minWork)
    refuse('too-little-work', `Intent ${index} gets ${filledWork} of at least ${minWork} H100-seconds.`, {
      intent: index,
      filledWork,
      minWork,
    })
  const payment = fills.reduce((sum, fill) => {
    const price = prices.get(productId(fillProduct(problem, fill)))?.price ?? 0n
    return sum + fillPayment(price, fill.units)
  }, 0n)
  const limit = paymentLimit({ maxPayment: signed.maxPayment, filledWork, work })
  if (payment > limit)
    refuse('limit-exceeded', `Intent ${index} would pay ${payment}, above its limit of ${limit}.`, {
      intent: index,
      payment,
      limit,
    })
  return { intent: index, fills, filledWork, payment, limit, surplus: limit - payment }
}

function groupByIntent(fills: readonly Fill[]): Fill[][] {
  const groups: Fill[][] = []
  for (const fill of fills) {
    const last = groups.at(-1)
    if (last?.[0]?.intent === fill.intent) last.push(fill)
    else groups.push([fill])
  }
  return groups
}

function checkGas({ intents }: Problem, { fills, products }: Solution): number {
  const orders = [...new Set(fills.map(({ intent }) => intent))]
  const gas = settlementGas({
    orders: orders.length,
    options: orders.reduce((sum, index) => sum + optionsOf(intents[index]), 0),
    fills: fills.length,
    purchases: new Set(fills.map(({ pool, slot }) => `${pool}/${slot}`)).size,
    products: products.length,
  })
  if (gas > maxSettlementGas)
    refuse('too-much-gas', `Settling takes up to ${gas} gas; a transaction may use ${maxSettlementGas}. Serve fewer.`, {
      gas,
      maxSettlementGas,
    })
  return gas
}

/** Hardware options and regions that an intent names: each costs gas to hash and to compare. */
export function optionsOf(buyer: ProblemIntent | undefined): number {
  return buyer ? buyer.signed.intent.hardware.length + buyer.signed.intent.regions.length : 0
}

/**
 * Judges a solution by every rule of settlement and counts its money, exactly as the contract will. Solvers call it
 * before they bid, the auctioneer before it awards, a replay to check the auctioneer.
 *
 * @throws {@link WalrasError} `solution/…` with the facts of the first broken rule.
 */
export function evaluateSolution(problem: Problem, solution: Solution): Evaluation {
  if (solution.fills.length === 0) refuse('empty', 'The solution serves nobody.', {})
  checkCanonical(solution)
  const gas = checkGas(problem, solution)
  const prices = priceProducts(problem, solution)
  const served = groupByIntent(solution.fills).map((fills) => serve(problem, prices, fills))
  const products = [...prices.values()]
  const payments = served.reduce((sum, { payment }) => sum + payment, 0n)
  const costs = products.reduce((sum, { cost }) => sum + cost, 0n)
  const grossMargin = payments - costs
  const fee = protocolFee(grossMargin, problem.protocolFeePips)
  const surplus = served.reduce((sum, intent) => sum + intent.surplus, 0n)
  return { solution, products, served, grossMargin, protocolFee: fee, score: surplus + fee, gas }
}
