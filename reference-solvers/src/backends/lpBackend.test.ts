import type { LpBackend, LpProblem } from '@walras/solver-kit'
import { beforeAll, describe, expect, test } from 'vitest'
import { glpkBackend } from './glpkBackend.ts'
import { highsBackend } from './highsBackend.ts'

const free = { lower: 0, upper: Number.POSITIVE_INFINITY }
const atMost = (upper: number) => ({ lower: Number.NEGATIVE_INFINITY, upper })
const atLeast = (lower: number) => ({ lower, upper: Number.POSITIVE_INFINITY })
const terms = (...coefficients: number[]) =>
  coefficients.flatMap((coefficient, column) => (coefficient === 0 ? [] : [{ column, coefficient }]))

const backends: Record<string, () => Promise<LpBackend>> = { glpk: glpkBackend, highs: highsBackend }

describe.each(Object.entries(backends))('LP backend %s', (_, load) => {
  let backend: LpBackend
  beforeAll(async () => {
    backend = await load()
  })

  const solveOptimal = (problem: LpProblem) => {
    const result = backend.solve(problem)
    if (result.status !== 'optimal') throw new Error(result.status)
    return result
  }

  test('default: maximises within rows and bounds', () => {
    // Dantzig's example: 3x + 5y, x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18.
    const { objective, primal, duals } = solveOptimal({
      sense: 'maximise',
      columns: [
        { objective: 3, lower: 0, upper: 4 },
        { objective: 5, ...free },
      ],
      rows: [
        { ...atMost(12), terms: terms(0, 2) },
        { ...atMost(18), terms: terms(3, 2) },
      ],
    })
    expect(objective).toBeCloseTo(36)
    expect([...primal]).toEqual([2, 6])
    expect([...duals].map((dual) => dual.toFixed(6))).toEqual(['1.500000', '1.000000'])
  })

  test('args: minimise, with equal and ranged rows and negative bounds', () => {
    const { objective, primal } = solveOptimal({
      sense: 'minimise',
      columns: [
        { objective: 2, lower: -5, upper: 5 },
        { objective: 1, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY },
      ],
      rows: [
        { lower: 3, upper: 3, terms: terms(1, 1) },
        { lower: -4, upper: 10, terms: terms(1, -1) },
      ],
    })
    expect(objective).toBeCloseTo(2.5)
    expect(primal[0]).toBeCloseTo(-0.5)
    expect(primal[1]).toBeCloseTo(3.5)
  })

  test('behavior: duals are what one more unit of a row is worth', () => {
    const problem = (supply: number): LpProblem => ({
      sense: 'maximise',
      columns: [5, 3].map((objective) => ({ objective, lower: 0, upper: 1 })),
      rows: [{ ...atMost(supply), terms: terms(1, 1) }],
    })
    const { objective, duals } = solveOptimal(problem(1.5))
    expect(duals[0]).toBeCloseTo(3)
    expect(solveOptimal(problem(1.6)).objective - objective).toBeCloseTo(0.3)
  })

  test('behavior: a row that does not bind is worth nothing', () => {
    const { duals } = solveOptimal({
      sense: 'maximise',
      columns: [{ objective: 1, lower: 0, upper: 1 }],
      rows: [{ ...atMost(7), terms: terms(1) }],
    })
    expect(duals[0]).toBe(0)
  })

  test.each([
    ['infeasible', [{ ...atLeast(3), terms: terms(1) }], 1],
    ['unbounded', [{ ...atLeast(3), terms: terms(1) }], Number.POSITIVE_INFINITY],
  ] as const)('error: says %s, not an answer', (status, rows, upper) => {
    const result = backend.solve({ sense: 'maximise', columns: [{ objective: 1, lower: 0, upper }], rows })
    expect(result).toEqual({ status })
  })

  test('args: no columns, no rows', () => {
    expect(backend.solve({ sense: 'maximise', columns: [], rows: [] }).status).toBe('optimal')
    expect(backend.solve({ sense: 'maximise', columns: [], rows: [{ ...atLeast(1), terms: [] }] }).status).toBe(
      'infeasible',
    )
    expect(
      solveOptimal({ sense: 'maximise', columns: [{ objective: 2, lower: 0, upper: 3 }], rows: [] }).objective,
    ).toBe(6)
  })

  test('behavior: a refused program does not spoil the next one', async () => {
    const twice = { column: 0, coefficient: 1 }
    const refused = backend.solve({
      sense: 'maximise',
      columns: [{ objective: 1, lower: 0, upper: 1 }],
      rows: [{ ...atMost(1), terms: [twice, twice] }],
    })
    expect(refused.status).not.toBe('optimal')
    backend = await load()
    expect(
      solveOptimal({ sense: 'maximise', columns: [{ objective: 1, lower: 0, upper: 1 }], rows: [] }).objective,
    ).toBe(1)
  })

  test('behavior: assignment of 40 jobs to 40 machines is integral', () => {
    const size = 40
    const worth = (job: number, machine: number) => 1 + ((job * 7919 + machine * 104_729) % 97) / 10
    const cells = Array.from({ length: size * size }, (_, cell) => [Math.floor(cell / size), cell % size] as const)
    const row = (axis: 0 | 1, index: number) => ({
      ...atMost(1),
      terms: cells.flatMap((cell, column) => (cell[axis] === index ? [{ column, coefficient: 1 }] : [])),
    })
    const { primal } = solveOptimal({
      sense: 'maximise',
      columns: cells.map(([job, machine]) => ({ objective: worth(job, machine), ...free })),
      rows: Array.from({ length: 2 * size }, (_, index) => row(index < size ? 0 : 1, index % size)),
    })
    expect([...primal].every((share) => Math.abs(share - Math.round(share)) < 1e-9)).toBe(true)
    expect([...primal].reduce((sum, share) => sum + share, 0)).toBeCloseTo(size)
  })

  test('behavior: duals are what the objective changes by, whichever side binds and whichever way it is optimised', () => {
    const minimise = (need: number): LpProblem => ({
      sense: 'minimise',
      columns: [4, 7].map((objective) => ({ objective, lower: 0, upper: 5 })),
      rows: [
        { ...atLeast(need), terms: terms(1, 1) },
        { lower: 1, upper: 1, terms: terms(0, 1) },
      ],
    })
    const { objective, duals } = solveOptimal(minimise(3))
    expect(objective).toBeCloseTo(15)
    expect(duals[0]).toBeCloseTo(4)
    expect(duals[1]).toBeCloseTo(3)
    expect(solveOptimal(minimise(3.5)).objective - objective).toBeCloseTo(2)
  })

  test('behavior: numbers keep all their digits', () => {
    const awkward = 1 / 3 + 1e-13
    const { primal } = solveOptimal({
      sense: 'maximise',
      columns: [{ objective: 1, lower: 0, upper: awkward }],
      rows: [{ ...atMost(10), terms: terms(1) }],
    })
    expect(primal[0]).toBe(awkward)
  })

  test('args: integer columns beside continuous ones', () => {
    // A knapsack of 10: relaxed it is worth 17.3, whole items with the filler 15.5.
    const { objective, primal, duals } = solveOptimal({
      sense: 'maximise',
      columns: [
        ...[10, 9, 5].map((worth) => ({ objective: worth, lower: 0, upper: 1, integer: true })),
        { objective: 0.5, ...free },
      ],
      rows: [{ ...atMost(10), terms: terms(6, 5, 3, 1) }],
    })
    expect(objective).toBeCloseTo(15.5)
    expect([...primal].map((share) => share.toFixed(6))).toEqual(['1.000000', '0.000000', '1.000000', '1.000000'])
    expect([...duals]).toEqual([0])
  })

  test.each([
    ['infeasible', { lower: 0.2, upper: 0.8 }],
    ['infeasible', { lower: 3, upper: 4 }],
    ['unbounded', { lower: 0, upper: Number.POSITIVE_INFINITY }],
  ] as const)('error: an integer program that is %s', (status, bounds) => {
    const most = status === 'unbounded' ? Number.POSITIVE_INFINITY : 2
    const column = { objective: 1, lower: 0, upper: most, integer: true }
    const result = backend.solve({ sense: 'maximise', columns: [column], rows: [{ ...bounds, terms: terms(1) }] })
    expect(result).toEqual({ status })
  })

  test('args: timeLimitMs ends an integer program with what it has, and a bound', () => {
    const result = backend.solve(marketSplit(), { timeLimitMs: 1000 })
    expect(['feasible', 'stopped']).toContain(result.status)
    if (result.status !== 'feasible') return
    expect(result.bound).toBeLessThanOrEqual(result.objective)
    expect(result.primal).toHaveLength(marketSplit().columns.length)
  })
})

