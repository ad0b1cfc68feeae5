import { setTimeout as sleep } from 'node:timers/promises'
import type { RoundEvent } from './RoundState.ts'

/** Messages of the network on their way to a round, in the order of arrival. */
export class RoundInbox {
  readonly #events: RoundEvent[] = []
  #wake: () => void = () => {}

  push(event: RoundEvent): void {
    this.#events.push(event)
    this.#wake()
  }

  /** The next message, or a tick of the clock at `wakeAtMs`. @throws when the signal aborts. */
  async next(wakeAtMs: number, signal: AbortSignal): Promise<RoundEvent> {
    signal.throwIfAborted()
    const waiting = this.#events.shift()
    if (waiting) return waiting
    const done = new AbortController()
    const pushed = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    const timeout = sleep(Math.max(0, wakeAtMs - Date.now()), undefined, {
      signal: AbortSignal.any([signal, done.signal]),
    })
    await Promise.race([pushed, timeout]).finally(() => {
      timeout.catch(() => {})
      done.abort()
    })
    return this.#events.shift() ?? { kind: 'clock', nowMs: Date.now() }
  }
}
