import type { Fact } from '@walras/intents-schema'
import type { Hex } from 'viem'
import type { RuleName } from './rules.ts'

/** One broken rule of a batch. */
export interface Finding {
  rule: RuleName
  /** The fill, product or purchase it is about; none when it is about the order or the batch. */
  index?: number
  /** Name of the error that settling reverts with if this is the first broken rule it comes to; '' if it gives none. */
  error: string
  facts: Readonly<Record<string, Fact>>
  /** For people. */
  sentence: string
  /** The error, ABI-encoded. */
  reason: Hex
}
