import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { WalrasError } from '@walras/intents-schema'
import { Kysely, PGliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { createIntentStore, type IntentStore } from './intentStore.ts'
import { lockDataDir } from './lockDataDir.ts'
import { createMemoryStore } from './memoryStore.ts'
import { migrations } from './migrations.ts'
import { createRoundStore, type RoundStore } from './roundStore.ts'
import type { Tables } from './tables.ts'

/** What the auctioneer must not forget. */
export interface Store {
  intents: IntentStore
  rounds: RoundStore
  close(): Promise<void>
}

/**
 * Opens the embedded database in `dataDir`; without one, a store that forgets at the end. A database survives `kill -9`:
 * what a call has returned from is there again. Losing power can cost the last writes, because PGlite leaves syncing to
 * the operating system.
 *
 * @throws {@link WalrasError} `store/locked`, `store/unusable`.
 * @example
 * ```ts
 * const store = await openStore('.walras/auctioneer')
 * const intents = await store.intents.live()
 * ```
 */
export async function openStore(dataDir?: string): Promise<Store> {
  if (dataDir === undefined) return createMemoryStore()
  mkdirSync(dataDir, { recursive: true })
  const unlock = lockDataDir(dataDir)
  const database = new Kysely<Tables>({
    dialect: new PGliteDialect({ pglite: () => PGlite.create({ dataDir: join(dataDir, 'postgres') }) }),
  })
  try {
    const { error } = await new Migrator({ db: database, provider: migrations }).migrateToLatest()
    if (error) throw error
  } catch (cause) {
    await database.destroy().catch(() => {})
    unlock()
    throw new WalrasError({
      code: 'store/unusable',
      message: `The database in ${dataDir} cannot be used: ${(cause as Error).message}`,
      facts: { dataDir },
      cause,
    })
  }
  return {
    intents: createIntentStore(database),
    rounds: createRoundStore(database),
    async close() {
      await database.destroy()
      unlock()
    },
  }
}
