import type { BenchRow } from './BenchRow.ts'

interface Target {
  case: string
  text: string
  /** What is compared: the worst gap of all instances, basis points. */
  gap: 'gapBp' | 'oracleBp'
  mostBp: number
  mostMs: number
}

const targets: readonly Target[] = [
  { case: 'joint', text: 'certified ≤ 1 bp, p95 < 250 ms', gap: 'gapBp', mostBp: 1, mostMs: 250 },
  { case: 'joint', text: 'stretch: certified ≤ 1 bp, p95 < 100 ms', gap: 'gapBp', mostBp: 1, mostMs: 100 },
  { case: 'slots', text: 'contiguous, 24 slots: ≤ 10 bp, p95 < 1 s', gap: 'gapBp', mostBp: 10, mostMs: 1000 },
  { case: 'huge', text: 'certified ≤ 1 bp, p95 < 1 s', gap: 'gapBp', mostBp: 1, mostMs: 1000 },
  {
    case: 'single',
    text: 'within 0.02 bp of the bisection optimum',
    gap: 'oracleBp',
    mostBp: 0.02,
    mostMs: Number.POSITIVE_INFINITY,
  },
  { case: 'thin', text: 'the optimum of the integer program, p95 < 300 ms', gap: 'oracleBp', mostBp: 1, mostMs: 300 },
  { case: 'few-pools', text: '≤ 10 bp from HiGHS (5 s), p95 < 1 s', gap: 'oracleBp', mostBp: 10, mostMs: 1000 },
  { case: 'tiny', text: 'p95 < 5 ms', gap: 'gapBp', mostBp: Number.POSITIVE_INFINITY, mostMs: 5 },
]

export interface TargetResult {
  case: string
  target: string
  met: boolean
  /** The strategy that meets it, with the least gap; or that misses by the least factor, in gap or in time. */
  strategy: string
  bp: number
  p95Ms: number
}

/** Targets whose case was measured, by strategies that solved all instances of it that any did. */
export function judgeTargets(rows: readonly BenchRow[]): TargetResult[] {
  return targets.flatMap(({ case: name, text, gap, mostBp, mostMs }) => {
    const ofCase = rows.filter((row) => row.case === name)
    const instances = Math.max(...ofCase.map((row) => row.instances))
    const measured = ofCase.flatMap((row) => {
      const bp = row[gap]?.max
      if (bp === undefined || row.p95Ms === undefined || row.instances < instances) return []
      const miss = Math.max(1, bp / mostBp, row.p95Ms / mostMs)
      return [{ strategy: row.strategy, bp, p95Ms: row.p95Ms, met: miss === 1, miss }]
    })
    const [best] = measured.sort((a, b) => a.miss - b.miss || a.bp - b.bp || a.p95Ms - b.p95Ms)
    if (!best) return []
    const { miss: _, ...result } = best
    return [{ case: name, target: text, ...result }]
  })
}
