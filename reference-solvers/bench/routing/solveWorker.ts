import { parentPort } from 'node:worker_threads'
import type { Solution } from '@walras/intents-schema'
import { evaluateSolution, type Problem, surplusBound, toProposal } from '@walras/solver-kit'
import { strategies } from '../../src/strategies.ts'
import { routingCases } from './cases.ts'
import type { SolveMessage, SolveRequest } from './SolveMessage.ts'

function bestScore(problem: Problem, solutions: readonly Solution[]): { score: bigint; served: number } {
  let best = { score: 0n, served: 0 }
  for (const solution of solutions) {
    const { score, served } = evaluateSolution(problem, solution)
    if (score > best.score) best = { score, served: served.length }
  }
  return best
}

const port = parentPort
if (!port) throw new Error('This file is a worker.')
const say = (message: SolveMessage) => port.postMessage(message)

/** A strategy that takes all the time it is given gets a second: what it takes beyond shows in its time. */
function signalFor(strategy: string): AbortSignal {
  return strategy === 'anytime' ? AbortSignal.timeout(1_000) : new AbortController().signal
}

/** Solves the seeds in turn, the first twice: what it takes the first time is reported as cold. */
async function run({ caseName, strategy, seeds }: SolveRequest): Promise<void> {
  const create = strategies[strategy as keyof typeof strategies]
  const definition = create({})
  let cold = true
  for (const seed of [...seeds.slice(0, 1), ...seeds]) {
    const problem = routingCases[caseName]?.make(seed)
    if (!problem) break
    say({ kind: 'ready', seed })
    const start = performance.now()
    if (cold) await definition.prepare?.()
    const { solutions, certificate } = toProposal(await definition.solve(problem, signalFor(strategy)))
    const milliseconds = performance.now() - start
    say({ kind: 'timed' })
    const { score, served } = bestScore(problem, solutions)
    const certifying = performance.now()
    const bound = certificate && surplusBound(problem, certificate)
    const certifyMs = certificate && performance.now() - certifying
    say({ kind: 'solved', seed, cold, milliseconds, score, served, bound, certifyMs })
    cold = false
  }
  say({ kind: 'done' })
}

port.on('message', (request: SolveRequest) => {
  run(request).catch((error: unknown) => say({ kind: 'failed', reason: String(error) }))
})
