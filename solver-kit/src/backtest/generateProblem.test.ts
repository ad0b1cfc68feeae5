import { checkIntent, poolId, snapshotHash } from '@walras/intents-schema'
import { expect, test } from 'vitest'
import { eligibleArcs } from '../market/eligibility.ts'
import { generateProblem } from './generateProblem.ts'
import type { IntentRules } from './intentRules.ts'

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

test('args: drawnIds names all apart and in order, the same for the same seed', () => {
  const large = { ...options, intents: 3000, pools: 300, drawnIds: true }
  const { intents, snapshot } = generateProblem(large)
  const ids = [intents.map(({ id }) => id), snapshot.pools.map(({ id }) => id)]
  for (const list of ids) {
    expect(new Set(list).size).toBe(list.length)
    expect(list).toEqual(list.toSorted())
    for (const id of list) expect(id).toMatch(/^0x[0-9a-f]{64}$/)
  }
  expect(generateProblem(large)).toEqual(generateProblem(large))
})

test('args: singleClass is one product a slot that everybody wants at one speed', () => {
  const { lines, intents } = generateProblem({ ...options, singleClass: true })
  expect(lines).toHaveLength(1)
  expect(new Set(intents.map((intent) => intent.lines)).size).toBe(1)
})

test('args: rules keep what they say', () => {
  const of = (rules: IntentRules) => generateProblem({ ...options, rules }).intents.map(({ signed }) => signed.intent)
  for (const { minWork, minUnits, maxPools, contiguous } of of('divisible'))
    expect([minWork, minUnits, maxPools, contiguous]).toEqual([1n, 1n, 255n, false])
  const whole = of('whole').filter(({ work, minWork }) => work === minWork).length
  expect(whole).toBeGreaterThan(10)
  expect(new Set(of('few-pools').map(({ maxPools }) => maxPools))).toEqual(new Set([1n, 2n, 4n]))
  expect(of('contiguous').filter(({ contiguous }) => contiguous)).toHaveLength(20)
})

test('args: maxGas is passed on', () => {
  expect(generateProblem({ ...options, maxGas: Number.POSITIVE_INFINITY }).maxGas).toBe(Number.POSITIVE_INFINITY)
})
