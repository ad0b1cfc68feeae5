import type { Address } from 'viem'
import type { LineOption } from './eligibility.ts'
import { type Natural, toNatural } from './natural.ts'
import type { Problem, ProblemIntent } from './Problem.ts'

/** What is asked about an intent over and over. */
export interface IntentTerms {
  /** The same string for equal tokens. */
  token: Address
  lines: readonly LineOption[]
  /** Its window: `from` ≤ slot − firstSlot < `to`. */
  from: number
  to: number
  maxPayment: Natural
  work: Natural
  minWork: Natural
  minUnits: Natural
  maxPools: Natural
  contiguous: boolean
  /** Hardware options and regions it names: each costs gas to hash and to compare. */
  options: number
  /** The same number for equal lines and windows: such intents find the same prices. They count from 0. */
  kind: number
}

/** Hardware options and regions that an intent names. */
export function optionsOf(buyer: ProblemIntent | undefined): number {
  return buyer ? buyer.signed.intent.hardware.length + buyer.signed.intent.regions.length : 0
}

/** Numbers lines and windows as they come. */
class Kinds {
  readonly #known = new Map<readonly LineOption[], Map<number, number>>()
  #count = 0

  of({ lines, window: { from, to } }: Pick<ProblemIntent, 'lines' | 'window'>): number {
    const windows = this.#known.get(lines) ?? new Map<number, number>()
    if (windows.size === 0) this.#known.set(lines, windows)
    // No auction has so many slots.
    const key = from * 2 ** 26 + to
    const kind = windows.get(key) ?? this.#count++
    windows.set(key, kind)
    return kind
  }
}

function toTerms(buyer: ProblemIntent, token: Address, kind: number): IntentTerms {
  const { signed, lines, window } = buyer
  const { work, minWork, minUnits, maxPools, contiguous } = signed.intent
  return {
    token,
    lines,
    from: window.from,
    to: window.to,
    maxPayment: toNatural(signed.maxPayment),
    work: toNatural(work),
    minWork: toNatural(minWork),
    minUnits: toNatural(minUnits),
    maxPools: toNatural(maxPools),
    contiguous,
    options: optionsOf(buyer),
    kind,
  }
}

function createTerms(intents: Problem['intents']): IntentTerms[] {
  const tokens = new Map<Address, Address>()
  const kinds = new Kinds()
  const terms: IntentTerms[] = []
  for (const buyer of intents) {
    const token = tokens.get(buyer.signed.token) ?? buyer.signed.token
    tokens.set(token, token)
    terms.push(toTerms(buyer, token, kinds.of(buyer)))
  }
  return terms
}

const known = new WeakMap<Problem['intents'], readonly IntentTerms[]>()

/**
 * The terms of a problem's intents, side by side: an intent's own fields are strewn over memory, and in a large market
 * waiting for them took most of the time of judging a solution.
 */
export function intentTerms({ intents }: Pick<Problem, 'intents'>): readonly IntentTerms[] {
  const terms = known.get(intents) ?? createTerms(intents)
  known.set(intents, terms)
  return terms
}
