import { describe, expect, test } from 'vitest'
import { type CraftProblemParameters, craftProblem } from '../backtest/craftProblem.ts'
import { generateProblem } from '../backtest/generateProblem.ts'
import { bestPlacement } from './bestPlacement.ts'
import { isAcceptable } from './isAcceptable.ts'
import { createMarketModel } from './MarketModel.ts'
import { type Placement, Plan } from './Plan.ts'

const hour = 3600n

function planOf(parameters: CraftProblemParameters): Plan {
  return new Plan(createMarketModel(craftProblem(parameters)))
}

function unitsBySlot(placement: Placement | undefined): number[] {
  const units: number[] = []
  for (const { arc, units: own } of placement?.fills ?? []) units[arc.slot] = (units[arc.slot] ?? 0) + own
  return [...units].map((own) => own ?? 0)
}

test('default: pours over slots to one price', () => {
  const plan = planOf({
    pools: [{ gpus: 4, sold: [2n * hour, hour, 0n] }],
    slots: 3,
    intents: [{ work: 6n * hour, maxPayment: 18_000_000n }],
  })
  const placement = bestPlacement(plan, 0) as Placement
  expect(placement.work).toBe(Number(6n * hour))
  expect(unitsBySlot(placement).map((units) => Math.round(units / 36))).toEqual([100, 200, 300])
  plan.place(placement)
  const prices = plan.model.cells.map((_, cell) => plan.price(cell))
  expect(Math.max(...prices) / Math.min(...prices)).toBeCloseTo(1, 3)
})

describe('args: the rules of an intent', () => {
  const pools = [{ gpus: 2 }, { gpus: 2, prices: [510, 610] as const }, { gpus: 2, prices: [520, 620] as const }]
  const job = { work: 4n * hour, maxPayment: 14_000_000n }

  test('all or nothing: nothing, if not all', () => {
    expect(bestPlacement(planOf({ pools, intents: [{ ...job, work: 7n * hour }] }), 0)).toBeUndefined()
    expect(bestPlacement(planOf({ pools, intents: [job] }), 0)?.work).toBe(Number(4n * hour))
  })

  test('divisible: only what is worth its price', () => {
    const intent = { ...job, maxPayment: (4n * hour * 515n) as bigint, minWork: 1n }
    const placement = bestPlacement(planOf({ pools, intents: [intent] }), 0) as Placement
    expect(placement.work).toBeGreaterThan(0)
    expect(placement.work).toBeLessThan(Number(job.work))
    expect(placement.gain).toBeGreaterThan(0)
  })

  test('maxPools: no more pools', () => {
    const placement = bestPlacement(planOf({ pools, intents: [{ ...job, work: 3n * hour, maxPools: 2n }] }), 0)
    expect(new Set(placement?.fills.map(({ arc }) => arc.pool)).size).toBe(2)
    expect(bestPlacement(planOf({ pools, intents: [{ ...job, maxPools: 1n }] }), 0)).toBeUndefined()
  })

  test('minUnits: no slivers', () => {
    const placement = bestPlacement(planOf({ pools, slots: 6, intents: [{ ...job, minUnits: hour }] }), 0)
    expect(placement?.fills.every(({ units }) => units >= Number(hour))).toBe(true)
    expect(placement?.work).toBe(Number(job.work))
  })

  test('contiguous: the same machines in consecutive slots, around what is sold', () => {
    const plan = planOf({
      pools: [{ gpus: 2, sold: [0n, 2n * hour, 0n, 0n, 0n, hour] }],
      slots: 6,
      intents: [{ ...job, contiguous: true }],
    })
    const fills = bestPlacement(plan, 0)?.fills ?? []
    expect(fills.map(({ arc }) => arc.slot)).toEqual([2, 3, 4])
    expect(new Set(fills.map(({ units }) => units)).size).toBe(1)
  })

  test('window: no slot outside', () => {
    const intent = { ...job, work: hour, startAfter: 500_001n * hour, finishBy: 500_003n * hour }
    expect(unitsBySlot(bestPlacement(planOf({ pools, slots: 4, intents: [intent] }), 0))[0]).toBe(0)
  })
})

test('args: reserve prices keep an intent off what others need more', () => {
  const plan = planOf({
    pools: [{ gpus: 2 }, { gpus: 2, prices: [530, 640], region: 'us-east' }],
    intents: [{ work: hour, maxPayment: 2_400_000n }],
  })
  const cheap = bestPlacement(plan, 0)?.fills[0]?.arc.cell ?? -1
  const reserve = Float64Array.from(plan.model.cells, (_, cell) => (cell === cheap ? 650 : 0))
  expect(bestPlacement(plan, 0, { reserve })?.fills.map(({ arc }) => arc.cell)).toEqual([1 - cheap])
})

test('behavior: whatever the market, a placement obeys its rules and gains', () => {
  for (const seed of [1, 2, 3, 4]) {
    const plan = new Plan(
      createMarketModel(generateProblem({ seed, intents: 80, pools: 20, slots: 8, load: seed / 2 })),
    )
    for (const demand of plan.model.demands) {
      const placement = bestPlacement(plan, demand.intent)
      if (!placement) continue
      expect(isAcceptable(demand, placement.fills)).toBe(true)
      expect(placement.gain).toBeGreaterThan(0)
      for (const { arc, units } of placement.fills) expect(units).toBeLessThanOrEqual(plan.left(arc.cell))
      const before = plan.welfare
      plan.place(placement)
      expect(plan.welfare - before).toBeCloseTo(placement.gain, 2)
    }
  }
})

describe('args: atAnyPrice', () => {
  test('all of the work, though it costs more than it is worth', () => {
    const plan = planOf({
      pools: [{ gpus: 2 }, { gpus: 2, prices: [900, 1000] as const }],
      intents: [{ work: 3n * hour, maxPayment: 6_000_000n, minWork: 1n }],
    })
    expect(bestPlacement(plan, 0)?.work).toBeLessThan(Number(3n * hour))
    const forced = bestPlacement(plan, 0, { atAnyPrice: true }) as Placement
    expect(forced.work).toBe(Number(3n * hour))
    expect(forced.gain).toBeLessThan(0)
    expect(forced.gain).toBeCloseTo(6_000_000 - forced.cost, 2)
    expect(bestPlacement(plan, 0, { atAnyPrice: true, only: [0] })?.work).toBe(Number(2n * hour))
  })

  test('behavior: whatever the market, it obeys all rules but the limit', () => {
    let losses = 0
    for (const seed of [1, 2, 3, 4])
      for (const slots of [1, 3]) {
        const plan = new Plan(createMarketModel(generateProblem({ seed, intents: 80, pools: 20, slots, load: 2 })))
        for (const demand of plan.model.demands) {
          const placement = bestPlacement(plan, demand.intent, { atAnyPrice: true })
          if (!placement) continue
          expect(isAcceptable(demand, placement.fills)).toBe(true)
          for (const { arc, units } of placement.fills) expect(units).toBeLessThanOrEqual(plan.left(arc.cell))
          const before = plan.welfare
          plan.place(placement)
          expect(plan.welfare - before).toBeCloseTo(placement.gain, 2)
          if (placement.gain < 0) losses++
        }
      }
    expect(losses).toBeGreaterThan(0)
  })
})
