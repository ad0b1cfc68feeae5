import {
  clearMarket,
  createAggregateMarket,
  createMarketModel,
  evaluateSolution,
  finishPlan,
  gapBps,
  generateFactsProblem,
  generateProblem,
  hardProblems,
  type LpBackend,
  priceCertificate,
  refinePrices,
  surplusBound,
} from '@walras/solver-kit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { glpkBackend } from '../backends/glpkBackend.ts'
import { highsBackend } from '../backends/highsBackend.ts'
import { clearByPrograms } from './clearByPrograms.ts'

const { signal } = new AbortController()
const [glpk, highs] = [await glpkBackend(), await highsBackend()]

/** Base units: what a sum of floats that cancel may leave. */
const oneUnit = 1

/** Base units: where hardly anything is gained, clearing prices' last temperature is as much. */
const fewUnits = 100

const thick = generateProblem({
  seed: 1,
  intents: 3_000,
  pools: 300,
  slots: 1,
  rules: 'whole',
  measuredShare: 0,
  drawnIds: true,
  maxGas: Number.POSITIVE_INFINITY,
})

const markets = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  intents: fc.integer({ min: 1, max: 60 }),
  pools: fc.integer({ min: 1, max: 20 }),
  slots: fc.integer({ min: 1, max: 8 }),
  load: fc.constantFrom(0.1, 0.5, 1, 3, 20),
})

/** Few pools a product, many slots: at this load prices are a long way off at first. */
const thinMarkets = fc
  .record({ seed: fc.integer({ min: 1, max: 1_000_000 }), load: fc.constantFrom(0.5, 2) })
  .map((options) => generateFactsProblem({ ...options, intents: 60, pools: 40, slots: 12 }))
const anyMarkets = markets.map((options) => generateProblem({ ...options, drawnIds: true }))

test('property: clearing prices prove nearly what programs do', () => {
  fc.assert(
    fc.property(fc.oneof(anyMarkets, thinMarkets), (problem) => {
      const model = createMarketModel(problem)
      const [refined] = [...refinePrices(createAggregateMarket(model), glpk)].slice(-1)
      if (!refined) throw new Error('no program was solved')
      const [bound = 0, least = 0] = [clearMarket(model), refined].map(({ prices }) =>
        Number(surplusBound(problem, priceCertificate(prices))),
      )
      expect(bound).toBeLessThanOrEqual(least * 1.005 + fewUnits)
    }),
    { numRuns: 16 },
  )
})

describe.each([glpk, highs])('$name', (backend) => {
  test('property: its last prices prove what the program reaches, to a basis point', () => {
    fc.assert(
      fc.property(markets, (options) => {
        const market = createAggregateMarket(createMarketModel(generateProblem({ ...options, drawnIds: true })))
        const last = [...refinePrices(market, backend)].at(-1)
        expect(last).toBeDefined()
        if (!last) return
        expect(last.bound + oneUnit).toBeGreaterThanOrEqual(last.worth * (1 - 1e-9))
        expect(last.bound - last.worth).toBeLessThanOrEqual(last.bound * 1e-4 + oneUnit)
      }),
      { numRuns: 25 },
    )
  })

  test('behavior: a thick market is cleared within 10 basis points of what its prices prove', async () => {
    const { plan, prices } = await clearByPrograms(createMarketModel(thick), backend, signal)
    const solution = finishPlan(plan)
    const score = solution ? evaluateSolution(thick, solution).score : 0n
    expect(gapBps(score, surplusBound(thick, priceCertificate(prices)))).toBeLessThan(10)
  })
})

test('behavior: its programs are small, whatever the number of intents', () => {
  const sizes: number[] = []
  const counting: LpBackend = {
    ...glpk,
    solve(problem, options) {
      sizes.push(problem.rows.length)
      return glpk.solve(problem, options)
    },
  }
  const rounds = [...refinePrices(createAggregateMarket(createMarketModel(thick)), counting)]
  expect(rounds.length).toBeLessThanOrEqual(6)
  expect(Math.max(...sizes)).toBeLessThan(1_000)
  expect(sizes.at(-1)).toBeLessThan((sizes[0] ?? 0) * 0.7)
})

test('behavior: prices of two engines prove the same', () => {
  const market = createAggregateMarket(createMarketModel(thick))
  const [a, b] = [glpk, highs].map((backend) => [...refinePrices(market, backend, { gap: 1e-7 })].at(-1)?.bound ?? 0)
  expect((a ?? 0) / (b ?? 1)).toBeCloseTo(1, 5)
})

describe('without a program', () => {
  test('behavior: an engine that fails leaves clearing prices', async () => {
    const model = createMarketModel(thick)
    const broken: LpBackend = { ...glpk, solve: () => ({ status: 'stopped' }) }
    const { prices } = await clearByPrograms(model, broken, signal)
    expect(prices).toEqual(clearMarket(model).prices)
  })

  test.each(hardProblems())('behavior: an abort leaves something valid: $name', async ({ problem }) => {
    const { plan } = await clearByPrograms(createMarketModel(problem), glpk, AbortSignal.abort())
    const solution = finishPlan(plan)
    if (solution) expect(evaluateSolution(problem, solution).score).toBeGreaterThan(0n)
  })
})
