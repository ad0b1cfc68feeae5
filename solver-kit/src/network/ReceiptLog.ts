import type { Receipt } from '@walras/intents-schema'
import { LRUCache } from 'lru-cache'
import type { Hex } from 'viem'
import { networkLimits } from './networkLimits.ts'

/** What became of the messages of others at this node: the last 16,384, for whoever asks over the receipt stream. */
export class ReceiptLog {
  readonly #receipts = new LRUCache<Hex, Receipt>({ max: networkLimits.receipts })
  readonly #waiting = new Map<Hex, Set<() => void>>()

  record(receipt: Receipt): void {
    this.#receipts.set(receipt.messageId, receipt)
    if (receipt.status === 'pending') return
    for (const wake of this.#waiting.get(receipt.messageId) ?? []) wake()
    this.#waiting.delete(receipt.messageId)
  }

  read(messageId: Hex): Receipt {
    return this.#receipts.get(messageId) ?? { messageId, status: 'unknown', code: '', message: '' }
  }

  /** As {@link ReceiptLog.read}, but waits for a decision until the signal aborts. */
  async decided(messageId: Hex, signal: AbortSignal): Promise<Receipt> {
    const now = this.read(messageId)
    if (now.status === 'accepted' || now.status === 'refused' || signal.aborted) return now
    await new Promise<void>((resolve) => {
      const waiters = this.#waiting.get(messageId) ?? new Set()
      const wake = () => {
        waiters.delete(wake)
        if (waiters.size === 0) this.#waiting.delete(messageId)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.set(messageId, waiters.add(wake))
      signal.addEventListener('abort', wake)
    })
    return this.read(messageId)
  }
}
