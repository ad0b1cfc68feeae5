import { type Solution, slugId, WalrasError } from '@walras/intents-schema'
import { describe, expect, test } from 'vitest'
import { buyCost } from '../market/curve.ts'
import type { Problem } from '../market/Problem.ts'
import { canonicalSolution } from './canonicalSolution.ts'
import { evaluateSolution } from './evaluateSolution.ts'
import { fill, firstSlot, intent, pool, scenario, solve } from './scenario.fixture.ts'

function codeOf(problem: Problem, solution: Solution): string {
  try {
    evaluateSolution(problem, solution)
    return 'accepted'
  } catch (error) {
    if (error instanceof WalrasError) return error.code
    throw error
  }
}

const one = (change: Parameters<typeof intent>[1] = {}, other: Parameters<typeof pool>[1] = {}): Problem =>
  scenario({
    pools: [pool('op', other), pool('other', { region: slugId('us-east') })],
    intents: [intent('ann', change)],
  })

describe('default', () => {
  const problem = scenario({
    pools: [pool('a'), pool('b')],
    intents: [intent('ann'), intent('bob', { maxPayment: 2_500_000n })],
  })
  const solution = solve(problem, [fill(problem, 'ann', 'a'), fill(problem, 'bob', 'b')], 10n)
  const evaluation = evaluateSolution(problem, solution)

  test('one price for one product, whoever the pool', () => {
    expect(evaluation.products).toHaveLength(1)
    const [ann, bob] = evaluation.served
    expect(ann?.payment).toBe(bob?.payment)
  })

  test('money is conserved to the unit', () => {
    const { ladder, slots } = problem.snapshot.pools[0] as Problem['snapshot']['pools'][0]
    const cost = buyCost({ ladder, gpus: slots[0]?.gpus ?? 0, slotSeconds: 3600n, sold: 0n, units: 3600n })
    const payments = evaluation.served.reduce((sum, { payment }) => sum + payment, 0n)
    expect(payments).toBe(2n * cost + evaluation.grossMargin)
    expect(evaluation.grossMargin).toBeGreaterThan(0n)
    expect(evaluation.protocolFee).toBe(evaluation.grossMargin / 10n)
    const surplus = evaluation.served.reduce((sum, { limit, payment }) => sum + limit - payment, 0n)
    expect(evaluation.score).toBe(surplus + evaluation.protocolFee)
  })

  test('partial work has a proportional limit', () => {
    const partial = scenario({ pools: [pool('a')], intents: [intent('ann', { minWork: 900n })] })
    const [served] = evaluateSolution(partial, solve(partial, [fill(partial, 'ann', 'a', { units: 1800n })])).served
    expect(served).toMatchObject({ filledWork: 1800n, limit: 1_800_000n })
  })

  test('work beyond what is wanted counts for nothing', () => {
    const problem = one()
    const [served] = evaluateSolution(problem, solve(problem, [fill(problem, 'ann', 'op', { units: 4000n })])).served
    expect(served).toMatchObject({ filledWork: 3600n, limit: 3_600_000n })
  })
})

