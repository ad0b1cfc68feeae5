import type { Truth } from './oracles.ts'
import type { Solved } from './SolveMessage.ts'

export interface Spread {
  p50: number
  p95: number
  max: number
}

/** One strategy on the instances of one case. Times are warm, unless they say cold. */
export interface BenchRow {
  case: string
  size: string
  strategy: string
  instances: number
  coldMs?: number
  p50Ms?: number
  p95Ms?: number
  /** Below the least bound that is known of the instance: how much better a solution could be at most. */
  gapBp?: Spread
  /** Below what the strategy's own certificate proves. */
  certifiedBp?: Spread
  /** Below the oracle's solution; negative when better. */
  oracleBp?: Spread
  /** Median time that checking the certificate takes. */
  certifyMs: number | null
  skipped?: string
}

/** The value that a share of the numbers does not exceed. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

function spread(numbers: readonly number[]): Spread | undefined {
  if (numbers.length === 0) return undefined
  return { p50: percentile(numbers, 0.5), p95: percentile(numbers, 0.95), max: percentile(numbers, 1) }
}

const basisPoints = (score: bigint, best: number): number => (best > 0 ? (1 - Number(score) / best) * 1e4 : 0)

export function makeRow(
  named: Pick<BenchRow, 'case' | 'size' | 'strategy' | 'skipped'>,
  solved: readonly Solved[],
  truths: ReadonlyMap<number, Truth>,
): BenchRow {
  const cold = solved.find((one) => one.cold)
  const warm = solved.filter((one) => !one.cold)
  const times = warm.map(({ milliseconds }) => milliseconds)
  const least = ({ seed, bound }: Solved): number =>
    Math.min(truths.get(seed)?.bound ?? Number.POSITIVE_INFINITY, Number(bound ?? Number.POSITIVE_INFINITY))
  const gapBp = spread(
    warm.flatMap((one) => (Number.isFinite(least(one)) ? [Math.max(0, basisPoints(one.score, least(one)))] : [])),
  )
  const certifiedBp = spread(
    warm.flatMap(({ score, bound }) => (bound === undefined ? [] : [Math.max(0, basisPoints(score, Number(bound)))])),
  )
  const oracleBp = spread(
    warm.flatMap(({ seed, score }) => {
      const reference = truths.get(seed)?.reference
      return reference === undefined ? [] : [basisPoints(score, reference)]
    }),
  )
  const certifyMs = warm.flatMap((one) => one.certifyMs ?? [])
  return {
    ...named,
    instances: warm.length,
    ...(cold ? { coldMs: cold.milliseconds } : {}),
    ...(times.length > 0 ? { p50Ms: percentile(times, 0.5), p95Ms: percentile(times, 0.95) } : {}),
    ...(gapBp ? { gapBp } : {}),
    ...(certifiedBp ? { certifiedBp } : {}),
    ...(oracleBp ? { oracleBp } : {}),
    certifyMs: certifyMs.length > 0 ? percentile(certifyMs, 0.5) : null,
  }
}
