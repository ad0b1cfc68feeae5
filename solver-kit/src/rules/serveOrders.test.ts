import type { Fill, Solution } from '@walras/intents-schema'
import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import type { Problem, ProblemIntent } from '../market/Problem.ts'
import { productIds } from '../market/ProductIds.ts'
import { clearMarket } from '../routing/aggregate/clearMarket.ts'
import { finishPlan } from '../routing/finishPlan.ts'
import { createMarketModel } from '../routing/MarketModel.ts'
import { evaluateSolution } from './evaluateSolution.ts'

/** The same market, in which each unit does `work` times as much, of which buyers want as much more, and pay `money` times as much. */
function enlarge(problem: Problem, work: bigint, money: bigint): Problem {
  const intents = problem.intents.map((buyer): ProblemIntent => {
    const { maxPayment, intent } = buyer.signed
    const hardware = intent.hardware.map((option) => ({ ...option, speed: option.speed * work }))
    const larger = { ...intent, hardware, work: intent.work * work, minWork: intent.minWork * work }
    return {
      ...buyer,
      signed: { ...buyer.signed, maxPayment: maxPayment * money, intent: larger },
      lines: buyer.lines.map((option) => ({ ...option, speed: option.speed * work })),
    }
  })
  return { ...problem, intents }
}

/** The definition, in bigint. */
function moneyOf(problem: Problem, { products, fills }: Solution, prices: ReadonlyMap<string, bigint>) {
  const ids = productIds(problem)
  expect(products).toHaveLength(prices.size)
  return [...Map.groupBy(fills, ({ intent }) => intent)].map(([intent, own]) => {
    const { signed } = problem.intents[intent] as ProblemIntent
    const { hardware, work } = signed.intent
    const workOf = ({ units, hardware: option }: Fill) => (units * (hardware[option]?.speed ?? 0n)) / 1_000_000n
    const paidFor = ({ pool, slot, units }: Fill) => {
      return ((prices.get(ids.soldBy(pool, slot)) ?? 0n) * units + 999_999n) / 1_000_000n
    }
    const done = own.reduce((sum, fill) => sum + workOf(fill), 0n)
    const filledWork = done < work ? done : work
    const payment = own.reduce((sum, fill) => sum + paidFor(fill), 0n)
    const limit = (signed.maxPayment * filledWork) / work
    return { intent, fills: own, filledWork, payment, limit, surplus: limit - payment }
  })
}

const rules = ['whole', 'contiguous', 'few-pools'] as const
const factors = [1n, 1_000n, 10n ** 6n, 2n ** 64n, 2n ** 150n]
const sizes = factors.flatMap((work) => factors.map((money) => ({ work, money })))

test.each(sizes)('property: work times $work, money times $money: as in bigint, to the unit', ({ work, money }) => {
  for (const [seed, rule] of rules.entries()) {
    const problem = generateProblem({ seed, intents: 60, pools: 12, slots: 3, rules: rule })
    const solution = finishPlan(clearMarket(createMarketModel(problem)).plan)
    if (!solution) throw new Error('Nobody is served.')
    const larger = enlarge(problem, work, money)
    const { served, products, grossMargin, protocolFee, score } = evaluateSolution(larger, solution)
    const expected = moneyOf(larger, solution, new Map(products.map(({ id, price }) => [id, price])))
    expect(served).toEqual(expected)
    const costs = products.reduce((sum, { cost }) => sum + cost, 0n)
    expect(grossMargin).toBe(expected.reduce((sum, { payment }) => sum + payment, 0n) - costs)
    expect(score).toBe(expected.reduce((sum, { surplus }) => sum + surplus, 0n) + protocolFee)
  }
})
