import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lossOfWholeUnits, type UnitPrice, type WholeJob } from './wholeUnits.ts'

const perWork = ({ price, speed }: UnitPrice) => (price / speed) * 1e6

/** The definition: the best of all purchases in whole units, beside all the work at the cheapest price of work. */
function leastLoss({ work, minWork, minUnits, value }: WholeJob, options: readonly UnitPrice[]): number {
  let best = 0
  const buy = (from: number, done: number, cost: number): void => {
    const paid = Math.min(work, done)
    if (paid >= minWork) best = Math.max(best, value * paid - cost)
    const option = options[from]
    if (!option) return
    const { price, speed } = option
    buy(from + 1, done, cost)
    for (let units = minUnits; units <= minUnits + Math.ceil((work * 1e6) / speed); units++)
      buy(from + 1, done + Math.floor((units * speed) / 1e6), cost + units * price)
  }
  buy(0, 0, 0)
  return (value - Math.min(...options.map(perWork))) * work - best
}

const option = fc.record({
  price: fc.integer({ min: 1, max: 1_000 }),
  speed: fc.integer({ min: 250_000, max: 2_500_000 }),
})
/** Nearly as cheap as each other, as they are where markets clear. */
const rivals = fc
  .tuple(
    option,
    fc.array(fc.tuple(fc.integer({ min: 250_000, max: 2_500_000 }), fc.double({ min: 1, max: 1.2, noNaN: true })), {
      maxLength: 2,
    }),
  )
  .map(([first, others]) => [
    first,
    ...others.map(([speed, dearer]) => ({ speed, price: Math.ceil((first.price / first.speed) * speed * dearer) })),
  ])

const market = fc
  .record({
    options: fc.oneof(rivals, fc.array(option, { minLength: 1, maxLength: 3 })),
    work: fc.integer({ min: 1, max: 12 }),
    least: fc.integer({ min: 0, max: 12 }),
    minUnits: fc.integer({ min: 1, max: 3 }),
    worth: fc.double({ min: 1, max: 3, noNaN: true }),
  })
  .map(({ options, work, least, minUnits, worth }) => {
    const [cheapest, ...others] = options.toSorted((a, b) => perWork(a) - perWork(b)) as [UnitPrice, ...UnitPrice[]]
    return {
      cheapest,
      others: others.filter(
        ({ speed }, at) => speed !== cheapest.speed && others.findIndex((o) => o.speed === speed) === at,
      ),
      job: { work, minWork: Math.max(1, Math.min(least, work)), minUnits, value: worth * perWork(cheapest) },
    }
  })
  .filter(({ cheapest, job }) => cheapest.speed * job.minUnits <= job.work * 1e6)

describe('lossOfWholeUnits', () => {
  test('property: nobody loses less, whatever is bought', () => {
    let proven = 0
    fc.assert(
      fc.property(market, ({ cheapest, others, job }) => {
        const loss = lossOfWholeUnits(job, cheapest, others)
        // Of thousands, floats see a billionth.
        expect(loss).toBeLessThanOrEqual(leastLoss(job, [cheapest, ...others]) + 1e-6)
        if (loss > 0) proven++
      }),
      { numRuns: 3_000 },
    )
    expect(proven).toBeGreaterThan(1_000)
  })

  test('property: to the point where all or nothing is wanted of one speed', () => {
    fc.assert(
      fc.property(market, ({ cheapest, job }) => {
        const whole = { ...job, minWork: job.work }
        expect(lossOfWholeUnits(whole, cheapest, [])).toBeCloseTo(leastLoss(whole, [cheapest]), 5)
      }),
      { numRuns: 1_000 },
    )
  })

  test('behavior: what fits loses nothing', () => {
    const job = { work: 3, minWork: 3, minUnits: 1, value: 1_000 }
    expect(lossOfWholeUnits(job, { price: 300, speed: 1_500_000 }, [])).toBe(0)
    // 2 units do 2.8, a third costs 300 for 0.2 that are needed; or 3 of the others cost 10 more each.
    expect(lossOfWholeUnits(job, { price: 280, speed: 1_400_000 }, [])).toBeCloseTo(240, 5)
    expect(lossOfWholeUnits(job, { price: 280, speed: 1_400_000 }, [{ price: 210, speed: 1_000_000 }])).toBeCloseTo(
      30,
      5,
    )
  })

  test('behavior: no claim where floats are not exact', () => {
    const job = { work: 2 ** 34, minWork: 1, minUnits: 1, value: 1_000 }
    expect(lossOfWholeUnits(job, { price: 280, speed: 1_400_000 }, [])).toBe(0)
  })
})
