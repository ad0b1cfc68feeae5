import type { Fill } from '@walras/intents-schema'
import { isAddressEqual } from 'viem'
import { acceptsPlace, acceptsSlot, optionFor } from '../market/eligibility.ts'
import { type IntentTerms, intentTerms } from '../market/intentTerms.ts'
import { add, type Natural, toBigint, toNatural } from '../market/natural.ts'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { type ProductIds, productIds } from '../market/ProductIds.ts'
import { fillWork } from './prices.ts'
import { refuseSolution } from './refuseSolution.ts'

/** Judges the orders of a problem by their intents' own rules. */
export class OrderRules {
  readonly #problem: Problem
  readonly #terms: readonly IntentTerms[]
  readonly #ids: ProductIds

  constructor(problem: Problem) {
    this.#problem = problem
    this.#terms = intentTerms(problem)
    this.#ids = productIds(problem)
  }

  /**
   * An intent's own rules for its fills, which ascend by (pool, slot): class, place, window, least units, contiguity, pools
   * and work.
   *
   * @returns the work done, at most what is wanted
   */
  check(fills: readonly Fill[]): Natural {
    const { intent } = fills[0] as Fill
    const { token, minUnits, contiguous, maxPools, work, minWork } = this.#terms[intent] as IntentTerms
    if (token !== this.#problem.token && !isAddressEqual(token, this.#problem.token))
      refuseSolution('wrong-token', `Intent ${intent} pays in ${token}.`, { intent })
    let done: Natural = 0
    let pools = 0
    let lastPool = -1
    for (const fill of fills) {
      const speed = this.#acceptedSpeed(fill)
      const units = toNatural(fill.units)
      if (units <= 0 || units < minUnits) refuseUnits(fill, minUnits)
      done = add(done, fillWork(units, speed))
      if (fill.pool !== lastPool) pools++
      lastPool = fill.pool
    }
    if (contiguous) checkContiguous(fills)
    if (pools > maxPools)
      refuseSolution('too-many-pools', `Intent ${intent} is spread over ${pools} pools, it allows ${maxPools}.`, {
        intent,
        pools,
      })
    const filledWork = done < work ? done : work
    if (filledWork < minWork)
      refuseSolution('too-little-work', `Intent ${intent} gets ${filledWork} of at least ${minWork} H100-seconds.`, {
        intent,
        filledWork: toBigint(filledWork),
        minWork: toBigint(minWork),
      })
    return filledWork
  }

  /**
   * The speed that an intent signed for what a fill buys. Its lines and window say so at once; where they don't, the rules
   * one by one say why.
   */
  #acceptedSpeed(fill: Fill): Natural {
    const { lines, from, to } = this.#terms[fill.intent] as IntentTerms
    const slot = Number(fill.slot - this.#problem.snapshot.firstSlot)
    const option = optionFor(lines, this.#ids.lineOf(fill.pool) ?? -1)
    if (option?.hardware === fill.hardware && from <= slot && slot < to) return toNatural(option.speed)
    const buyer = this.#problem.intents[fill.intent] as ProblemIntent
    checkGoods(this.#problem, buyer, fill)
    return toNatural(buyer.signed.intent.hardware[fill.hardware]?.speed ?? 0n)
  }
}

/** Class, place and window. */
function checkGoods({ snapshot }: Problem, buyer: ProblemIntent, fill: Fill): void {
  const { intent, pool: poolIndex, slot, hardware } = fill
  const pool = snapshot.pools[poolIndex]
  if (!pool) refuseSolution('unknown-pool', `There is no pool ${poolIndex}.`, { pool: poolIndex })
  const facts = { intent, pool: poolIndex, slot }
  if (buyer.hardwareIds[hardware] !== pool.gpuClass)
    refuseSolution('wrong-class', `Pool ${poolIndex} is not option ${hardware} of intent ${intent}.`, facts)
  if (!acceptsPlace(buyer, pool))
    refuseSolution('wrong-place', `Pool ${poolIndex}'s region or tier does not suit intent ${intent}.`, facts)
  if (!acceptsSlot(buyer, slot, snapshot.slotSeconds))
    refuseSolution('outside-window', `Slot ${slot} is outside the window of intent ${intent}.`, facts)
}

function refuseUnits({ intent, pool, slot, units }: Fill, minUnits: Natural): never {
  refuseSolution('too-few-units', `A fill of ${units} units is below the ${minUnits} that intent ${intent} asks.`, {
    intent,
    pool,
    slot,
    units,
    minUnits: toBigint(minUnits),
  })
}

/** Fills on one pool of a contiguous intent: consecutive slots, equal units. `fills` ascend by (pool, slot). */
function checkContiguous(fills: readonly Fill[]): void {
  for (let i = 1; i < fills.length; i++) {
    const [before, after] = [fills[i - 1] as Fill, fills[i] as Fill]
    if (before.pool === after.pool && (after.slot !== before.slot + 1n || after.units !== before.units))
      refuseSolution(
        'not-contiguous',
        `Intent ${after.intent} wants the same machines in consecutive slots of a pool.`,
        {
          intent: after.intent,
          pool: after.pool,
          slot: after.slot,
        },
      )
  }
}
