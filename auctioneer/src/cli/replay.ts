import { readFileSync } from 'node:fs'
import { WalrasError } from '@walras/intents-schema'
import { gapBps } from '@walras/solver-kit'
import { isHash } from 'viem'
import { type RoundRecord, recordFromJson } from '../round/RoundRecord.ts'
import { replayRound } from '../round/replayRound.ts'
import { loadRecord } from '../round/saveRound.ts'
import { openStore } from '../store/openStore.ts'

async function findRecord(source: string, dataDir: string | undefined): Promise<RoundRecord> {
  if (!isHash(source)) {
    let json: unknown
    try {
      json = JSON.parse(readFileSync(source, 'utf8'))
    } catch (cause) {
      const message = `${source} is no readable JSON file: ${(cause as Error).message}`
      throw new WalrasError({ code: 'record/unreadable', message, facts: { source }, cause })
    }
    return recordFromJson(json)
  }
  if (dataDir === undefined)
    throw new WalrasError({
      code: 'record/unreadable',
      message: 'To replay by auction hash, say --data-dir; or name a record file.',
    })
  const store = await openStore(dataDir)
  try {
    const record = await loadRecord(store, source)
    if (record) return record
  } finally {
    await store.close()
  }
  throw new WalrasError({
    code: 'record/unknown',
    message: `${dataDir} holds no record of auction ${source}. Auctions that nobody bid in are not recorded.`,
    facts: { auctionHash: source },
  })
}

/**
 * Decides a recorded auction again, and says in one line whether the auctioneer decided the same.
 *
 * @throws {@link WalrasError} `replay/differs`, `replay/undecided`, `record/…`, `store/…`.
 */
export async function replay(source: string, { dataDir }: { dataDir?: string }): Promise<string> {
  const record = await findRecord(source, dataDir)
  const { outcome, winners } = await replayRound(record)
  const { round } = record.auction.auction
  const { bids, total, bound } = outcome
  const gap = bound > 0n ? `, at most ${gapBps(total, bound)} bp below the best there is` : ''
  return `Round ${round}: the outcome is right. Bids: ${bids.length}, won: ${winners.length}, total score: ${total}${gap}.`
}
