import type { BenchRow } from './BenchRow.ts'
import type { DeadlineRow } from './deadlines.ts'
import type { PeerRow } from './peers.ts'
import type { TargetResult } from './targets.ts'
import type { WarmStartRow } from './warmStart.ts'

/** All that a run measured: what `--json` prints. */
export interface BenchReport {
  rows: readonly BenchRow[]
  peers: readonly PeerRow[]
  warmStart: readonly WarmStartRow[]
  deadlines: readonly DeadlineRow[]
  targets: readonly TargetResult[]
  /** What could not be measured, and why. */
  notes: readonly string[]
}
