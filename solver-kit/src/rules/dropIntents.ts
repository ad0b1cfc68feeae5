import type { Solution } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Problem } from '../market/Problem.ts'
import { productIds } from '../market/ProductIds.ts'

/** Ids of the products that fills buy. A fill of a pool that does not exist buys none; the rules refuse it. */
function boughtBy(problem: Problem, fills: Solution['fills']): ReadonlySet<Hex> {
  const ids = productIds(problem)
  return new Set(fills.flatMap(({ pool, slot }) => (problem.snapshot.pools[pool] ? [ids.soldBy(pool, slot)] : [])))
}

/**
 * A solution without some intents: it loses exactly their fills, and the products that only they bought. Everything else
 * stays as it was bid, also what is wrong with it.
 *
 * @param dropped ids of intents
 * @returns the solution itself when it serves none of them
 */
export function dropIntents(problem: Problem, solution: Solution, dropped: Pick<ReadonlySet<Hex>, 'has'>): Solution {
  const fills = solution.fills.filter(({ intent }) => {
    const id = problem.intents[intent]?.id
    return id === undefined || !dropped.has(id)
  })
  if (fills.length === solution.fills.length) return solution
  const [before, after] = [boughtBy(problem, solution.fills), boughtBy(problem, fills)]
  const products = solution.products.filter((product) => {
    const id = productIds(problem).of(product)
    return after.has(id) || !before.has(id)
  })
  return { fills, products }
}
