import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMarketModel, type LpBackend, type LpProblem, type Problem } from '@walras/solver-kit'
import { glpkBackend } from '../../src/backends/glpkBackend.ts'
import { highsBackend } from '../../src/backends/highsBackend.ts'
import { solveMarketMip } from '../../src/mip/marketMip.ts'
import { aggregatedLp, proveBound } from './aggregatedLp.ts'
import type { RoutingCase } from './cases.ts'
import { formatLp } from './formatLp.ts'
import { monolithicColumns, monolithicLp, mostColumns } from './monolithicLp.ts'

/** An engine on a program of a case, to tell what is algorithm and what is engine. */
export interface PeerRow {
  case: string
  size: string
  engine: string
  rows?: number
  columns?: number
  /** Median; `null` where there is none, and `skipped` says why. */
  p50Ms: number | null
  skipped?: string
}

export interface PeerLimits {
  /** For one solve. */
  solveMs: number
  repeats: number
  /** Larger programs are only given to HiGHS. */
  mostColumns: number
}

const version = spawnSync('glpsol', ['--version'], { encoding: 'utf8' })

/** Name and version of the native solver; `undefined` where Debian's glpk-utils is not installed. */
export const glpsol: string | undefined = version.error
  ? undefined
  : `glpsol ${/\d+\.\d+/.exec(version.stdout)?.[0] ?? ''} (native)`

interface Timed {
  ms?: number
  skipped?: string
}

function timeBackend(backend: LpBackend, program: LpProblem, { solveMs, repeats }: PeerLimits): Timed {
  const times: number[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now()
    const { status } = backend.solve(program, { timeLimitMs: solveMs })
    const ms = performance.now() - start
    if (status !== 'optimal') return { skipped: ms >= solveMs * 0.9 ? `> ${solveMs / 1000} s` : status }
    times.push(ms)
    if (ms > solveMs / 4) break
  }
  return { ms: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0 }
}

/** The process as a whole: starting it and reading the file are part of the time. */
function timeGlpsol(program: LpProblem, { solveMs }: PeerLimits): Timed {
  const folder = mkdtempSync(join(tmpdir(), 'walras-bench-'))
  try {
    const file = join(folder, 'program.lp')
    writeFileSync(file, formatLp(program))
    const start = performance.now()
    const args = ['--lp', file, '--tmlim', String(Math.ceil(solveMs / 1000))]
    const { stdout, error } = spawnSync('glpsol', args, { encoding: 'utf8', timeout: solveMs * 2, maxBuffer: 1e8 })
    const ms = performance.now() - start
    if (error || stdout.includes('TIME LIMIT')) return { skipped: `> ${solveMs / 1000} s` }
    return stdout.includes('OPTIMAL') ? { ms } : { skipped: stdout.split('\n').at(-2) ?? 'failed' }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Times every engine at hand on the case's programs for one instance. */
export async function runPeers(
  named: { case: string; size: string },
  { peers = [] }: RoutingCase,
  problem: Problem,
  limits: PeerLimits,
): Promise<PeerRow[]> {
  const [highs, glpk] = [await highsBackend(), await glpkBackend()]
  const model = createMarketModel(problem)
  const result: PeerRow[] = []
  const add = (what: string, engine: string, timed: Timed, program?: LpProblem): void => {
    result.push({
      ...named,
      engine: `${engine}, ${what}`,
      ...(program ? { rows: program.rows.length, columns: program.columns.length } : {}),
      p50Ms: timed.ms ?? null,
      ...(timed.skipped === undefined ? {} : { skipped: timed.skipped }),
    })
  }
  const addAll = (what: string, program: LpProblem): void => {
    add(what, highs.name, timeBackend(highs, program, limits), program)
    if (program.columns.length > limits.mostColumns) return
    add(what, glpk.name, timeBackend(glpk, program, limits), program)
    add(what, glpsol ?? 'glpsol', glpsol ? timeGlpsol(program, limits) : { skipped: 'not installed' }, program)
  }
  if (peers.includes('aggregated')) {
    const { prices } = proveBound(model, highs, limits.solveMs)
    addAll('aggregated LP', aggregatedLp(model, { prices, band: 0.02 }).problem)
  }
  if (peers.includes('monolithic')) {
    const columns = monolithicColumns(model)
    if (columns > Math.min(mostColumns, limits.mostColumns))
      add('monolithic LP', 'all', { skipped: `${columns} columns` })
    else addAll('monolithic LP', monolithicLp(model))
  }
  if (peers.includes('mip')) {
    const start = performance.now()
    const found = solveMarketMip(model, highs, { timeLimitMs: limits.solveMs, gap: 1e-4 })
    const ms = performance.now() - start
    const proven = found && found.bound - found.welfare <= found.bound * 1e-4
    add('integer program to 1 bp', highs.name, proven ? { ms } : { skipped: `> ${limits.solveMs / 1000} s` })
  }
  return result
}
