import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMarketModel, type LpBackend, type LpProblem, type Problem } from '@walras/solver-kit'
import { glpkBackend } from '../../src/backends/glpkBackend.ts'
import { highsBackend } from '../../src/backends/highsBackend.ts'
import { solveMarketMip } from '../../src/mip/marketMip.ts'
import type { RoutingCase } from './cases.ts'
import { formatLp } from './formatLp.ts'
import { monolithicColumns, monolithicLp, mostColumns } from './monolithicLp.ts'
import { proveBound } from './proveBound.ts'

/** An engine on a program of a case, to tell what is algorithm and what is engine. */
export interface PeerRow {
  case: string
  size: string
  engine: string
  /** Of its largest program. */
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

/** Median over the repeats of what a sequence of programs takes in sum. */
function timeBackend(backend: LpBackend, programs: readonly LpProblem[], { solveMs, repeats }: PeerLimits): Timed {
  const times: number[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now()
    for (const program of programs) {
      const timeLimitMs = Math.max(1, solveMs - (performance.now() - start))
      const { status } = backend.solve(program, { timeLimitMs })
      if (status !== 'optimal')
        return { skipped: performance.now() - start >= solveMs * 0.9 ? `> ${solveMs / 1000} s` : status }
    }
    const ms = performance.now() - start
    times.push(ms)
    if (ms > solveMs / 4) break
  }
  return { ms: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0 }
}

/** The process as a whole: starting it and reading the files are part of the time. */
function timeGlpsol(programs: readonly LpProblem[], { solveMs }: PeerLimits): Timed {
  const folder = mkdtempSync(join(tmpdir(), 'walras-bench-'))
  try {
    let ms = 0
    for (const [index, program] of programs.entries()) {
      const file = join(folder, `program-${index}.lp`)
      writeFileSync(file, formatLp(program))
      const start = performance.now()
      const args = ['--lp', file, '--tmlim', String(Math.ceil(solveMs / 1000))]
      const { stdout, error } = spawnSync('glpsol', args, { encoding: 'utf8', timeout: solveMs * 2, maxBuffer: 1e8 })
      ms += performance.now() - start
      if (error || stdout.includes('TIME LIMIT') || ms > solveMs) return { skipped: `> ${solveMs / 1000} s` }
      if (!stdout.includes('OPTIMAL')) return { skipped: stdout.split('\n').at(-2) ?? 'failed' }
    }
    return { ms }
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
  const add = (what: string, engine: string, timed: Timed, programs: readonly LpProblem[] = []): void => {
    const [largest] = programs.toSorted((a, b) => b.columns.length - a.columns.length)
    result.push({
      ...named,
      engine: `${engine}, ${what}`,
      ...(largest ? { rows: largest.rows.length, columns: largest.columns.length } : {}),
      p50Ms: timed.ms ?? null,
      ...(timed.skipped === undefined ? {} : { skipped: timed.skipped }),
    })
  }
  const addAll = (what: string, programs: readonly LpProblem[]): void => {
    add(what, highs.name, timeBackend(highs, programs, limits), programs)
    if (programs.some(({ columns }) => columns.length > limits.mostColumns)) return
    add(what, glpk.name, timeBackend(glpk, programs, limits), programs)
    add(what, glpsol ?? 'glpsol', glpsol ? timeGlpsol(programs, limits) : { skipped: 'not installed' }, programs)
  }
  if (peers.includes('aggregated')) {
    const { programs } = proveBound(model, highs, limits.solveMs)
    addAll('aggregated LP', programs)
  }
  if (peers.includes('monolithic')) {
    const columns = monolithicColumns(model)
    if (columns > Math.min(mostColumns, limits.mostColumns))
      add('monolithic LP', 'all', { skipped: `${columns} columns` })
    else addAll('monolithic LP', [monolithicLp(model)])
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
