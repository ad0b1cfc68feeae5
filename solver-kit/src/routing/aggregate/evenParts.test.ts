import { describe, expect, test } from 'vitest'
import { craftProblem } from '../../backtest/craftProblem.ts'
import { generateProblem } from '../../backtest/generateProblem.ts'
import { createMarketModel, type Demand } from '../MarketModel.ts'
import { createAggregateMarket } from './AggregateMarket.ts'
import { assignProducts } from './assignProducts.ts'
import { buyerRows } from './DemandCurve.ts'
import { exchangeParts } from './exchangeParts.ts'
import { findPrices } from './findPrices.ts'
import { Holdings } from './Holdings.ts'
import { mixSpeeds } from './mixSpeeds.ts'
import { relieve } from './relieve.ts'
import { doneBy } from './Share.ts'
import { Shares } from './Shares.ts'
import { shiftParts } from './shiftParts.ts'
import { spreadShares } from './spreadShares.ts'

const hour = 3600n

/** Hours that a job holds, by product. */
function hoursOf({ shares }: Holdings, intent: number): Record<number, number> {
  return Object.fromEntries(shares.of(intent).map(({ product, units }) => [product, units / 3600]))
}

test('default: a part of a job leaves a product that sells too much', () => {
  const problem = craftProblem({
    pools: [
      { gpus: 10, region: 'eu-north' },
      { gpus: 10, region: 'us-east' },
    ],
    intents: [{ work: 8n * hour, maxPayment: 30_000_000n }],
  })
  const market = createAggregateMarket(createMarketModel(problem))
  const holdings = new Holdings(market, new Float64Array([540, 540]), new Shares(buyerRows(market.demand, 1)))
  holdings.withoutReserve()
  holdings.hold([{ intent: 0, product: 0, hardware: 0, microSpeed: 1e6, units: Number(8n * hour) }])
  shiftParts(holdings)
  expect(hoursOf(holdings, 0)).toEqual({ 0: 4, 1: 4 })
})

test('default: a part of a full product goes to who has nowhere else', () => {
  const problem = craftProblem({
    pools: [
      { gpus: 8, region: 'eu-north' },
      { gpus: 10, region: 'us-east', prices: [700, 701] },
    ],
    intents: [
      { work: 8n * hour, maxPayment: 30_000_000n },
      { work: 3n * hour, maxPayment: 9_000_000n, regions: ['eu-north'] },
    ],
  })
  const market = createAggregateMarket(createMarketModel(problem))
  const bound = market.model.demands.find(({ lines }) => lines.length === 1) as Demand
  const free = market.model.demands.find((demand) => demand !== bound) as Demand
  const eu = bound.lines[0]?.line as number
  const holdings = new Holdings(market, new Float64Array(2).fill(700), new Shares(buyerRows(market.demand, 2)))
  holdings.withoutReserve()
  holdings.hold([{ intent: free.intent, product: eu, hardware: 0, microSpeed: 1e6, units: Number(8n * hour) }])
  exchangeParts(holdings)
  expect(hoursOf(holdings, free.intent)).toEqual({ [eu]: 5, [1 - eu]: 3 })
  expect(hoursOf(holdings, bound.intent)).toEqual({ [eu]: 3 })
})

test('default: a few units of another speed save one that is mostly wasted', () => {
  const problem = craftProblem({
    pools: [
      { gpus: 8, prices: [1400, 1401], gpuClass: 'b200-sxm-180gb' },
      { gpus: 8, prices: [1050, 1051] },
    ],
    intents: [
      {
        work: 3n,
        maxPayment: 30_000n,
        hardware: [
          { gpuClass: 'b200-sxm-180gb', speed: 1_400_000n },
          { gpuClass: 'h100-sxm-80gb', speed: 1_000_000n },
        ],
      },
    ],
  })
  const market = createAggregateMarket(createMarketModel(problem))
  const fast = market.model.products.findIndex(
    ({ gpuClass }) => gpuClass === market.model.problem.intents[0]?.hardwareIds[0],
  )
  const holdings = new Holdings(market, new Float64Array(2).fill(1400), new Shares(buyerRows(market.demand, 1)))
  holdings.withoutReserve()
  holdings.hold([{ intent: 0, product: fast, hardware: 0, microSpeed: 1.4e6, units: 3 }])
  mixSpeeds(holdings)
  // 3 · 1,400 do 4.2 of 3; 1,400 + 2 · 1,050 do 1 (of 1.4) and 2.
  expect(holdings.shares.unitsOf(0, fast)).toBe(1)
  expect(holdings.shares.unitsOf(0, 1 - fast)).toBe(2)
})

/** Markets of whole jobs, as they are once jobs are dealt to products. */
const problems = [1, 2, 3, 4, 5, 6].map((seed) =>
  generateProblem({ seed, intents: 300, pools: 60, slots: 1, rules: seed % 2 ? 'whole' : 'few-pools' }),
)

describe.each([
  ['shiftParts', shiftParts],
  ['exchangeParts', exchangeParts],
  ['mixSpeeds', mixSpeeds],
])('%s', (_, step) => {
  test('property: adds to welfare, and no job breaks a rule', () => {
    let changed = 0
    for (const problem of problems) {
      const market = createAggregateMarket(createMarketModel(problem))
      const clearing = findPrices(market)
      const holdings = new Holdings(market, clearing.prices, assignProducts(market, clearing))
      relieve(holdings)
      holdings.withoutReserve()
      spreadShares(holdings)
      const before = holdings.welfare()
      const moves = holdings.moves
      step(holdings)
      if (holdings.moves > moves && holdings.welfare() > before) changed++
      expect(holdings.welfare()).toBeGreaterThanOrEqual(before * (1 - 1e-12))
      for (const [product, { capacity }] of market.supply.entries())
        expect(holdings.taken[product]).toBeLessThanOrEqual(capacity + 1e-6)
      for (const { intent, minWork, minUnits, maxPools, lines } of market.model.demands) {
        const own = holdings.shares.of(intent)
        if (own.length === 0) continue
        expect(doneBy(own)).toBeGreaterThanOrEqual(minWork)
        expect(own.length).toBeLessThanOrEqual(maxPools)
        expect(new Set(own.map(({ product }) => product)).size).toBe(own.length)
        for (const { product, units, microSpeed } of own) {
          expect(units).toBeGreaterThanOrEqual(Math.max(1, minUnits))
          expect(lines.some(({ line, speed }) => line === product && Number(speed) === microSpeed)).toBe(true)
        }
      }
    }
    expect(changed).toBeGreaterThan(3)
  })
})
