import { checkIntent } from '@walras/intents-schema'
import { expect, test } from 'vitest'
import { eligibleArcs } from '../../market/eligibility.ts'
import { generateFactsProblem } from './generateFactsProblem.ts'
import { arrivalGapDeciles, jobFacts } from './jobFacts.ts'
import { offerFacts, offersByRegion, offersBySize } from './offerFacts.ts'

const options = { seed: 3, intents: 400, pools: 60, slots: 12 }

test('default: the same for the same seed, another for another', () => {
  expect(generateFactsProblem(options)).toEqual(generateFactsProblem(options))
  const other = generateFactsProblem({ ...options, seed: 4 })
  expect(other.intents[0]?.signed.maxPayment).not.toBe(generateFactsProblem(options).intents[0]?.signed.maxPayment)
})

test('behavior: intents are ones a wallet could have made, most have somewhere to go', () => {
  const problem = generateFactsProblem(options)
  for (const { signed } of problem.intents) checkIntent(problem, signed)
  const placeable = problem.intents.filter((_, intent) => eligibleArcs(problem, intent).length > 0)
  expect(placeable.length / problem.intents.length).toBeGreaterThan(0.7)
  for (const [index, { slots }] of problem.snapshot.pools.entries())
    for (const [at, { sold }] of slots.entries())
      expect(sold).toBeLessThanOrEqual(problem.curves[index]?.[at]?.capacity ?? 0n)
})

test('behavior: the facts add up', () => {
  expect(jobFacts.reduce((sum, { jobs }) => sum + jobs, 0)).toBe(5755)
  for (const list of [...jobFacts.map(({ durationDeciles }) => durationDeciles), arrivalGapDeciles]) {
    expect(list).toHaveLength(10)
    expect(list).toEqual(list.toSorted((a, b) => a - b))
  }
  const offers = offerFacts.map((fact) => fact.offers)
  for (const counts of [offers, offersByRegion.map(([, count]) => count), offersBySize.map(([, count]) => count)])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(81)
  for (const { least, median, most } of offerFacts) expect(least <= median && median <= most).toBe(true)
})
