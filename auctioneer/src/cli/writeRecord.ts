import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Deployment } from '@walras/intents-schema'
import { recordRound, recordToJson } from '../round/RoundRecord.ts'
import type { RoundState } from '../round/RoundState.ts'

/** Writes the record of a finished round to `<directory>/<auctionHash>.json`: what `replay` takes. */
export function writeRecord(directory: string, deployment: Deployment, state: RoundState): void {
  if (state.phase !== 'done' || state.commitments.size === 0) return
  const { outcome, report } = state
  const record = recordRound(deployment, state, { outcome, ...(report && { report }) })
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, `${state.auctionHash}.json`), `${JSON.stringify(recordToJson(record))}\n`)
}
