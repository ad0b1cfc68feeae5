/** What a fact in an error may be: enough to show and to compare, and JSON-safe once bigint is a decimal string. */
export type Fact = string | number | bigint | boolean

export interface WalrasErrorOptions {
  /** Stable, slash-separated code (`intent/expired`): the metric label, and what machines compare. */
  code: string
  /** One sentence: what is wrong and, where there is something to do, what to do. */
  message: string
  /** The values that made it wrong. */
  facts?: Readonly<Record<string, Fact>>
  cause?: unknown
  /**
   * For messages from the network. `reject`: the sender must have known it is bad, so its score drops.
   * `ignore`: it may be honest (late, unfunded, already known), so it only goes no further.
   */
  action?: 'ignore' | 'reject'
}

/**
 * The one error class of Walras: a stable `code`, typed `facts`, a sentence.
 *
 * @example
 * ```ts
 * try {
 *   buildIntent(terms)
 * } catch (error) {
 *   if (error instanceof WalrasError && error.code === 'intent/work-out-of-range') console.log(error.facts)
 * }
 * ```
 */
export class WalrasError extends Error {
  override readonly name = 'WalrasError'
  readonly code: string
  readonly facts: Readonly<Record<string, Fact>>
  readonly action: 'ignore' | 'reject'

  constructor({ code, message, facts = {}, cause, action = 'reject' }: WalrasErrorOptions) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.facts = facts
    this.action = action
  }
}
