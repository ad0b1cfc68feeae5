import { expect, test } from 'vitest'
import { craftProblem } from '../../backtest/craftProblem.ts'
import { createMarketModel, type Demand, type ModelArc } from '../MarketModel.ts'
import { createAggregateMarket } from './AggregateMarket.ts'
import { buyerRows } from './DemandCurve.ts'
import { Holdings } from './Holdings.ts'
import { makeRoom } from './makeRoom.ts'
import { Shares } from './Shares.ts'

const hour = 3600n

/**
 * Hours held after room is made where a job that may go anywhere has ten of twelve in the EU, and one bound to it lacks six.
 */
function hoursAfter(anywhere: { maxPools?: bigint }): { free: number[]; bound: number[]; taken: number } {
  const model = createMarketModel(
    craftProblem({
      pools: [
        { gpus: 12, region: 'eu-north' },
        { gpus: 5, region: 'us-east' },
      ],
      intents: [
        { work: 10n * hour, maxPayment: 30_000_000n, ...anywhere },
        { work: 6n * hour, maxPayment: 18_000_000n, regions: ['eu-north'] },
      ],
    }),
  )
  const bound = model.demands.find(({ lines }) => lines.length === 1) as Demand
  const free = model.demands.find((demand) => demand !== bound) as Demand
  const product = model.cells[(bound.arcs[0] as ModelArc).cell]?.product as number
  const market = createAggregateMarket(model)
  const shares = new Shares(buyerRows(market.demand, 2))
  shares.add({ intent: free.intent, product, hardware: 0, microSpeed: 1e6, units: Number(10n * hour) })
  const holdings = new Holdings(market, new Float64Array([590, 590]), shares)
  holdings.withoutReserve()
  makeRoom(holdings)
  const hoursOf = ({ intent }: Demand) => shares.of(intent).map(({ units }) => units / 3600)
  return {
    free: hoursOf(free),
    bound: hoursOf(bound),
    taken: holdings.taken.reduce((sum, units) => sum + units / 3600, 0),
  }
}

test('default: who could go elsewhere gives up as much as is needed', () => {
  const { free, bound, taken } = hoursAfter({})
  expect(bound).toEqual([6])
  expect(free).toEqual([6, 4])
  expect(taken).toBe(16)
})

test('behavior: where nobody may be split nothing changes', () => {
  expect(hoursAfter({ maxPools: 1n })).toEqual({ free: [10], bound: [], taken: 10 })
})
