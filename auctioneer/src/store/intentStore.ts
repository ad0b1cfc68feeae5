import { decodeSignedIntent, encodeSignedIntent, type SignedIntent } from '@walras/intents-schema'
import type { Kysely } from 'kysely'
import type { Hex } from 'viem'
import { groupCommit } from './groupCommit.ts'
import { endsAt, type IntentState, type Tables } from './tables.ts'

export interface StoredIntent {
  id: Hex
  signed: SignedIntent
}

export interface IntentStore {
  /** Returns once the intent is durable: only then may it be acknowledged. Knows an intent by its id. */
  add(intent: StoredIntent): Promise<void>
  /** Oldest first. */
  live(): Promise<StoredIntent[]>
  /** In any state and any order. Unknown ids are left out. */
  find(ids: readonly Hex[]): Promise<StoredIntent[]>
  /** Ends what can no longer settle at chain time `nowSeconds`. */
  endExpired(nowSeconds: bigint): Promise<void>
  /** Ends live intents. What has settled stays settled. */
  end(ids: readonly Hex[], state: Exclude<IntentState, 'live'>): Promise<void>
}

const fromRow = ({ id, wire }: { id: string; wire: Uint8Array }): StoredIntent => ({
  id: id as Hex,
  signed: decodeSignedIntent(wire),
})

export function createIntentStore(database: Kysely<Tables>): IntentStore {
  const select = () => database.selectFrom('intents').select(['id', 'wire'])
  const add = groupCommit<StoredIntent>(async (intents) => {
    await database
      .insertInto('intents')
      .values(intents.map(({ id, signed }) => ({ id, wire: encodeSignedIntent(signed), ends_at: endsAt(signed) })))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  })
  return {
    add,
    live: async () =>
      (await select().where('state', '=', 'live').orderBy('admitted_at').orderBy('id').execute()).map(fromRow),
    find: async (ids) => (ids.length === 0 ? [] : (await select().where('id', 'in', ids).execute()).map(fromRow)),
    async endExpired(nowSeconds) {
      await database
        .updateTable('intents')
        .set({ state: 'expired' })
        .where('state', '=', 'live')
        .where('ends_at', '<=', nowSeconds)
        .execute()
    },
    async end(ids, state) {
      if (ids.length === 0) return
      const ended = database.updateTable('intents').set({ state }).where('id', 'in', ids)
      // The chain has the last word: a settled intent may have looked expired or refused a moment before.
      await (state === 'settled' ? ended : ended.where('state', '=', 'live')).execute()
    },
  }
}
