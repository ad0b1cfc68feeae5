import type { Fill } from '@walras/intents-schema'
import { isAddressEqual } from 'viem'
import { acceptsPlace, acceptsSlot } from '../market/eligibility.ts'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { fillWork } from './prices.ts'
import { refuseSolution } from './refuseSolution.ts'

function checkFill({ snapshot }: Problem, buyer: ProblemIntent, fill: Fill): void {
  const { intent } = buyer.signed
  const { intent: index, pool: poolIndex, slot, units, hardware } = fill
  const pool = snapshot.pools[poolIndex]
  if (!pool) refuseSolution('unknown-pool', `There is no pool ${poolIndex}.`, { pool: poolIndex })
  const facts = { intent: index, pool: poolIndex, slot }
  if (buyer.hardwareIds[hardware] !== pool.gpuClass)
    refuseSolution('wrong-class', `Pool ${poolIndex} is not option ${hardware} of intent ${index}.`, facts)
  if (!acceptsPlace(buyer, pool))
    refuseSolution('wrong-place', `Pool ${poolIndex}'s region or tier does not suit intent ${index}.`, facts)
  if (!acceptsSlot(buyer, slot, snapshot.slotSeconds))
    refuseSolution('outside-window', `Slot ${slot} is outside the window of intent ${index}.`, facts)
  if (units <= 0n || units < intent.minUnits)
    refuseSolution(
      'too-few-units',
      `A fill of ${units} units is below the ${intent.minUnits} that intent ${index} asks.`,
      {
        ...facts,
        units,
        minUnits: intent.minUnits,
      },
    )
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

/**
 * An intent's own rules for its fills, which ascend by (pool, slot): class, place, window, least units, contiguity, pools
 * and work.
 *
 * @returns the work done, at most what is wanted
 */
export function checkOrder(problem: Problem, buyer: ProblemIntent, fills: readonly Fill[]): bigint {
  const index = (fills[0] as Fill).intent
  const { signed } = buyer
  if (signed.token !== problem.token && !isAddressEqual(signed.token, problem.token))
    refuseSolution('wrong-token', `Intent ${index} pays in ${signed.token}.`, { intent: index })
  for (const fill of fills) checkFill(problem, buyer, fill)
  if (signed.intent.contiguous) checkContiguous(fills)
  const pools = fills.reduce((count, { pool }, at) => (pool === fills[at - 1]?.pool ? count : count + 1), 0)
  const { maxPools, work, minWork, hardware } = signed.intent
  if (BigInt(pools) > maxPools)
    refuseSolution('too-many-pools', `Intent ${index} is spread over ${pools} pools, it allows ${maxPools}.`, {
      intent: index,
      pools,
    })
  const done = fills.reduce((sum, fill) => sum + fillWork(fill.units, hardware[fill.hardware]?.speed ?? 0n), 0n)
  const filledWork = done < work ? done : work
  if (filledWork < minWork)
    refuseSolution('too-little-work', `Intent ${index} gets ${filledWork} of at least ${minWork} H100-seconds.`, {
      intent: index,
      filledWork,
      minWork,
    })
  return filledWork
}
