import { slugId } from '@walras/intents-schema'
import { describe, expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { WishIndex } from './eligibility.ts'
import type { Problem, ProblemIntent } from './Problem.ts'

const problem = generateProblem({ seed: 7, intents: 400, pools: 60, slots: 2 })

/** By definition: of each product line, the first option of its class, if place and tier are right. */
function linesOf({ lines }: Problem, { signed }: ProblemIntent) {
  const { hardware, regions, minTier } = signed.intent
  const places = regions.map(slugId)
  return lines.flatMap(({ gpuClass, region, tier }, line) => {
    const option = hardware.findIndex((other) => slugId(other.gpuClass) === gpuClass)
    if (option < 0 || BigInt(tier) < minTier || (places.length > 0 && !places.includes(region))) return []
    return [{ line, hardware: option, speed: hardware[option]?.speed }]
  })
}

describe('wishes', () => {
  test('behavior: of every intent, by definition, whoever wished the same before', () => {
    for (const buyer of problem.intents) {
      expect(buyer.hardwareIds).toEqual(buyer.signed.intent.hardware.map(({ gpuClass }) => slugId(gpuClass)))
      expect(buyer.regionIds).toEqual(new Set(buyer.signed.intent.regions.map(slugId)))
      expect(buyer.lines).toEqual(linesOf(problem, buyer))
    }
  })

  test('behavior: equal ones are shared', () => {
    const wishes = new WishIndex(problem.lines, problem.token)
    const [first, second] = problem.intents as [ProblemIntent, ProblemIntent]
    expect(wishes.of({ ...first.signed })).toBe(wishes.of(first.signed))
    const likeFirst = { ...second.signed, intent: { ...second.signed.intent, ...pickWishes(first) } }
    expect(wishes.of(likeFirst)).toBe(wishes.of(first.signed))
    expect(new Set(problem.intents.map(({ lines }) => lines)).size).toBeLessThan(problem.intents.length)
  })

  test('behavior: an intent in another token finds no line, and takes none from those that wish the same', () => {
    const [buyer] = problem.intents as [ProblemIntent]
    const wishes = new WishIndex(problem.lines, problem.token)
    const foreign = { ...buyer.signed, token: '0x0000000000000000000000000000000000000001' as const }
    expect(wishes.of(foreign).lines).toEqual([])
    expect(wishes.of(buyer.signed).lines).toEqual(buyer.lines)
    expect(buyer.lines.length).toBeGreaterThan(0)
  })
})

function pickWishes({ signed: { intent } }: ProblemIntent) {
  const { hardware, regions, minTier } = intent
  return { hardware, regions, minTier }
}
