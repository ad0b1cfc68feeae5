import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Migration, MigrationProvider } from 'kysely/migration'

const first: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .createTable('intents')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('wire', 'bytea', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull().defaultTo('live'))
      .addColumn('ends_at', 'bigint', (column) => column.notNull())
      .addColumn('admitted_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
      .execute()
    // History outgrows what is live by orders of magnitude, and only the live are ever listed.
    await sql`create index intents_live on intents (admitted_at) where state = 'live'`.execute(database)
    await database.schema
      .createTable('rounds')
      .addColumn('auction_hash', 'text', (column) => column.primaryKey())
      .addColumn('number', 'bigint', (column) => column.notNull().unique())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('record', 'jsonb', (column) => column.notNull())
      .addColumn('batch_hash', 'text')
      .addColumn('transaction_hash', 'text')
      .addColumn('started_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
      .execute()
  },
}

/** The history of the schema. Append only: a store made by an older version is brought up to date when it opens. */
export const migrations: MigrationProvider = {
  getMigrations: async () => ({ '2025-01-intents-rounds': first }),
}
