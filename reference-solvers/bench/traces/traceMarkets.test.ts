import { checkIntent } from '@walras/intents-schema'
import { eligibleArcs } from '@walras/solver-kit'
import { describe, expect, test } from 'vitest'
import { dataFolder, readTrace, tracePath } from './dataFolder.ts'
import { gavelSpeeds } from './gavelSpeeds.ts'
import { shadeformOffers } from './shadeformOffers.ts'
import { traceMarkets } from './traceMarkets.ts'

test('error: a trace that is not at hand is undefined, not an exception', () => {
  expect(tracePath('no-such-trace.csv')).toBeUndefined()
  expect(readTrace('no-such-trace.csv')).toBeUndefined()
})

// The traces are not part of the repository: a clean checkout has none.
describe.skipIf(!tracePath('SOURCES.md'))(`with the traces of ${dataFolder}`, () => {
  test.each(Object.entries(traceMarkets))(
    '%s: intents that a wallet could have made, most with somewhere to go',
    (_, make) => {
      const problem = make(1)
      if (!problem) throw new Error('The trace has no market.')
      for (const { signed } of problem.intents) checkIntent(problem, signed)
      expect(problem.intents.length).toBeGreaterThanOrEqual(200)
      const sample = problem.intents.slice(0, 100)
      const placeable = sample.filter((_, intent) => eligibleArcs(problem, intent).length > 0)
      expect(placeable.length / sample.length).toBeGreaterThan(0.7)
      expect(make(1)).toEqual(problem)
      expect(make(2)?.intents[0]?.id).not.toBe(problem.intents[0]?.id)
    },
  )

  test('shadeform: prices of a GPU-hour, most rows are known', () => {
    const offers = shadeformOffers() ?? []
    expect(offers.length).toBeGreaterThan(200)
    for (const { usdPerGpuHour } of offers) {
      expect(usdPerGpuHour).toBeGreaterThan(0.1)
      expect(usdPerGpuHour).toBeLessThan(10)
    }
  })

  test('gavel: no one number is a fair exchange rate', () => {
    const ratios = (gavelSpeeds() ?? []).map((speeds) => {
      return Number(speeds.get('p100-pcie-16gb')) / Number(speeds.get('v100-sxm-16gb'))
    })
    expect(ratios.length).toBeGreaterThan(20)
    expect(Math.max(...ratios) / Math.min(...ratios)).toBeGreaterThan(2)
  })
})
