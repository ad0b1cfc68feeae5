import { readFileSync } from 'node:fs'
import { toJson, WalrasError } from '@walras/intents-schema'
import { explainIntent, gapBps, type Resolution } from '@walras/solver-kit'
import { type Hex, isHash } from 'viem'
import { type RoundRecord, recordFromJson } from '../round/RoundRecord.ts'
import { problemOf, replayRound } from '../round/replayRound.ts'
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

/** What became of one intent, and why: one line, and the numbers. */
function explain(record: RoundRecord, winners: Resolution['winners'], id: string): string {
  const intent = record.auction.auction.intentIds.indexOf(id.toLowerCase() as Hex)
  if (intent < 0)
    throw new WalrasError({
      code: 'replay/unknown-intent',
      message: `Intent ${id} is not in this auction.`,
      facts: { id },
    })
  const dropped = record.dropped.find(({ intentId }) => intentId === id.toLowerCase())
  if (dropped) return `Intent ${id}: unserved/dropped. ${dropped.reason}`
  const evaluations = winners.map(({ evaluation }) => evaluation)
  const { code, reason, facts } = explainIntent(problemOf(record), intent, evaluations)
  return `Intent ${id}: ${code}. ${reason}\n${JSON.stringify(toJson(facts))}`
}

/**
 * Decides a recorded auction again, and says in one line whether the auctioneer decided the same; of the intent whose id is
 * `explain` also what became of it, and why.
 *
 * @throws {@link WalrasError} `replay/differs`, `replay/undecided`, `replay/unknown-intent`, `record/…`, `store/…`.
 */
export async function replay(
  source: string,
  { dataDir, explain: intent }: { dataDir?: string; explain?: string },
): Promise<string> {
  const record = await findRecord(source, dataDir)
  const { outcome, winners } = await replayRound(record)
  const { round } = record.auction.auction
  const { bids, total, bound } = outcome
  const gap = bound > 0n ? `, at most ${gapBps(total, bound)} bp below the best there is` : ''
  const decided = `Round ${round}: the outcome is right. Bids: ${bids.length}, won: ${winners.length}, total score: ${total}${gap}.`
  return intent === undefined ? decided : `${decided}\n${explain(record, winners, intent)}`
}
