import { type Fact, WalrasError } from '../errors/WalrasError.ts'

/** Bytes that cannot be what they claim to be. Whoever sent them has not looked at them. */
export function malformed(message: string, facts: Readonly<Record<string, Fact>> = {}, cause?: unknown): WalrasError {
  return new WalrasError({ code: 'wire/malformed', message, facts, cause, action: 'reject' })
}

/** More than a limit of {@link wireLimits} allows. */
export function oversized(field: string, size: number, limit: number): WalrasError {
  return new WalrasError({
    code: 'wire/oversized',
    message: `${field} has ${size}, more than the ${limit} allowed.`,
    facts: { field, size, limit },
    action: 'reject',
  })
}

/** A value of ours that the wire cannot carry: a bug or a wrong input on this side, never a peer's fault. */
export function unencodable(message: string, facts: Readonly<Record<string, Fact>> = {}, cause?: unknown): WalrasError {
  return new WalrasError({ code: 'wire/unencodable', message, facts, cause, action: 'ignore' })
}
