import type { Certificate, Fill, ProductTerms, Solution } from '@walras/intents-schema'
import type { Proposal } from '@walras/solver-kit/portable'

/** A solution's fills as arrays of numbers: tens of thousands of objects would keep whoever receives them for long. */
interface PackedSolution {
  /** Intent, pool and hardware of each fill. */
  places: Int32Array
  /** Slot and units of each fill. */
  amounts: BigUint64Array
  products: readonly ProductTerms[]
}

/** A proposal as it passes from thread to thread. */
export interface PackedProposal {
  solutions: readonly PackedSolution[]
  certificate?: Certificate
}

function packSolution({ fills, products }: Solution): PackedSolution {
  const places = new Int32Array(3 * fills.length)
  const amounts = new BigUint64Array(2 * fills.length)
  for (const [at, { intent, pool, hardware, slot, units }] of fills.entries()) {
    places.set([intent, pool, hardware], 3 * at)
    amounts[2 * at] = slot
    amounts[2 * at + 1] = units
  }
  return { places, amounts, products }
}

function unpackSolution({ places, amounts, products }: PackedSolution): Solution {
  const fills = new Array<Fill>(amounts.length / 2)
  for (let at = 0; at < fills.length; at++)
    fills[at] = {
      intent: places[3 * at] as number,
      pool: places[3 * at + 1] as number,
      slot: amounts[2 * at] as bigint,
      hardware: places[3 * at + 2] as number,
      units: amounts[2 * at + 1] as bigint,
    }
  return { fills, products }
}

export function packProposal({ solutions, ...proof }: Proposal): PackedProposal {
  return { solutions: solutions.map(packSolution), ...proof }
}

export function unpackProposal({ solutions, ...proof }: PackedProposal): Proposal {
  return { solutions: solutions.map(unpackSolution), ...proof }
}
