import { batchHash, type Deployment } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { Store } from '../store/openStore.ts'
import { type RecordJson, type RoundRecord, recordFromJson, recordRound, recordToJson } from './RoundRecord.ts'
import type { OpenedAuction, RoundState } from './RoundState.ts'

type Ended = Extract<RoundState, { phase: 'settle' | 'done' | 'failed' }>

/** Full records kept: with hundreds of pools one is a megabyte. Older rounds keep their hashes. */
const keptRecords = 1000
/** Rounds between two clean-ups. */
const trimEvery = 100n

/** Writes down that the auction exists, before anyone hears of it: its number is never used again. */
export async function saveOpened(store: Store, { auction, auctionHash }: OpenedAuction): Promise<void> {
  await store.rounds.save({ auctionHash, number: auction.auction.round, state: 'open', record: {} })
}

/** Writes down an award before it is sent, and an end before it is told. Intents are kept once, in their own table. */
export async function saveRound(store: Store, deployment: Deployment, state: Ended): Promise<void> {
  if (state.phase === 'failed') {
    const known = state.auctionHash && (await store.rounds.find(state.auctionHash))
    // A round that had awarded may still settle, so it stays `settling` until the chain has said so.
    if (known?.state === 'open') await store.rounds.save({ ...known, state: 'failed' })
    return
  }
  const { auctionHash, auction, outcome } = state
  const report = state.phase === 'done' ? state.report : undefined
  const full = recordToJson(recordRound(deployment, state, { outcome, ...(report && { report }) }))
  // Without a bid there is nothing to check.
  const record: RecordJson = state.commitments.size === 0 ? {} : { ...full, intents: [] }
  await store.rounds.save({
    auctionHash,
    number: auction.auction.round,
    state: state.phase === 'settle' ? 'settling' : report ? 'settled' : 'unsettled',
    record,
    ...(state.phase === 'settle' && { batchHash: batchHash(state.batch) }),
    ...(report && { batchHash: report.batchHash, transactionHash: report.transactionHash }),
  })
  if (state.phase === 'done') await store.intents.end(state.settled, 'settled')
  if (auction.auction.round % trimEvery === 0n) await store.rounds.trim(keptRecords)
}

/** The record of a stored round, with its intents. `undefined` for rounds that nobody bid in, and unknown ones. */
export async function loadRecord(store: Store, auctionHash: Hex): Promise<RoundRecord | undefined> {
  const stored = await store.rounds.find(auctionHash)
  if (!stored?.record.snapshot) return undefined
  const record = recordFromJson(stored.record)
  const found = new Map(
    (await store.intents.find(record.auction.auction.intentIds)).map(({ id, signed }) => [id, signed]),
  )
  return { ...record, intents: record.auction.auction.intentIds.flatMap((id) => found.get(id) ?? []) }
}
