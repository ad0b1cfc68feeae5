import type { SignedIntent } from '@walras/intents-schema'
import type { Generated, JSONColumnType } from 'kysely'
import type { RecordJson } from '../round/RoundRecord.ts'

/** What became of an intent here. Only `live` ones come back after a restart. */
export type IntentState = 'live' | 'settled' | 'expired' | 'refused'

/**
 * Where a round stands, for a restart: `open` has promised nothing yet and is dropped, `settling` has awarded and is
 * carried on, the others have ended.
 */
export type StoredRoundState = 'open' | 'settling' | 'settled' | 'unsettled' | 'failed'

export interface Tables {
  intents: {
    id: string
    /** Protobuf, as gossip carried it. */
    wire: Uint8Array
    state: Generated<IntentState>
    /** First unix second at which it can no longer settle. */
    ends_at: bigint | number
    admitted_at: Generated<Date>
  }
  rounds: {
    auction_hash: string
    /** int8: PGlite gives a number where it is safe, else a bigint. */
    number: bigint | number
    state: StoredRoundState
    record: JSONColumnType<RecordJson>
    batch_hash: string | null
    transaction_hash: string | null
    started_at: Generated<Date>
  }
}

/**
 * First unix second at which an intent can no longer settle. Permit2 accepts a signature up to and including its
 * deadline; a slot must end by `finishBy`.
 */
export const endsAt = ({ validUntil, intent: { finishBy } }: SignedIntent): bigint =>
  validUntil < finishBy ? validUntil + 1n : finishBy
