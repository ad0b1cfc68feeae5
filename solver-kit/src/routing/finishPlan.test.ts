import type { Fill } from '@walras/intents-schema'
import { describe, expect, test } from 'vitest'
import { craftedFirstSlot, craftProblem } from '../backtest/craftProblem.ts'
import { generateProblem } from '../backtest/generateProblem.ts'
import type { Problem } from '../market/Problem.ts'
import { canonicalSolution } from '../rules/canonicalSolution.ts'
import { type Evaluation, evaluateSolution } from '../rules/evaluateSolution.ts'
import { checkFairness } from '../rules/fairness.ts'
import { bestPlacement } from './bestPlacement.ts'
import { finishPlan, finishSolution } from './finishPlan.ts'
import { byValue, improvePlan } from './improvePlan.ts'
import { createMarketModel } from './MarketModel.ts'
import { Plan } from './Plan.ts'

const hour = 3600n
const slot = craftedFirstSlot

function judge(problem: Problem, fills: readonly Fill[], marginBps?: bigint): Evaluation | undefined {
  const solution = finishSolution(problem, fills, { marginBps })
  if (!solution) return undefined
  const evaluation = evaluateSolution(problem, solution)
  checkFairness(problem, evaluation)
  return evaluation
}

/** The intent that was crafted at this place. */
const intentAt = ({ intents }: Problem, nonce: bigint): number =>
  intents.findIndex(({ signed }) => signed.nonce === nonce)

test('default: fills that are right stay as they are', () => {
  const problem = craftProblem({ pools: [{ gpus: 4 }], intents: [{ work: hour, maxPayment: 2_400_000n }] })
  const fills = [{ intent: 0, pool: 0, slot, hardware: 0, units: hour }]
  expect(finishSolution(problem, fills)).toEqual(canonicalSolution(problem, fills))
})

test('behavior: nothing to serve is no solution', () => {
  const problem = craftProblem({ pools: [{}], intents: [{ work: hour, maxPayment: 1n }] })
  expect(finishSolution(problem, [])).toBeUndefined()
  expect(finishSolution(problem, [{ intent: 0, pool: 0, slot, hardware: 0, units: hour }])).toBeUndefined()
})

describe('behavior: fills that break a rule are replaced', () => {
  const problem = craftProblem({
    pools: [{ gpus: 4 }],
    slots: 2,
    intents: [{ work: hour, maxPayment: 2_400_000n, minUnits: hour / 2n }],
  })
  const fill = { intent: 0, pool: 0, slot, hardware: 0, units: hour }
  test.each<[string, Fill[]]>([
    ['too little work', [{ ...fill, units: hour - 1n }]],
    [
      'too few units in one of them',
      [
        { ...fill, units: hour - 1n },
        { ...fill, slot: slot + 1n, units: 1n },
      ],
    ],
    ['more than the pool has', [{ ...fill, units: 5n * hour }]],
    ['a slot that is not offered', [{ ...fill, slot: slot + 9n }]],
    ['no such pool', [{ ...fill, pool: 3 }]],
  ])('%s', (_, fills) => {
    expect(judge(problem, fills)?.served).toMatchObject([{ intent: 0, filledWork: hour }])
  })

  test('no such intent', () => {
    expect(judge(problem, [{ ...fill, intent: 7 }])).toBeUndefined()
  })
})

test('behavior: an average that breaks a limit loses who breaks it, not the rest', () => {
  const problem = craftProblem({
    pools: [{ gpus: 4, prices: [300, 900] }],
    intents: [
      { work: 3n * hour, maxPayment: 9_000_000n },
      { work: hour, maxPayment: 1_150_000n },
    ],
  })
  const [rich, poor] = [intentAt(problem, 0n), intentAt(problem, 1n)]
  const fills = [rich, poor].map((intent) => ({
    intent,
    pool: 0,
    slot,
    hardware: 0,
    units: intent === rich ? 3n * hour : hour,
  }))
  expect(() => evaluateSolution(problem, canonicalSolution(problem, fills))).toThrow(/above its limit/)
  expect(judge(problem, fills)?.served.map(({ intent }) => intent)).toEqual([rich])
})

test('behavior: nobody is left wishing for what is left', () => {
  const problem = craftProblem({
    pools: [
      { gpus: 4, prices: [300, 310] },
      { gpus: 2, prices: [500, 510], region: 'eu-west' },
    ],
    intents: [0, 1].map(() => ({ work: 2n * hour, maxPayment: 4_800_000n })),
  })
  const dear = problem.snapshot.pools.findIndex(({ slots }) => slots[0]?.gpus === 2)
  const fills = [0, 1].map((intent) => {
    return { intent, pool: intent === 0 ? dear : 1 - dear, slot, hardware: 0, units: 2n * hour }
  })
  expect(() => checkFairness(problem, evaluateSolution(problem, canonicalSolution(problem, fills)))).toThrow(
    /from what is left/,
  )
  const evaluation = judge(problem, fills)
  expect(evaluation?.served.map(({ fills }) => fills.map(({ pool }) => pool))).toEqual([[1 - dear], [1 - dear]])
})

describe('args: marginBps', () => {
  test('is earned in full where limits leave room and nobody can go elsewhere', () => {
    const problem = craftProblem({ pools: [{ gpus: 4 }], intents: [{ work: hour, maxPayment: 2_400_000n }] })
    const evaluation = judge(problem, [{ intent: 0, pool: 0, slot, hardware: 0, units: hour }], 100n)
    const cost = evaluation?.products[0]?.cost ?? 0n
    expect(Number(evaluation?.grossMargin) / Number(cost)).toBeCloseTo(0.01, 4)
  })

  test.each([10n, 100n, 5_000n])('of %s bp never costs anybody its limit or its best alternative', (marginBps) => {
    for (const seed of [1, 2, 3]) {
      const problem = generateProblem({ seed, intents: 40, pools: 12, slots: 4 })
      const plan = new Plan(createMarketModel(problem))
      improvePlan(plan, { passes: 2 })
      const [free, earning] = [finishPlan(plan), finishPlan(plan, { marginBps })]
      if (!free || !earning) throw new Error('nothing served')
      const [without, withMargin] = [evaluateSolution(problem, free), evaluateSolution(problem, earning)]
      checkFairness(problem, withMargin)
      expect(withMargin.grossMargin).toBeGreaterThan(without.grossMargin)
      expect(earning.fills).toEqual(free.fills)
    }
  })
})

test('behavior: on random markets, repair keeps nearly all of the welfare', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const problem = generateProblem({ seed, intents: 60, pools: 24, slots: 6, load: seed % 3 || 0.5 })
    const plan = new Plan(createMarketModel(problem))
    for (const intent of byValue(plan)) {
      const placement = bestPlacement(plan, intent)
      if (placement) plan.place(placement)
    }
    const solution = finishPlan(plan)
    const score = solution ? Number(evaluateSolution(problem, solution).score) : 0
    expect(score / plan.welfare).toBeGreaterThan(0.95)
  }
})
