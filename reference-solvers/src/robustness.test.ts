import {
  type CraftedIntent,
  type CraftedPool,
  checkFairness,
  craftProblem,
  evaluateSolution,
  surplusBound,
  toProposal,
} from '@walras/solver-kit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { strategies } from './strategies.ts'

const classes = ['h100-sxm-80gb', 'b200-sxm-180gb', 't4-16gb'] as const
const hour = 3600n

/** Equal prices, ranges that touch (two pools of eight are sixteen), nothing left, nothing at all. */
const pool: fc.Arbitrary<CraftedPool> = fc.record({
  gpuClass: fc.constantFrom(...classes),
  prices: fc.constantFrom<[number, number]>([500, 600], [500, 500.1], [600, 720], [1, 2], [90_000, 99_000]),
  ranges: fc.constantFrom(1, 2, 8),
  gpus: fc.constantFrom(0, 1, 3, 40),
  sold: fc.constantFrom([], [hour], [hour - 1n, hour]),
})

/** A second to years, a thousandth to a thousand times an H100's speed, every rule on and off. */
const intent: fc.Arbitrary<CraftedIntent> = fc
  .record({
    work: fc.constantFrom(1n, 7n, hour, 8n * hour, 1_000_000_007n),
    price: fc.constantFrom(1, 550, 700, 1e6),
    speeds: fc.uniqueArray(
      fc.tuple(fc.constantFrom(...classes), fc.constantFrom(1_000n, 999_983n, 1_000_000n, 1_000_000_000n)),
      {
        minLength: 1,
        maxLength: 3,
        selector: ([gpuClass]) => gpuClass,
      },
    ),
    least: fc.constantFrom(0n, 1n, 2n),
    minUnits: fc.constantFrom(1n, 900n, hour),
    maxPools: fc.constantFrom(1n, 2n, 255n),
    contiguous: fc.boolean(),
  })
  .map(({ work, price, speeds, least, ...rules }) => ({
    ...rules,
    work,
    minWork: least === 2n ? work : least === 1n ? (work + 1n) / 2n : 1n,
    maxPayment: work * BigInt(price),
    hardware: speeds.map(([gpuClass, speed]) => ({ gpuClass, speed })) as [{ gpuClass: string; speed: bigint }],
  }))

const market = fc.record({
  pools: fc.array(pool, { maxLength: 6 }),
  intents: fc.array(intent, { maxLength: 8 }),
  slots: fc.integer({ min: 1, max: 4 }),
})

/** A signal that is aborted once it was asked so often: in the middle of things, wherever that is. */
function abortedAfter(times: number): AbortSignal {
  const controller = new AbortController()
  let asked = 0
  return new Proxy(controller.signal, {
    get(signal, name) {
      if (name === 'aborted' && asked++ >= times) controller.abort()
      const value: unknown = Reflect.get(signal, name, signal)
      return typeof value === 'function' ? value.bind(signal) : value
    },
  })
}

/** A thread cannot be handed a signal's proxy; deadlines of `anytime` have tests of their own. */
const inThisThread = Object.entries(strategies).filter(([name]) => name !== 'anytime')

describe.each(inThisThread)('%s', (_, create) => {
  test('property: valid, fair, and never above its own certificate, whatever the market and whenever it is stopped', async () => {
    const definition = create({})
    await definition.prepare?.()
    await fc.assert(
      fc.asyncProperty(market, fc.option(fc.nat(40), { nil: undefined }), async (parameters, stop) => {
        const problem = craftProblem(parameters)
        const signal = stop === undefined ? new AbortController().signal : abortedAfter(stop)
        const { solutions, certificate } = toProposal(await definition.solve(problem, signal))
        for (const solution of solutions) {
          const evaluation = evaluateSolution(problem, solution)
          checkFairness(problem, evaluation)
          expect(evaluation.score).toBeGreaterThan(0n)
          if (certificate) expect(surplusBound(problem, certificate)).toBeGreaterThanOrEqual(evaluation.score)
        }
      }),
      { numRuns: 60 },
    )
  })
})
