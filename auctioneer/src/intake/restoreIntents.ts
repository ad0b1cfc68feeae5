import { WalrasError } from '@walras/intents-schema'
import type { MarketNode } from '@walras/solver-kit'
import type { Logger } from 'pino'
import type { StoredIntent } from '../store/intentStore.ts'
import type { Store } from '../store/openStore.ts'

/** Refusals that time can heal: such an intent stays in the store, to be tried again. */
const passing = new Set(['intent/unfunded', 'intent/not-approved', 'intent/unchecked', 'intent/not-stored'])

/** Admissions at once: enough to fill the signature workers and one funds batch. */
const concurrency = 256

/**
 * Brings acknowledged intents back after a restart, through the admission that they once passed: what has expired or
 * settled meanwhile is sorted out there. Returns those that should be tried again later.
 */
export async function restoreIntents(
  intents: readonly StoredIntent[],
  { store, book, log }: { store: Store; book: Pick<MarketNode['intents'], 'add'>; log: Logger },
): Promise<StoredIntent[]> {
  const later: StoredIntent[] = []
  async function restore(intent: StoredIntent): Promise<void> {
    try {
      await book.add(intent.signed)
    } catch (error) {
      if (!(error instanceof WalrasError)) throw error
      const { code } = error
      log.debug({ intentId: intent.id, code }, 'a stored intent is not admitted again')
      if (passing.has(code)) later.push(intent)
      else if (code !== 'intent/known')
        await store.intents.end([intent.id], code === 'intent/expired' ? 'expired' : 'refused')
    }
  }
  for (let from = 0; from < intents.length; from += concurrency)
    await Promise.all(intents.slice(from, from + concurrency).map(restore))
  return later
}
