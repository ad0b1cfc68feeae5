import { productId } from '@walras/intents-schema'
import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import type { Problem } from './Problem.ts'
import { ProductIds } from './ProductIds.ts'

/** The same market, `slots` later. */
function later(problem: Problem, slots: bigint): Problem {
  const { snapshot } = problem
  return { ...problem, snapshot: { ...snapshot, firstSlot: snapshot.firstSlot + slots } }
}

test('behavior: ids are those of the products, whichever auctions there were before', () => {
  const problem = generateProblem({ seed: 1, intents: 1, pools: 20, slots: 3 })
  for (const auction of [problem, later(problem, 2n), problem, later(problem, -1n)]) {
    const ids = new ProductIds(auction)
    for (const { gpuClass, region, tier, pools } of auction.lines)
      for (const slot of [-1n, 0n, 1n, 2n, 3n].map((index) => auction.snapshot.firstSlot + index)) {
        const id = productId({ gpuClass, region, tier, slot })
        expect(ids.of({ gpuClass, region, tier, slot })).toBe(id)
        expect(ids.soldBy(pools[0] as number, slot)).toBe(id)
      }
  }
})
