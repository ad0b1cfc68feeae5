import { describe, expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { clearMarket } from './aggregate/clearMarket.ts'
import { improvePlan } from './improvePlan.ts'
import { isAcceptable } from './isAcceptable.ts'
import { createMarketModel } from './MarketModel.ts'
import { Plan } from './Plan.ts'
import { RuinAndRecreate } from './ruinAndRecreate.ts'

/** A plan in which no intent gains by moving alone. */
function improved(slots: number, seed = 4): Plan {
  const plan = new Plan(createMarketModel(generateProblem({ seed, intents: 40, pools: 20, slots, maxGas: Infinity })))
  improvePlan(plan)
  return plan
}

describe.each([1, 4])('over %s slots', (slots) => {
  test('behavior: gains what it says, and everybody is served by its own rules', () => {
    const plan = improved(slots)
    const before = plan.welfare
    const search = new RuinAndRecreate(plan, { tries: 300 })
    expect(search.run(300)).toBe(false)
    const gained = search.finish()
    expect(gained).toBeGreaterThan(0)
    expect((plan.welfare - before) / gained).toBeCloseTo(1, 6)
    for (const { intent, fills } of plan.placements) {
      const demand = plan.model.demands[intent]
      expect(demand && isAcceptable(demand, fills)).toBe(true)
    }
    for (const cell of plan.model.cells.keys()) expect(plan.left(cell)).toBeGreaterThanOrEqual(0)
  })
})

test('behavior: equal seeds make equal plans, in how many goes ever', () => {
  const [once, bits, other] = [improved(1), improved(1), improved(1)]
  const run = (plan: Plan, seed: number, count: number): Plan => {
    const search = new RuinAndRecreate(plan, { tries: 200, seed })
    while (search.run(count));
    search.finish()
    return plan
  }
  expect(run(bits, 7, 30).fills).toEqual(run(once, 7, 200).fills)
  expect(run(other, 8, 200).fills).not.toEqual(once.fills)
})

test('behavior: stopped half way, it leaves a plan that is no worse', () => {
  const plan = improved(1)
  const before = plan.welfare
  const search = new RuinAndRecreate(plan, { tries: 10_000 })
  expect(search.run(20)).toBe(true)
  search.finish()
  expect(plan.welfare).toBeGreaterThanOrEqual(before - 1)
})

test('behavior: who accepts less of its work makes room for another', () => {
  const model = createMarketModel(
    generateProblem({ seed: 131, intents: 10, pools: 10, slots: 1, drawnIds: true, maxGas: Infinity }),
  )
  const plan = new Plan(model)
  improvePlan(plan)
  const before = plan.welfare
  const search = new RuinAndRecreate(plan, { tries: 150 })
  search.run(150)
  expect(search.finish() / before).toBeGreaterThan(0.06)
})

test('behavior: a large job changes its pool, and everybody whom that touches moves along', () => {
  const model = createMarketModel(
    generateProblem({
      seed: 11,
      intents: 300,
      pools: 100,
      slots: 1,
      rules: 'few-pools',
      drawnIds: true,
      maxGas: Infinity,
    }),
  )
  const { plan } = clearMarket(model)
  const search = new RuinAndRecreate(plan, { tries: 12_000, seed: 3 })
  search.run(12_000)
  search.finish()
  // A job of 115,200 units fits in another pool if thirteen others leave it. Without relocations: 718 million.
  expect(plan.welfare).toBeGreaterThan(719.5e6)
})
