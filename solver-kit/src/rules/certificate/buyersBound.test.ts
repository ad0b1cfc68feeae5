import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generateProblem } from '../../backtest/generateProblem.ts'
import { optionsOf } from '../../market/intentTerms.ts'
import type { Problem, ProblemIntent } from '../../market/Problem.ts'
import { priceScale, speedScale } from '../prices.ts'
import { addGas, settlementGas } from '../settlementGas.ts'
import { buyersBound } from './buyersBound.ts'
import { lossOfWholeUnits } from './wholeUnits.ts'

/** The definition, but for whole units, in integers: all the work at the least price per work, less gas, or nothing. */
function gainOf(buyer: ProblemIntent, prices: Float64Array, slots: number, gasPrice: bigint): bigint {
  const { maxPayment, intent } = buyer.signed
  const costs = buyer.lines.flatMap(({ line, speed }) => {
    const window = [...prices.slice(line * slots + buyer.window.from, line * slots + buyer.window.to)]
    return window.filter(Number.isFinite).map((price) => (BigInt(price) * intent.work * speedScale) / speed)
  })
  const [least] = costs.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  if (least === undefined) return 0n
  const order = { orders: 1, options: optionsOf(buyer), fills: 1, purchases: 0, products: 0 }
  const gain = maxPayment * priceScale - least - gasPrice * BigInt(addGas(0, settlementGas(order)))
  return gain > 0n ? gain : 0n
}

/** What a buyer loses by whole units, at most what it gains. */
function lossOf(buyer: ProblemIntent, prices: Float64Array, slots: number, gain: bigint): bigint {
  const { maxPayment, intent } = buyer.signed
  const options = buyer.lines
    .flatMap(({ line, speed }) => {
      const window = prices.slice(line * slots + buyer.window.from, line * slots + buyer.window.to)
      const price = Math.min(...window)
      return Number.isFinite(price) ? [{ price, speed: Number(speed) }] : []
    })
    .sort((a, b) => a.price / a.speed - b.price / b.speed)
  const [cheapest, ...others] = options.filter(
    ({ speed }, at) => options.findIndex((option) => option.speed === speed) === at,
  )
  if (!cheapest) return 0n
  const work = Number(intent.work)
  const value = Number(maxPayment * priceScale) / work
  const job = { work, minWork: Number(intent.minWork), minUnits: Number(intent.minUnits), value }
  const loss = BigInt(Math.floor(lossOfWholeUnits(job, cheapest, others)))
  return loss < gain ? loss : gain
}

/** Buyers whose least fill is never more than they want. */
function withSmallFills(problem: Problem): Problem {
  const fits = ({ signed, lines }: ProblemIntent) =>
    lines.every(({ speed }) => speed * signed.intent.minUnits < signed.intent.work * speedScale)
  return { ...problem, intents: problem.intents.filter(fits) }
}

/** The same, `factor` times as large: amounts beyond what floats hold. */
function enlarge(problem: Problem, factor: bigint): Problem {
  const intents = problem.intents.map((buyer) => {
    const { maxPayment, intent } = buyer.signed
    const signed = {
      ...buyer.signed,
      maxPayment: maxPayment * factor,
      intent: { ...intent, work: intent.work * factor },
    }
    return { ...buyer, signed }
  })
  return { ...problem, intents }
}

describe('buyersBound', () => {
  const drawn = [
    { name: 'thin', problem: withSmallFills(generateProblem({ seed: 1, intents: 40, pools: 20, slots: 4 })) },
    { name: 'thick', problem: withSmallFills(generateProblem({ seed: 2, intents: 400, pools: 16, slots: 2 })) },
  ]
  const problems = [
    ...drawn,
    ...drawn.map(({ name, problem }) => ({ name: `${name}, sums beyond 2^53`, problem: enlarge(problem, 10n ** 6n) })),
    ...drawn.map(({ name, problem }) => ({
      name: `${name}, amounts beyond 2^64`,
      problem: enlarge(problem, 10n ** 15n),
    })),
  ]

  test.each(problems)('property: what each buyer gains, to the unit: $name', ({ problem }) => {
    const slots = problem.snapshot.slotCount
    const price = fc.oneof(fc.integer({ min: 0, max: 5e9 }), fc.constant(Number.POSITIVE_INFINITY))
    const prices = fc.array(price, { minLength: problem.lines.length * slots, maxLength: problem.lines.length * slots })
    fc.assert(
      fc.property(prices, fc.bigInt(0n, 10_000n), (list, gasPrice) => {
        const drawnPrices = Float64Array.from(list)
        let sum = 0n
        // Who is near the limit, and where speeds tie, is a close call.
        let close = BigInt(problem.intents.length)
        for (const buyer of problem.intents) {
          const gain = gainOf(buyer, drawnPrices, slots, gasPrice)
          sum += gain - lossOf(buyer, drawnPrices, slots, gain)
          close += (buyer.signed.maxPayment * priceScale) / 10n ** 11n
        }
        const bound = buyersBound(problem, drawnPrices, gasPrice)
        // Costs are rounded down once for many buyers, not once for each.
        expect(bound).toBeLessThanOrEqual(sum + close)
        expect(sum - bound).toBeLessThanOrEqual(close)
      }),
      { numRuns: 50 },
    )
  })

  // Large ones hold payments near 2^52, whose millionths floats do not tell apart.
  test.each([0n, 20n, 24n, 27n, 30n])('behavior: a buyer at the limit is compared to the unit: times 2^%s', (power) => {
    const { problem } = drawn[0] as (typeof drawn)[0]
    const slots = problem.snapshot.slotCount
    for (const buyer of problem.intents) {
      if (buyer.lines.length === 0 || buyer.window.to <= buyer.window.from) continue
      const fastest = buyer.lines.reduce((most, { speed }) => (speed > most ? speed : most), 0n)
      // So much takes whole units.
      const intent = { ...buyer.signed.intent, work: fastest * 2n ** power, minWork: 1n }
      for (let price = 1_999_999_900n; price < 2_000_000_000n; price++) {
        const prices = new Float64Array(problem.lines.length * slots).fill(Number(price))
        const cost = (price * intent.work * speedScale) / fastest
        for (const more of [-1n, 0n, 1n]) {
          const maxPayment = cost / priceScale + more
          const one = { ...problem, intents: [{ ...buyer, signed: { ...buyer.signed, intent, maxPayment } }] }
          const gain = maxPayment * priceScale - cost
          if (buyersBound(one, prices, 0n) !== (gain > 0n ? gain : 0n)) expect.fail(`at ${maxPayment}, price ${price}`)
        }
      }
    }
  })

  test('behavior: sums beyond what floats hold are exact', () => {
    const { problem } = drawn[0] as (typeof drawn)[0]
    const buyer = problem.intents.find(({ lines, window }) => lines.length > 0 && window.to > window.from)
    if (!buyer) throw new Error('Somebody can be served.')
    const maxPayment = 2n ** 52n - 1n
    const rich = { ...buyer, signed: { ...buyer.signed, maxPayment } }
    const prices = new Float64Array(problem.lines.length * problem.snapshot.slotCount)
    expect(buyersBound({ ...problem, intents: Array.from({ length: 9 }, () => rich) }, prices, 0n)).toBe(
      9n * maxPayment * priceScale,
    )
  })
})
