import { evaluateSolution, generateProblem, type Problem, toProposal } from '@walras/solver-kit'
import { describe, test } from 'vitest'
import { strategies } from '../src/strategies.ts'

const { signal } = new AbortController()

const sizes = [
  { intents: 50, pools: 24, slots: 6 },
  { intents: 200, pools: 24, slots: 12 },
  { intents: 200, pools: 40, slots: 24 },
  { intents: 500, pools: 24, slots: 12 },
  { intents: 500, pools: 40, slots: 24 },
]
const markets = 8

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

interface Run {
  name: string
  score: number
  milliseconds: number
}

async function runAll(problem: Problem): Promise<Run[]> {
  const runs: Run[] = []
  for (const [name, create] of Object.entries(strategies)) {
    const definition = create({})
    await definition.prepare?.()
    const start = performance.now()
    const {
      solutions: [solution],
    } = toProposal(await definition.solve(problem, signal))
    const milliseconds = performance.now() - start
    runs.push({ name, milliseconds, score: solution ? Number(evaluateSolution(problem, solution).score) : 0 })
  }
  return runs
}

describe.each(sizes)('$intents intents, $pools pools, $slots slots', (size) => {
  // What a time cannot say: scores over several markets, next to best-pool's and to the best of all.
  test(`scores over ${markets} markets`, { timeout: 600_000 }, async () => {
    const rounds: Run[][] = []
    for (let seed = 1; seed <= markets; seed++) rounds.push(await runAll(generateProblem({ seed, ...size })))
    const table = Object.keys(strategies).map((name, index) => {
      const own = rounds.map((round) => round[index] as Run)
      const best = rounds.map((round) => Math.max(...round.map(({ score }) => score)))
      const gains = rounds.map((round, at) => ((own[at] as Run).score / (round[0] as Run).score - 1) * 1e4)
      return {
        strategy: name,
        '% of best': ((100 * own.reduce((sum, { score }, at) => sum + score / (best[at] ?? 1), 0)) / markets).toFixed(
          2,
        ),
        'bp over best-pool': Math.round(gains.reduce((sum, gain) => sum + gain, 0) / markets),
        'median ms': Math.round(median(own.map(({ milliseconds }) => milliseconds))),
        'beats best-pool': `${gains.filter((gain) => gain > 0).length} of ${markets}`,
      }
    })
    console.table(table)
  })

  test('times on one market', { timeout: 600_000 }, async ({ bench }) => {
    const problem = generateProblem({ seed: 1, ...size })
    const [first, ...others] = Object.entries(strategies).map(([name, create]) => {
      const definition = create({})
      return bench(name, async () => {
        await definition.prepare?.()
        await definition.solve(problem, signal)
      })
    })
    if (first) await bench.compare(first, ...others, { iterations: 5, time: 0, warmupIterations: 2, warmupTime: 0 })
  })
})
