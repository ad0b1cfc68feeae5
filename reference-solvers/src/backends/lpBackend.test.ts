import type { LpBackend, LpProblem } from '@walras/solver-kit'
import { beforeAll, describe, expect, test } from 'vitest'
import { glpkBackend } from './glpkBackend.ts'

const free = { lower: 0, upper: Number.POSITIVE_INFINITY }
const atMost = (upper: number) => ({ lower: Number.NEGATIVE_INFINITY, upper })
const atLeast = (lower: number) => ({ lower, upper: Number.POSITIVE_INFINITY })
const terms = (...coefficients: number[]) =>
  coefficients.flatMap((coefficient, column) => (coefficient === 0 ? [] : [{ column, coefficient }]))

const backends: Record<string, () => Promise<LpBackend>> = { glpk: glpkBackend }

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
})
