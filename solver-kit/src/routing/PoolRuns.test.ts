import fc from 'fast-check'
import { expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { createMarketModel, type Demand, type ModelArc } from './MarketModel.ts'
import { Plan } from './Plan.ts'
import { PoolRuns } from './PoolRuns.ts'
import { reservedCost } from './waterFill.ts'

const model = createMarketModel(
  generateProblem({ seed: 4, intents: 60, pools: 12, slots: 8, rules: 'contiguous', drawnIds: true }),
)
const plan = new Plan(model)
const jobs = model.demands.filter(({ contiguous, pools }) => contiguous && pools.length > 0)
const someJob = fc.integer({ min: 0, max: jobs.length - 1 }).map((at) => jobs[at] as Demand)

test('property: no run gains more than it promises, at whatever prices', () => {
  let quoted = 0
  fc.assert(
    fc.property(
      someJob,
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      fc.option(fc.double({ min: 0.3, max: 3, noNaN: true }), { nil: undefined }),
      fc.double({ min: 0, max: 2, noNaN: true }),
      (demand, part, priced, reserved) => {
        const work = Math.ceil(demand.work * part)
        const reserve = Float64Array.from(model.cells, (_, cell) => reserved * plan.price(cell))
        const workPrice = priced === undefined ? {} : { workPrice: priced * demand.value }
        const runs = new PoolRuns(plan, demand, { reserve, ...workPrice })
        for (const arcs of demand.pools) {
          if (!runs.look(arcs)) continue
          const most = runs.mostGain(work)
          const run = runs.best(work)
          if (most === Number.NEGATIVE_INFINITY) expect(run).toBeUndefined()
          if (!run) continue
          quoted++
          expect(run.gain).toBeLessThanOrEqual(most + 1e-9 * Math.abs(most))
        }
      },
    ),
  )
  expect(quoted).toBeGreaterThan(100)
})

test('property: the best run is the best of all first and last slots', () => {
  fc.assert(
    fc.property(someJob, fc.double({ min: 0.1, max: 1, noNaN: true }), (demand, part) => {
      if (demand.minWork === demand.work) return
      const work = Math.ceil(demand.work * part)
      const runs = new PoolRuns(plan, demand, {})
      for (const arcs of demand.pools) {
        runs.look(arcs)
        const gains = allRuns(demand, arcs, work)
        const best = runs.best(work)?.gain ?? Number.NEGATIVE_INFINITY
        const most = Math.max(...gains)
        // What loses is not chosen among: it is no placement.
        if (most > 0) expect(best).toBeCloseTo(most, 3)
        else expect(best).toBeLessThanOrEqual(0)
      }
    }),
  )
})

/** What each run of a pool gains, one by one. */
function allRuns(demand: Demand, arcs: readonly ModelArc[], work: number): number[] {
  return arcs.flatMap((first, from) =>
    arcs.slice(from).flatMap((last, more) => {
      const run = arcs.slice(from, from + more + 1)
      if (last.slot - first.slot !== more) return []
      const needed = Math.ceil((Math.ceil(work / run.length) * 1e6) / first.microSpeed)
      const units = Math.min(...run.map(({ cell }) => plan.left(cell)), Math.max(needed, demand.minUnits))
      if (units <= 0 || units < demand.minUnits) return []
      const done = Math.min(work, Math.floor((units * first.microSpeed) / 1e6) * run.length)
      const cost = run.reduce((sum, { cell }) => sum + reservedCost(plan, cell, units, 0), 0)
      return [demand.value * done - cost]
    }),
  )
}
