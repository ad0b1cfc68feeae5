import { WalrasError } from '@walras/intents-schema'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { bestPlacement } from '../routing/bestPlacement.ts'
import { createMarketModel } from '../routing/MarketModel.ts'
import { Plan } from '../routing/Plan.ts'
import { canonicalSolution } from './canonicalSolution.ts'
import { type Evaluation, evaluateSolution } from './evaluateSolution.ts'
import { checkFairness, singleFillSurplus } from './fairness.ts'

const intents = 20

/** A market, and who is served from which pools, one after the other: many would rather have what is left. */
const markets = fc.record({
  seed: fc.nat(200),
  slots: fc.integer({ min: 1, max: 3 }),
  order: fc.uniqueArray(fc.record({ intent: fc.nat(intents - 1), only: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]) }), {
    minLength: 2,
    selector: ({ intent }) => intent,
  }),
})

/** `undefined` where nobody is served, or somebody would pay more than it may. */
function serve(problem: Problem, order: readonly { intent: number; only: number[] }[]): Evaluation | undefined {
  const plan = new Plan(createMarketModel(problem))
  for (const { intent, only } of order) {
    const placement = bestPlacement(plan, intent, { only })
    if (placement) plan.place(placement)
  }
  try {
    return evaluateSolution(problem, canonicalSolution(problem, plan.fills))
  } catch (error) {
    const expected = ['solution/empty', 'solution/limit-exceeded']
    if (error instanceof WalrasError && expected.includes(error.code)) return undefined
    throw error
  }
}

/** The definition: who is first to gain more by one purchase of what is left, and how much. */
function findUnfair(problem: Problem, { purchases, served }: Evaluation) {
  const { firstSlot, pools } = problem.snapshot
  if (served.length < 2) return undefined
  for (const { intent, surplus } of served) {
    const buyer = problem.intents[intent] as ProblemIntent
    let alone = surplus
    for (const { line, hardware, speed } of buyer.lines)
      for (const pool of problem.lines[line]?.pools ?? [])
        for (let index = buyer.window.from; index < buyer.window.to; index++) {
          const slot = firstSlot + BigInt(index)
          const curve = problem.curves[pool]?.[index]
          if (!curve) continue
          const taken = purchases.find((purchase) => purchase.pool === pool && purchase.slot === slot)?.units ?? 0n
          const sold = (pools[pool]?.slots[index]?.sold ?? 0n) + taken
          const found = singleFillSurplus({ buyer, arc: { pool, slot, hardware, speed }, curve, sold, atLeast: 0n })
          if (found > alone) alone = found
        }
    if (alone > surplus) return { intent, surplus, alone }
  }
  return undefined
}

test('property: a solution is refused exactly where somebody gains more by what is left', () => {
  let unfair = 0
  fc.assert(
    fc.property(markets, ({ seed, slots, order }) => {
      const problem = generateProblem({ seed, intents, pools: 8, slots })
      const evaluation = serve(problem, order)
      fc.pre(evaluation !== undefined)
      const expected = findUnfair(problem, evaluation as Evaluation)
      let refused: unknown
      try {
        checkFairness(problem, evaluation as Evaluation)
      } catch (error) {
        if (!(error instanceof WalrasError)) throw error
        refused = error.facts
      }
      expect(refused).toEqual(expected)
      if (expected) unfair++
    }),
    { numRuns: 200 },
  )
  expect(unfair).toBeGreaterThan(20)
})
