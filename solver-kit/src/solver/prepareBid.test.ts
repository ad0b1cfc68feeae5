import { type Certificate, decodeBid, encodeBid, type Solution } from '@walras/intents-schema'
import { describe, expect, test } from 'vitest'
import { generateProblem } from '../backtest/generateProblem.ts'
import { bestPlacement } from '../routing/bestPlacement.ts'
import { finishPlan } from '../routing/finishPlan.ts'
import { createMarketModel } from '../routing/MarketModel.ts'
import { Plan } from '../routing/Plan.ts'
import { gapBps, surplusBound } from '../rules/certificate/surplusBound.ts'
import { evaluateSolution } from '../rules/evaluateSolution.ts'
import { defineSolver, type Proposed } from './defineSolver.ts'
import { prepareBid } from './prepareBid.ts'

const problem = generateProblem({ seed: 5, intents: 20, pools: 12, slots: 3 })
const solution = ((): Solution => {
  const plan = new Plan(createMarketModel(problem))
  for (const intent of problem.intents.keys()) {
    const placement = bestPlacement(plan, intent)
    if (placement) plan.place(placement)
  }
  return finishPlan(plan) as Solution
})()
const { score } = evaluateSolution(problem, solution)
const certificate: Certificate = { prices: [500_000_000n, 0n, 700_000_000n], gasPrice: 0n }
const products = problem.lines.length * problem.snapshot.slotCount

const prepare = (proposed: Proposed) =>
  prepareBid({
    definition: defineSolver({ name: 'scripted', solve: () => proposed }),
    problem,
    solver: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    signal: new AbortController().signal,
  })

describe('prepareBid', () => {
  test.each([
    ['one solution', solution],
    ['a list', [solution]],
    ['a proposal', { solutions: [solution] }],
  ])('args: %s', async (_, proposed) => {
    const { bid, refused, proof } = await prepare(proposed)
    expect(bid?.solutions).toEqual([solution])
    expect(bid).not.toHaveProperty('certificate')
    expect(refused).toEqual([])
    expect(proof).toBeUndefined()
  })

  test('args: nothing', async () => {
    expect((await prepare(undefined)).bid).toBeUndefined()
    expect((await prepare({ solutions: [], certificate })).bid).toBeUndefined()
  })

  test('default: the certificate is in the bid, with what it proves', async () => {
    const { bid, proof, refusedCertificate } = await prepare({ solutions: [solution], certificate })
    const bound = surplusBound(problem, certificate)
    expect(bid?.certificate).toEqual(certificate)
    expect(proof).toEqual({ bound, gapBps: gapBps(score, bound) })
    expect(bound).toBeGreaterThanOrEqual(score)
    expect(refusedCertificate).toBeUndefined()
  })

  test('behavior: a refused solution costs no other, nor the certificate', async () => {
    const broken: Solution = { ...solution, products: [] }
    const { bid, refused, proof } = await prepare({ solutions: [broken, solution], certificate })
    expect(refused).toMatchObject([{ index: 0, error: { code: 'solution/unpriced-product' } }])
    expect(bid?.solutions).toEqual([solution])
    expect(proof?.gapBps).toBe(gapBps(score, surplusBound(problem, certificate)))
  })

  test.each([
    ['for more products than there are', { prices: Array.from({ length: products + 1 }, () => 1n), gasPrice: 0n }],
    ['with a price that no message carries', { prices: [2n ** 53n], gasPrice: 0n }],
    ['with a negative price', { prices: [], gasPrice: -1n }],
  ])('error: a certificate %s is left out, the bid goes', async (_, bad) => {
    const { bid, proof, refusedCertificate } = await prepare({ solutions: [solution], certificate: bad })
    expect(refusedCertificate?.code).toBe('certificate/malformed')
    expect(proof).toBeUndefined()
    expect(bid?.solutions).toEqual([solution])
    expect(bid && decodeBid(encodeBid(bid))).toEqual(bid)
  })
})