describe('error: each rule broken alone', () => {
  const cases: [string, () => [Problem, Solution]][] = [
    ['solution/empty', () => [one(), { fills: [], products: [] }]],
    [
      'solution/no-units',
      () => {
        const problem = one()
        const solution = solve(problem, [fill(problem, 'ann', 'op')])
        return [problem, { ...solution, fills: solution.fills.map((one) => ({ ...one, units: 0n })) }]
      },
    ],
    [
      'solution/too-much-gas',
      () => {
        const owners = Array.from({ length: 260 }, (_, index) => `buyer ${index}`)
        const problem = scenario({
          pools: [pool('op')],
          intents: owners.map((owner) => intent(owner, { work: 60n, minWork: 60n })),
        })
        return [
          problem,
          solve(
            problem,
            owners.map((owner) => fill(problem, owner, 'op', { units: 60n })),
          ),
        ]
      },
    ],
    [
      'solution/wrong-class',
      () => {
        const problem = one({ hardware: [{ gpuClass: 'a100-sxm-80gb', speed: 1_000_000n }] })
        return [problem, solve(problem, [fill(problem, 'ann', 'op')])]
      },
    ],
    [
      'solution/wrong-class',
      () => {
        const problem = one()
        return [problem, solve(problem, [fill(problem, 'ann', 'op', { hardware: 1 })])]
      },
    ],
    [
      'solution/wrong-place',
      () => {
        const problem = one({ regions: ['eu-north'] })
        return [problem, solve(problem, [fill(problem, 'ann', 'other')])]
      },
    ],
    [
      'solution/wrong-place',
      () => {
        const problem = one({ minTier: 2n })
        return [problem, solve(problem, [fill(problem, 'ann', 'op')])]
      },
    ],
    [
      'solution/outside-window',
      () => {
        const problem = one({ startAfter: firstSlot * 3600n + 1n })
        return [problem, solve(problem, [fill(problem, 'ann', 'op')])]
      },
    ],
    [
      'solution/outside-window',
      () => {
        const problem = one({ finishBy: (firstSlot + 1n) * 3600n - 1n })
        return [problem, solve(problem, [fill(problem, 'ann', 'op')])]
      },
    ],
    [
      'solution/too-few-units',
      () => {
        const problem = one({ minUnits: 3601n })
        return [problem, solve(problem, [fill(problem, 'ann', 'op')])]
      },
    ],
    [
      'solution/not-contiguous',
      () => {
        const problem = one({ contiguous: true, work: 7200n, minWork: 1n })
        const slots = [firstSlot, firstSlot + 2n]
        return [
          problem,
          solve(
            problem,
            slots.map((slot) => fill(problem, 'ann', 'op', { slot })),
          ),
        ]
      },
    ],
    [
      'solution/not-contiguous',
      () => {
        const problem = one({ contiguous: true, work: 7200n, minWork: 1n })
        return [
          problem,
          solve(problem, [
            fill(problem, 'ann', 'op'),
            fill(problem, 'ann', 'op', { slot: firstSlot + 1n, units: 3599n }),
          ]),
        ]
      },
    ],
    [
      'solution/too-many-pools',
      () => {
        const problem = one({ maxPools: 1n })
        return [
          problem,
          solve(problem, [
            fill(problem, 'ann', 'op', { units: 1800n }),
            fill(problem, 'ann', 'other', { units: 1800n }),
          ]),
        ]
      },
    ],
    [
      'solution/too-little-work',
      () => {
        const problem = one()
        return [problem, solve(problem, [fill(problem, 'ann', 'op', { units: 3599n })])]
      },
    ],
    [
      'solution/limit-exceeded',
      () => {
        const problem = one({ maxPayment: 1_700_000n })
        return [problem, solve(problem, [fill(problem, 'ann', 'op')])]
      },
    ],
    [
      'solution/price-above-max',
      () => {
        const problem = one()
        const { fills, products } = solve(problem, [fill(problem, 'ann', 'op')])
        return [problem, { fills, products: products.map((terms) => ({ ...terms, maxPrice: 1n })) }]
      },
    ],
    [
      'solution/unpriced-product',
      () => {
        const problem = one()
        return [problem, { ...solve(problem, [fill(problem, 'ann', 'op')]), products: [] }]
      },
    ],
    [
      'solution/unused-product',
      () => {
        const problem = one()
        const other = solve(problem, [fill(problem, 'ann', 'other')])
        return [problem, { ...solve(problem, [fill(problem, 'ann', 'op')]), products: other.products }]
      },
    ],
    [
      'solution/not-canonical',
      () => {
        const problem = one()
        const solution = solve(problem, [fill(problem, 'ann', 'op')])
        return [problem, { ...solution, fills: [...solution.fills, ...solution.fills] }]
      },
    ],
    [
      'solution/negative-margin',
      () => {
        const problem = one()
        const solution = solve(problem, [fill(problem, 'ann', 'op')])
        return [problem, { ...solution, products: solution.products.map((terms) => ({ ...terms, margin: -1n })) }]
      },
    ],
    [
      'solution/slot-not-tradable',
      () => {
        const problem = one()
        const solution = solve(problem, [fill(problem, 'ann', 'op')])
        return [problem, { ...solution, fills: solution.fills.map((one) => ({ ...one, slot: firstSlot - 1n })) }]
      },
    ],
    [
      'solution/oversold',
      () => {
        const problem = one({ work: 90_000n, minWork: 1n })
        const { fills, products } = solve(problem, [fill(problem, 'ann', 'op')])
        return [problem, { fills: fills.map((one) => ({ ...one, units: 28_801n })), products }]
      },
    ],
    [
      'solution/unknown-intent',
      () => {
        const problem = one()
        return [problem, canonicalSolution(problem, [fill(problem, 'ann', 'op', { intent: 7 })])]
      },
    ],
  ]
  test.each(cases)('%s', (code, build) => {
    expect(codeOf(...build())).toBe(code)
  })
})
