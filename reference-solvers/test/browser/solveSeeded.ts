import { toJson } from '@walras/intents-schema'
import {
  createMarketModel,
  evaluateSolution,
  type GenerateProblemOptions,
  generateProblem,
  type Problem,
  surplusBound,
  toProposal,
} from '@walras/solver-kit/portable'
import { clearing, highsBackend, linear, linearInteger, solveMarketMip } from '../../src/portable.ts'

const strategies = { clearing, linear, 'linear-integer': linearInteger }

/** A strategy, or HiGHS with the market as an integer program. */
export type SeededSolver = keyof typeof strategies | 'highs'

export interface SeededRequest {
  solver: SeededSolver
  market: GenerateProblemOptions
}

async function propose(problem: Problem, strategy: keyof typeof strategies) {
  const proposed = await strategies[strategy]().solve(problem, new AbortController().signal)
  const { solutions, certificate } = toProposal(proposed)
  if (!certificate) throw new Error(`${strategy} has no certificate`)
  const scores = solutions.map((solution) => evaluateSolution(problem, solution).score)
  return { solutions, certificate, scores, bound: surplusBound(problem, certificate) }
}

async function optimise(problem: Problem) {
  const found = solveMarketMip(createMarketModel(problem), await highsBackend())
  if (!found) throw new Error('HiGHS has no solution')
  return { ...found, fills: found.fills.map(({ intent, arc, units }) => ({ intent, cell: arc.cell, units })) }
}

/** Solves a generated market. All that comes of it, as JSON: texts are equal only when every bit is. */
export async function solveSeeded({ solver, market }: SeededRequest): Promise<string> {
  const problem = generateProblem(market)
  const answer = solver === 'highs' ? await optimise(problem) : await propose(problem, solver)
  return JSON.stringify(toJson({ market: problem.auctionHash, answer }))
}