/** Cornuéjols and Dawande's market split: slack in each of few equations over many binaries. Hard at any size. */
function marketSplit(): LpProblem {
  const [equations, binaries] = [5, 45]
  const weight = (row: number, column: number) => (row * 7919 + column * 104_729 + row * column * 31) % 100
  const bought = Array.from({ length: binaries }, () => ({ objective: 0, lower: 0, upper: 1, integer: true }))
  const slack = Array.from({ length: 2 * equations }, () => ({ objective: 1, ...free }))
  return {
    sense: 'minimise',
    columns: [...bought, ...slack],
    rows: Array.from({ length: equations }, (_, row) => {
      const weights = bought.map((_, column) => weight(row, column))
      const half = Math.floor(weights.reduce((sum, one) => sum + one, 0) / 2)
      const own = [
        { column: binaries + 2 * row, coefficient: 1 },
        { column: binaries + 2 * row + 1, coefficient: -1 },
      ]
      return { lower: half, upper: half, terms: [...terms(...weights), ...own] }
    }),
  }
}

describe('a session with highs', () => {
  const problem = (price: number, most: number): LpProblem => ({
    sense: 'maximise',
    columns: [
      { objective: 5 - price, lower: 0, upper: 4 },
      { objective: 3, lower: 0, upper: 4 },
    ],
    rows: [{ ...atMost(most), terms: terms(1, 1) }],
  })
  const open = async (initial: LpProblem) => {
    const session = (await highsBackend()).open?.(initial)
    if (!session) throw new Error('refused')
    return session
  }

  test('default: after changes it answers as a fresh solve does', async () => {
    const session = await open(problem(0, 5))
    expect(session.solve()).toMatchObject({ status: 'optimal', objective: 23 })
    session.setColumn(0, { objective: 1, lower: 0, upper: 3 })
    session.setRow(0, atMost(6))
    const changed = problem(4, 6)
    const fresh = (await highsBackend()).solve({
      ...changed,
      columns: changed.columns.map((column, index) => (index === 0 ? { ...column, upper: 3 } : column)),
    })
    expect(session.solve()).toEqual(fresh)
    session.close()
  })

  test('behavior: a second solve of the same is the same', async () => {
    const session = await open(problem(1, 5))
    expect(session.solve()).toEqual(session.solve())
    session.close()
  })

  test('error: a program that the engine refuses has no session', async () => {
    const twice = { column: 0, coefficient: 1 }
    const refused = { ...problem(0, 5), rows: [{ ...atMost(1), terms: [twice, twice] }] }
    expect((await highsBackend()).open?.(refused)).toBeUndefined()
  })
})
