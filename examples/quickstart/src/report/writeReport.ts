import { type Address, isAddressEqual } from 'viem'
import type { RunningMarket } from '../startMarket.ts'
import type { Traded } from '../trade.ts'
import { type Check, sum } from '../verify/Check.ts'
import type { Bonds } from '../verify/checkBonds.ts'
import type { History } from '../verify/readHistory.ts'
import type { VerifiedLeases } from '../verify/verifyLeases.ts'
import type { Comparison } from './compareBatches.ts'
import { type LeaseEnds, leaseEnds } from './leaseEnds.ts'

/** What `pnpm demo --json` prints. Amounts are token base units (millionths of a dollar) as decimal strings. */
export interface DemoReport {
  /** Whether every check holds. */
  ok: boolean
  /** Rounds that settled a batch. */
  rounds: number
  /** `signed` counts honest intents; each is settled, expired, or (with --keep) still live. `refused`: hostile messages. */
  intents: { signed: number; settled: number; refused: number; expired: number }
  /** Hostile messages by the code of their refusal. */
  refusals: Record<string, number>
  /** Batches that a solver's solution settled in, by solver. */
  wins: Record<string, number>
  /** Σ over auctions of the best valid score that each solver bid, won or lost. */
  scores: Record<string, string>
  /**
   * By round: how far the winners' total is from the best there is at most, in basis points, as the bids' certificates
   * prove. Absent when no bid had one.
   */
  certifiedGapBps?: Record<string, number>
  paid: string
  /** Σ limit − payment over settled intents. */
  surplus: string
  /** Saved against buying one after another, each from its best single pool, in basis points. */
  savingBps: number
  /** Paid above the cheapest marginal price that each intent could see before its batch, in basis points. */
  spreadBps: number
  gasPerIntent: number
  /** From a wallet's signature to its settlement being seen, in milliseconds. */
  latencyMs: { p50: number; p99: number }
  /** How leases ended. Absent with --keep: then none has begun. */
  leases?: readonly LeaseEnds[]
  /** Of operators and solvers, in token base units: put up, lost to failed leases, and taken out. Absent with --keep. */
  bonds?: { accounts: number; bonded: string; slashed: string; unbonded: string }
  checks: readonly Check[]
}

export interface WriteReportParameters {
  traded: Traded
  history: History
  comparison: Comparison
  checks: readonly Check[]
  market: Pick<RunningMarket, 'solvers'>
  /** What became of leases and bonds, when time was let pass. */
  leases?: VerifiedLeases
  /** Chain time at the end, unix seconds. */
  nowSeconds: bigint
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const basisPoints = (part: bigint, whole: bigint): number =>
  whole === 0n ? 0 : Number((part * 1_000_000n) / whole) / 100

/** The value below which a share of the list lies; 0 of nothing. Nearest rank. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
}

function totalScore({ rounds }: Traded, solver: string): bigint {
  return sum(
    rounds.flatMap(({ bids }) => bids.filter((bid) => bid.solver === solver)),
    ({ score }) => score,
  )
}

function certifiedGaps({ rounds }: Traded): Pick<DemoReport, 'certifiedGapBps'> {
  const gaps = rounds.flatMap(({ round, certifiedGapBps }) =>
    certifiedGapBps === undefined ? [] : [[String(round), certifiedGapBps] as const],
  )
  return gaps.length > 0 ? { certifiedGapBps: Object.fromEntries(gaps) } : {}
}

export function writeReport({
  traded,
  history,
  comparison,
  checks,
  market,
  leases,
  nowSeconds,
}: WriteReportParameters): DemoReport {
  const { settlements } = history
  const settled = settlements.flatMap(({ intents }) => intents)
  const settledIds = new Set(settled.map(({ intentId }) => intentId))
  const nameOf = (solver: Address): string =>
    [...market.solvers].find(([, { address }]) => isAddressEqual(address, solver))?.[0] ?? solver
  const wins = count(settlements.flatMap(({ batch }) => batch.solvers.map(nameOf)))
  const refusals = traded.refused.filter(({ status }) => status === 'refused').map(({ code }) => code)
  const names = [...market.solvers.keys()]
  const latencies = traded.sent.flatMap(({ id, signedAtMs }) => {
    const atMs = traded.settledAtMs.get(id)
    return atMs === undefined ? [] : [atMs - signedAtMs]
  })
  return {
    ok: checks.every(({ ok }) => ok),
    rounds: settlements.length,
    intents: {
      signed: traded.sent.length,
      settled: settled.length,
      refused: refusals.length,
      expired: traded.sent.filter(({ id, signed }) => !settledIds.has(id) && signed.validUntil < nowSeconds).length,
    },
    refusals: count(refusals),
    wins: Object.fromEntries(names.map((name) => [name, wins[name] ?? 0])),
    scores: Object.fromEntries(names.map((name) => [name, totalScore(traded, name).toString()])),
    ...certifiedGaps(traded),
    paid: sum(settled, ({ payment }) => payment).toString(),
    surplus: sum(settled, ({ limit, payment }) => limit - payment).toString(),
    savingBps: basisPoints(comparison.singlePool - comparison.comparable, comparison.singlePool),
    spreadBps: basisPoints(comparison.paid - comparison.cheapest, comparison.cheapest),
    gasPerIntent:
      settled.length === 0 ? 0 : Math.round(Number(sum(settlements, ({ gasUsed }) => gasUsed)) / settled.length),
    latencyMs: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
    ...(leases && { leases: leaseEnds(leases.history), bonds: writeBonds(leases.bonds) }),
    checks,
  }
}

function writeBonds({ accounts, bonded, slashed, unbonded }: Bonds) {
  return { accounts, bonded: `${bonded}`, slashed: `${slashed}`, unbonded: `${unbonded}` }
}
