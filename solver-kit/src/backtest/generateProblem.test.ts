import { checkIntent, poolId, snapshotHash } from '@walras/intents-schema'
import { expect, test } from 'vitest'
import { eligibleArcs } from '../market/eligibility.ts'
import { generateProblem } from './generateProblem.ts'

const options = { seed: 7, intents: 60, pools: 16, slots: 6 }

test('default: the same for the same seed, another for another', () => {
  const [problem, again, other] = [options, options, { ...options, seed: 8 }].map(generateProblem)
  expect(again).toEqual(problem)
  expect(snapshotHash(other?.snapshot as never)).not.toBe(snapshotHash(problem?.snapshot as never))
})

test('behavior: intents are ones a wallet could have made, pools ones a chain could have', () => {
  const { intents, token, snapshot, curves } = generateProblem(options)
  for (const { signed } of intents) checkIntent({ token }, signed)
  for (const [index, pool] of snapshot.pools.entries()) {
    expect(poolId(pool)).toBe(pool.id)
    for (const [at, { gpus, sold }] of pool.slots.entries()) {
      const capacity = curves[index]?.[at]?.capacity ?? 0n
      expect(capacity).toBe(BigInt(gpus) * snapshot.slotSeconds)
      expect(sold).toBeLessThanOrEqual(capacity)
    }
  }
})

test('behavior: most intents have somewhere to go', () => {
  const problem = generateProblem(options)
  const placeable = problem.intents.filter((_, intent) => eligibleArcs(problem, intent).length > 0)
  expect(placeable.length / problem.intents.length).toBeGreaterThan(0.7)
})

test('args: load makes supply scarce or ample', () => {
  const gpus = (load: number): number =>
    generateProblem({ ...options, load }).snapshot.pools.reduce((sum, { slots }) => sum + (slots[1]?.gpus ?? 0), 0)
  expect(gpus(0.5) / gpus(2)).toBeGreaterThan(2)
})
