import { type Kysely, sql } from 'kysely'
import type { Hex } from 'viem'
import type { RecordJson } from '../round/RoundRecord.ts'
import type { StoredRoundState, Tables } from './tables.ts'

export interface StoredRound {
  auctionHash: Hex
  number: bigint
  state: StoredRoundState
  record: RecordJson
  batchHash?: Hex
  transactionHash?: Hex
}

export interface RoundStore {
  /** Inserts or replaces; durable when it returns. */
  save(round: StoredRound): Promise<void>
  find(auctionHash: Hex): Promise<StoredRound | undefined>
  /** Rounds that had awarded when the process ended. */
  settling(): Promise<StoredRound[]>
  /** Number of the latest round; 0 before the first. */
  latestNumber(): Promise<bigint>
  /** Ends rounds that had promised nothing yet when the process ended; says how many. */
  dropOpen(): Promise<number>
  /** Empties the records of all but the latest `keep` rounds. */
  trim(keep: number): Promise<void>
}

type Row = Awaited<ReturnType<ReturnType<typeof selectRounds>['execute']>>[number]

const selectRounds = (database: Kysely<Tables>) =>
  database.selectFrom('rounds').select(['auction_hash', 'number', 'state', 'record', 'batch_hash', 'transaction_hash'])

function fromRow(row: Row): StoredRound {
  return {
    auctionHash: row.auction_hash as Hex,
    number: BigInt(row.number),
    state: row.state,
    record: row.record,
    ...(row.batch_hash !== null && { batchHash: row.batch_hash as Hex }),
    ...(row.transaction_hash !== null && { transactionHash: row.transaction_hash as Hex }),
  }
}

export function createRoundStore(database: Kysely<Tables>): RoundStore {
  return {
    async save({ auctionHash, number, state, record, batchHash, transactionHash }) {
      const changing = {
        state,
        record: JSON.stringify(record),
        batch_hash: batchHash ?? null,
        transaction_hash: transactionHash ?? null,
      }
      await database
        .insertInto('rounds')
        .values({ auction_hash: auctionHash, number, ...changing })
        .onConflict((conflict) => conflict.column('auction_hash').doUpdateSet(changing))
        .execute()
    },
    async find(auctionHash) {
      const row = await selectRounds(database).where('auction_hash', '=', auctionHash).executeTakeFirst()
      return row && fromRow(row)
    },
    settling: async () =>
      (await selectRounds(database).where('state', '=', 'settling').orderBy('number').execute()).map(fromRow),
    async latestNumber() {
      const { latest } = await database
        .selectFrom('rounds')
        .select(({ fn }) => fn.max('number').as('latest'))
        .executeTakeFirstOrThrow()
      return BigInt(latest ?? 0)
    },
    async dropOpen() {
      const { numUpdatedRows } = await database
        .updateTable('rounds')
        .set({ state: 'failed' })
        .where('state', '=', 'open')
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },
    async trim(keep) {
      await database
        .updateTable('rounds')
        .set({ record: '{}' })
        // By rank: numbers jump at every start.
        .where('number', '<=', ({ selectFrom }) =>
          selectFrom('rounds').select('number').orderBy('number', 'desc').offset(keep).limit(1),
        )
        .where('state', '!=', 'settling')
        .where(sql<boolean>`record <> '{}'::jsonb`)
        .execute()
      // Nothing else does: PGlite has no background processes.
      await sql`vacuum rounds`.execute(database)
    },
  }
}
