import { setTimeout } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import type { Solution } from '@walras/intents-schema'
import { evaluateSolution, type Problem, type SolverDefinition, surplusBound, toProposal } from '@walras/solver-kit'
import { strategies } from '../../src/strategies.ts'
import { otherSeeds, routingCases } from './cases.ts'
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

/** Making a large market takes longer than solving it: the last one is kept for the next strategy. */
let last: { caseName: string; seed: number; problem: Problem | undefined } | undefined

const isLast = (caseName: string, seed: number) => last?.caseName === caseName && last.seed === seed

function problemOf(caseName: string, seed: number): Problem | undefined {
  if (isLast(caseName, seed)) return last?.problem
  // Two large ones at a time would fill the memory.
  last = undefined
  last = { caseName, seed, problem: routingCases[caseName]?.make(seed) }
  return last.problem
}

/**
 * After a large market is made: so that what making it left in memory is collected before a strategy is timed. Intents reach a
 * solver one by one, while a batch is open.
 */
const restMs = 500

/** Cases that a strategy is warmed up for in this worker: its code is compiled, and its engine has its memory. */
const warm = new Set<string>()

async function solve(definition: SolverDefinition, problem: Problem, strategy: string, cold: boolean) {
  say({ kind: 'ready' })
  const start = performance.now()
  if (cold) await definition.prepare?.()
  const proposal = toProposal(await definition.solve(problem, signalFor(strategy)))
  const milliseconds = performance.now() - start
  say({ kind: 'timed' })
  return { proposal, milliseconds }
}

/** What goes before the first solve that counts. */
async function prepare(definition: SolverDefinition, { caseName, strategy, seed, warmUp }: SolveRequest) {
  const { ms, solves, mostMs, markets } = warmUp
  await definition.prepare?.()
  for (let count = 0, spent = 0; count === 0 || spent < ms || (count < solves && spent < mostMs); count++) {
    const problem = problemOf(caseName, markets === 0 ? seed : otherSeeds + Math.min(count, markets - 1))
    if (!problem) return
    spent += (await solve(definition, problem, strategy, false)).milliseconds
  }
}

async function run(request: SolveRequest): Promise<void> {
  const { caseName, strategy, seed, cold } = request
  const definition = strategies[strategy as keyof typeof strategies]({})
  const known = `${caseName} ${strategy}`
  if (!cold && !warm.has(known)) {
    await prepare(definition, request)
    warm.add(known)
  }
  const isNew = !isLast(caseName, seed)
  const problem = problemOf(caseName, seed)
  if (!problem) return say({ kind: 'missing' })
  if (isNew && routingCases[caseName]?.large) await setTimeout(restMs)
  // As a solver does between batches: what a strategy keeps ready is ready.
  if (!cold) await definition.prepare?.()
  const { proposal, milliseconds } = await solve(definition, problem, strategy, cold)
  const { score, served } = bestScore(problem, proposal.solutions)
  const certifying = performance.now()
  const bound = proposal.certificate && surplusBound(problem, proposal.certificate)
  const certifyMs = proposal.certificate && performance.now() - certifying
  say({ kind: 'solved', seed, cold, milliseconds, score, served, bound, certifyMs })
}

port.on('message', (request: SolveRequest) => {
  run(request).catch((error: unknown) => say({ kind: 'failed', reason: String(error) }))
})
