import { setTimeout as sleep } from 'node:timers/promises'

/** Remembers that something happened until somebody has waited for it. */
export class Waker {
  #reason: string | undefined
  #resolve: () => void = () => {}

  wake(reason: string): void {
    this.#reason ??= reason
    this.#resolve()
  }

  /** Forgets what happened so far: it is about to be looked at anyway. */
  clear(): void {
    this.#reason = undefined
  }

  /** Why it woke, or `undefined` after `atMostMs`. @throws when the signal aborts. */
  async wait(atMostMs: number, signal: AbortSignal): Promise<string | undefined> {
    signal.throwIfAborted()
    if (this.#reason === undefined) {
      const done = new AbortController()
      const woken = new Promise<void>((resolve) => {
        this.#resolve = resolve
      })
      const timeout = sleep(atMostMs, undefined, { signal: AbortSignal.any([signal, done.signal]) })
      await Promise.race([woken, timeout]).finally(() => {
        timeout.catch(() => {})
        done.abort()
      })
    }
    const reason = this.#reason
    this.#reason = undefined
    return reason
  }
}
