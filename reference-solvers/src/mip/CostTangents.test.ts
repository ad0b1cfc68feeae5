import { createMarketModel, floatCost, generateProblem } from '@walras/solver-kit'
import { expect, test } from 'vitest'
import { CostTangents } from './CostTangents.ts'

const { cells } = createMarketModel(generateProblem({ seed: 5, intents: 5, pools: 20, slots: 2 }))

function estimate(tangents: CostTangents, units: number): number {
  let left = units
  return tangents.segments.reduce((cost, segment) => {
    const taken = Math.min(left, segment.units)
    left -= taken
    return cost + taken * segment.unitCost
  }, 0)
}

test('behavior: below the true cost, equal to it where a tangent touches, as long as what is left, ascending', () => {
  for (const cell of cells) {
    const tangents = new CostTangents(cell)
    const touched = tangents.left * 0.37
    tangents.touch(touched, 0.02)
    for (const share of [0.05, 0.2, 0.37, 0.5, 0.9, 1]) {
      const units = tangents.left * share
      const cost = floatCost(cell.curve, cell.sold, cell.sold + units)
      expect(estimate(tangents, units)).toBeLessThanOrEqual(cost * (1 + 1e-9))
    }
    const cost = floatCost(cell.curve, cell.sold, cell.sold + touched)
    expect(estimate(tangents, touched) / cost).toBeCloseTo(1, 9)
    const costs = tangents.segments.map(({ unitCost }) => unitCost)
    expect(costs).toEqual(costs.toSorted((a, b) => a - b))
    expect(tangents.segments.reduce((sum, { units }) => sum + units, 0) / tangents.left).toBeCloseTo(1, 9)
  }
})
